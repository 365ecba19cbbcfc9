/** What the probes are called: the kernel side's enum probe_id is the list. What imports this module loads none of them. */
import { probe_id } from '../generated/samples';

type Lowered<Member> = Member extends `PROBE_${infer Name}` ? Lowercase<Name> : never;
/** Those members that are no probe: what services say to user space, and their number. */
type Other = 'owner' | 'targets' | 'count';
const others: readonly string[] = ['owner', 'targets', 'count'] satisfies Other[];

/** A sourcetype less its `ebpf:`. */
export type ProbeName = Exclude<Lowered<keyof typeof probe_id>, Other>;

const ids = Object.entries(probe_id).map(([member, id]) => [member.replace('PROBE_', '').toLowerCase(), id] as const);

/** By name its number, which its samples have in their head, and by which the kernel side counts. */
export const probeIds = Object.fromEntries(ids.filter(([name]) => !others.includes(name))) as Readonly<Record<ProbeName, number>>;

/** In the order of their numbers. */
export const probeNames = Object.keys(probeIds) as readonly ProbeName[];
