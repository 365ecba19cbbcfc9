/** Who is above the parent of a process. */
import { ancestor_value, process_exec_sample } from '../../generated/samples';
import type { Owners } from '../../services/owners/owners';
import { stringAt } from '../../services/owners/path_text';

export interface Ancestor {
  /** With its pid, as sshd:812. */
  readonly name: string;
  /** Or - of one that has lost its pid. */
  readonly guid: string;
}

/** Many processes have the same ones, and a guid is a hash. */
const mostGuids = 1000;

export type ReadAncestors = (view: DataView, at: number) => readonly Ancestor[];

export function ancestorsReader(owners: Owners): ReadAncestors {
  const known = new Map<string, string>();
  const guidAt = (view: DataView, at: number): string => {
    const birth = { pidNamespace: ancestor_value.get.birth_pid_namespace(view, at), startNs: view.getBigUint64(at + ancestor_value.at.birth_start_ns, true), nsPid: ancestor_value.get.birth_pid(view, at) };
    const key = `${birth.pidNamespace} ${birth.startNs} ${birth.nsPid}`;
    const guid = known.get(key) ?? owners.guidOf(birth);
    if (known.size >= mostGuids) known.clear();
    known.set(key, guid);
    return guid;
  };
  return (view, at) => {
    const count = Math.min(process_exec_sample.get.ancestor_count(view, at), process_exec_sample.length.ancestors);
    const places = Array.from({ length: count }, (_, index) => at + process_exec_sample.at.ancestors + index * ancestor_value.size);
    return places.map((place) => ({ name: `${nameAt(view, place)}:${ancestor_value.get.pid(view, place)}`, guid: guidAt(view, place) || '-' }));
  };
}

/** Without blanks, which stand between them. */
function nameAt(view: DataView, at: number): string {
  return stringAt(view, at + ancestor_value.at.name, ancestor_value.length.name).replaceAll(/\s/g, '_');
}
