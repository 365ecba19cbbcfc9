/** Where an owner sample's process runs: its container, pod and unit, and the path that says so. */
import { owner_flag, owner_sample } from '../../generated/samples';
import { jsonText } from '../../text/json';
import { Keys } from '../../text/keys';
import type { Settings } from '../../settings';
import { identityOf } from './container';
import type { TextKey } from './describe';

const { get, at: offset } = owner_sample;
const mostIdBytes = 100;
const mostUnitBytes = 200;

/** A path of a control group: its names from the root, and whether leading ones are missing. */
interface Group {
  readonly names: readonly string[];
  readonly isCut: boolean;
}

/** In the order of the fields. */
export interface CgroupKeys {
  readonly container: Keys;
  /** The unit, and the path. */
  readonly others: Keys;
}

export function cgroupKeys(view: DataView, at: number, { cgroupPath }: Settings, key: TextKey): CgroupKeys {
  const groups = groupsOf(view, at).map((group) => ({ ...group, ...identityOf(group.names) }));
  const group = groups.find(({ container }) => container !== undefined) ?? groups.find(({ pod, unit }) => pod !== undefined || unit !== undefined) ?? groups[0];
  if (group === undefined) return { container: Keys.none, others: Keys.none };
  const container = Keys.joined(
    key('container_id', group.container ?? '', mostIdBytes), key('container_runtime', group.runtime ?? '', mostIdBytes), key('pod_uid', group.pod ?? '', mostIdBytes),
  );
  const unit = key('systemd_unit', group.unit ?? '', mostUnitBytes);
  const isPathShown = cgroupPath === 'always' || (cgroupPath === 'unnamed' && container.isEmpty && unit.isEmpty);
  return { container, others: isPathShown ? Keys.joined(unit, key('cgroup', `${group.isCut ? '…' : ''}/${group.names.join('/')}`)) : unit };
}

/** One for each hierarchy that differs; names stand leaf first, and an empty one, the root's, ends each path but one that is cut. */
function groupsOf(view: DataView, at: number): readonly Group[] {
  const groups: Group[] = [];
  const bytes = Buffer.from(view.buffer, view.byteOffset + at + offset.cgroup, get.cgroup_length(view, at));
  const isCut = (get.flags(view, at) & owner_flag.OWNER_CGROUP_CUT) !== 0;
  let names: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    const name = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (name.length === 0) groups.push({ names: names.reverse(), isCut: false });
    names = name.length === 0 ? [] : [...names, jsonText(name)];
    start = end < 0 ? bytes.length : end + 1;
  }
  return isCut && names.length > 0 ? [...groups, { names: names.reverse(), isCut }] : groups;
}
