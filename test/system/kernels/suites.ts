/** The kernels: Debian's of each release that is maintained, and the newest of the mirror. */
export interface Suite {
  readonly release: string;
  /** Whose series it is expected to be. */
  readonly series: string;
  /** Its security archive, where apt knows one, has a newer kernel of the series. */
  readonly hasSecurity: boolean;
}

export const newest = 'newest';

export const suites: readonly Suite[] = [
  { release: 'bullseye', series: '5.10', hasSecurity: true },
  { release: 'bookworm', series: '6.1', hasSecurity: true },
  { release: 'trixie', series: '6.12', hasSecurity: true },
  { release: 'sid', series: newest, hasSecurity: false },
];
