/** What of connections no hook shows on any kernel. */
export const connectionsNeverSeen: readonly string[] = [
  'where the kernel refuses fexit, accepts and failing connects through io_uring or of 32-bit programs: not as calls; the owner of such an accept is who reads, writes or closes first',
  'connects that seccomp refuses',
  'connections from before the start in other network namespaces, without a descriptor',
];
