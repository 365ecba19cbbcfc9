/** What Splunk adds at search time to the events of every probe that names its process. */
import type { CalculatedField } from '../../splunk/knowledge_objects';
import { type Macro, threshold } from '../../splunk/macro';

export const ownerFields: readonly CalculatedField[] = [
  {
    name: 'user', type: 'string', expression: 'coalesce(user, user_id)',
    description: "the event's own; user_id where the name is not known, as in a container, or not wanted (user_format = id)",
  },
];

/** Lists that searches of several probes look at, in parentheses for IN. */
export const programLists: readonly Macro[] = [
  threshold('shells', '("sh", "bash", "dash", "ash", "zsh", "ksh", "csh", "tcsh", "fish", "busybox")', 'Names of processes that are shells, in parentheses.'),
  threshold('temporary_paths', '("/tmp/*", "/var/tmp/*", "/dev/shm/*", "/memfd:*")', 'Paths of programs that are not installed, in parentheses.'),
  threshold('upgraded_paths', '("/usr/*", "/opt/*", "/lib/*")', 'Paths below which a program that was deleted was replaced by an upgrade, in parentheses.'),
];
