/** The fields that a description gives to events, in the order of their keys. */
import type { Field } from '../../probes/probe';

export const nameFields: readonly Field[] = [
  { name: 'process_name', type: 'string', description: "comm of the process (its main thread's): at most 15 bytes. Some programs change it: Node.js is MainThread since version 24" },
  { name: 'process_guid', type: 'string', description: 'one name for this process on every event, which no other process of any boot has: the Common Process Identifier of OCSF, a UUID of boot, pid namespace, start and pid that any tool can compute. It stays through an exec; absent of one that was about to go when it was looked at' },
];

export const detailFields: readonly Field[] = [
  { name: 'user', type: 'string', description: 'name of the effective uid, as ps and ss show it: of /etc/passwd, else of what getent finds in a directory service, as soon as that has answered' },
  { name: 'user_id', type: 'number', description: 'effective uid, where it has no name or both are asked for' },
  { name: 'real_user', type: 'string', description: 'name of the real uid, who started it, where that is another: of setuid programs, and of daemons that put root aside' },
  { name: 'real_user_id', type: 'number', description: 'real uid, where that is another and has no name, or both are asked for' },
  { name: 'login_user', type: 'string', description: 'name of login_user_id, unless ids are asked for' },
  { name: 'login_user_id', type: 'number', description: 'uid that logged in, whatever became of it by su or sudo (loginuid of audit)' },
  { name: 'parent_process_id', type: 'number', description: 'the process that forked it, also after that has ended' },
  { name: 'parent_process_name', type: 'string', description: 'comm of the parent, at the fork' },
  { name: 'parent_process_guid', type: 'string', description: 'process_guid of the parent' },
  { name: 'parent_attribution', type: 'string', description: 'current: the fork was not seen, being before the start of the input; the parent is the one at the time of the description, which may be whom an orphan was given to. Else absent' },
  { name: 'ns_process_id', type: 'number', description: 'its pid inside its own pid namespace, where that is another' },
  { name: 'process_path', type: 'string', description: 'its executable, as its own mount namespace has it; " (deleted)" if it was; begins with … if cut' },
  { name: 'container_id', type: 'string', description: 'of the innermost container, by the path of its control group: 64 hexadecimal digits (Docker shows the first 12), or the name of an LXC or systemd-nspawn container' },
  { name: 'container_runtime', type: 'string', description: 'docker, containerd, cri-o, podman, lxc or systemd-nspawn, where that path says so' },
  { name: 'pod_uid', type: 'string', description: 'uid of its Kubernetes pod, with hyphens' },
  { name: 'systemd_unit', type: 'string', description: 'the innermost service or scope of systemd, outside of a container' },
  { name: 'cgroup', type: 'string', description: 'path of its control group, of version 2 or of the hierarchy of version 1 that has the container or unit; by default only where none of the four above is known (see cgroup_path); absent for the root' },
  { name: 'process_length', type: 'number', unit: 'bytes', description: 'length of the whole command line, where process is cut; absent where it is not, or nobody knows' },
  { name: 'process', type: 'string', description: 'its command line at that moment, as /proc/pid/cmdline has it (programs may set a title). What is longer than command_line_bytes, or than keeps the event at 4900 bytes, keeps its beginning and its end, with … between' },
];
