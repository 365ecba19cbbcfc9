/**
 * Neither of the places where tracefs is looked for, in a mount namespace of its own. Only what lies below /sys is taken
 * from the host's: of a chroot's root, which need not be a mount, the propagation cannot be changed.
 */
export const withoutTracefs = [
  'unshare', '--mount', '--propagation', 'unchanged', 'sh', '-c',
  'mount --make-rprivate /sys || exit 1; for place in /sys/kernel/debug/tracing /sys/kernel/debug /sys/kernel/tracing; do while umount $place 2>/dev/null; do :; done; done; exec "$@"',
  'sh',
];
