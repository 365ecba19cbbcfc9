/** What of block devices no hook of this probe shows on any kernel. */
export const blockIoNeverSeen: readonly string[] = [
  'dm (LVM, LUKS), md and zram devices, which have no requests of their own: the disks below them are reported',
];
