/** Which versions of control groups this host has mounted, and what is missing without any: cgroups(7). */
import { readFileSync } from 'node:fs';

/** As health's `degraded` names it, and `check`. */
export const containersFeature = 'containers';
export const withoutContainers = 'container_id, container_runtime, pod_uid, systemd_unit and cgroup are absent';

/** "cgroup version 2", "9 hierarchies of cgroup version 1". @param text of /proc/self/cgroup, which has a line for each */
export function hierarchies(text: string = readFileSync('/proc/self/cgroup', 'utf8')): string {
  const ids = text.split('\n').filter((line) => line !== '').map((line) => line.slice(0, line.indexOf(':')));
  const older = ids.filter((id) => id !== '0').length;
  const parts = [...(ids.includes('0') ? ['cgroup version 2'] : []), ...(older > 0 ? [`${older} hierarchies of cgroup version 1`] : [])];
  return parts.join(' and ') || 'none is mounted';
}
