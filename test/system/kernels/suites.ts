/** The kernels: Debian's of each release that is maintained, and the newest of the mirror. */
export interface Suite {
  readonly name: string;
  /** The part of a mirror's address that names the archive. */
  readonly archive: 'debian' | 'debian-security';
  /** Whose series it is expected to be; undefined: whatever is newest. */
  readonly series?: string;
}

export const suites: readonly Suite[] = [
  { name: 'bullseye-security', archive: 'debian-security', series: '5.10' },
  { name: 'bookworm-security', archive: 'debian-security', series: '6.1' },
  { name: 'trixie-security', archive: 'debian-security', series: '6.12' },
  { name: 'sid', archive: 'debian' },
];
