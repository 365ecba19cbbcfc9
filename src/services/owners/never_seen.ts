/** What of processes no hook shows on any kernel. */
export const ownersNeverSeen: readonly string[] = [
  'processes of other pid namespaces than this one, from before the start',
];
