/**
 * What a connection costs of the volume, in the defaults: the events of the recorded ones, as JSON. Their process gets the texts of a
 * plain one (path, unit, command line): free text has no budget, and those that were recorded are as long as a folder of that day.
 */
import { connection_flag, tcp_kind } from '../../src/generated/samples';
import { tcp } from '../../src/probes/tcp';
import { contextOf, hostNetns, jsonOf } from '../probes/formatted';
import { processSample } from '../probes/sample';
import { type Recorded, sampleOf } from './recording';
import { type Mode, recordedSamples } from './replay';

const owner = 8193;
const special = connection_flag.CONNECTION_MPTCP | connection_flag.CONNECTION_RESTORED | connection_flag.CONNECTION_UNTRACKED;
/** ATTRIBUTION_CONNECT and ATTRIBUTION_ACCEPT are not worth a key. */
const lastOfCalls = 2;

/** Nothing was lost on its way, and who owns it was seen. */
function isPlain({ struct, members }: Recorded): boolean {
  const of = (name: string): number => Number(members[name] ?? 0);
  return struct === 'tcp_sample' && (of('subject_flags') & special) === 0 && of('subject_attribution') <= lastOfCalls && of('traffic_retransmits') === 0;
}

/** In the host's network namespace, with the id that samples have had since they were recorded. */
function asOnAHost({ struct, members }: Recorded): Recorded {
  const { subject_pid: pid = 0 } = members;
  return { struct, members: { ...members, subject_owner: owner, subject_tid: pid, subject_connection_id: '0x123456789abcdef', subject_ends_netns: hostNetns } };
}

/** Each key with its value, its comma, and for the first the braces. */
const bytesByField = (json: string): string =>
  Object.entries(JSON.parse(json) as object).map(([name, value]) => `${name} ${Buffer.byteLength(JSON.stringify({ [name]: value as unknown })) - 1}`).join(', ');

test.each([
  ['lifecycle', 'TCP_CONNECT', 560],
  ['lifecycle', 'TCP_ACCEPT', 560],
  ['lifecycle', 'TCP_CLOSE_EVENT', 400],
  ['summary', 'TCP_CLOSE_EVENT', 700],
] as const)('%s: a %s has its budget of %d bytes', (mode: Mode, kind, most) => {
  const context = contextOf({ mode }, [processSample({ cgroups: [['system.slice', 'backup.service']] }, { id: owner })]);
  const recorded = recordedSamples(mode).filter((one) => isPlain(one) && one.members['head_kind'] === tcp_kind[kind]);
  const events = recorded.map((one) => jsonOf(tcp, sampleOf(asOnAHost(one)), context));
  expect(events.length).toBeGreaterThan(3);
  expect(events.filter((json) => Buffer.byteLength(json) > most).map(bytesByField)).toEqual([]);
  // It has what it costs: a budget that is kept because something is missing would prove nothing.
  const isBrief = kind === 'TCP_CLOSE_EVENT' && mode === 'lifecycle'; // its connection_id is on the event that it began with
  for (const json of events) expect(json).toMatch(isBrief ? /"flow_id".*"process_guid".*"user"/ : /"flow_id".*"connection_id".*"process_guid".*"user"/);
});
