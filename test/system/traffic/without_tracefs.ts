/** Neither of the places where tracefs is looked for, in a mount namespace of its own. */
export const withoutTracefs = [
  'unshare', '--mount', 'sh', '-c',
  'for place in /sys/kernel/debug/tracing /sys/kernel/debug /sys/kernel/tracing; do while umount $place 2>/dev/null; do :; done; done; exec "$@"',
  'sh',
];
