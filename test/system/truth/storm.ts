/** The storm's compact truth (workloads/storm.c) against what was traced: counted by owner, tuple and bytes. */
import type { Mode } from './expected';
import type { TracedEvent } from './rules';
import type { Tuples } from './witness';

/** inbound, process_id, thread_id, src_port, last byte of dest_ip, bytes */
type Row = readonly [0 | 1, number, number, number, number, number];

export interface StormTruth {
  readonly port: number;
  readonly rows: readonly Row[];
}

export function parseStorm(text: string): StormTruth {
  const lines = text.trimEnd().split('\n');
  const rows = lines.filter((line) => line.startsWith('[')).map((line) => JSON.parse(line) as Row);
  const port = Number(/"kind":"endpoint".*"dest_port":(\d+)/.exec(text)?.[1]);
  return { port, rows };
}

export interface StormReport {
  readonly expected: number;
  readonly right: number;
  /** Missing, or without knowing its end, since no BPF program could see it. */
  readonly excused: number;
  /** All others that are missing. */
  readonly missing: readonly string[];
  /** What was reported and did not happen, or not like that. */
  readonly wrong: readonly string[];
}

export function compareStorm({ port, rows }: StormTruth, events: readonly TracedEvent[], mode: Mode, unseen: Tuples): StormReport {
  const missing = new Map<string, number>();
  const excusable = new Set<string>();
  for (const row of rows) {
    for (const key of keysOf(row, mode)) {
      missing.set(key, (missing.get(key) ?? 0) + 1);
      if (unseen.has(tupleOf(row))) excusable.add(key);
    }
  }
  const expected = [...missing.values()].reduce((sum, count) => sum + count, 0);
  const wrong: string[] = [];
  let right = 0;
  for (const event of events.filter(isOf({ port, rows }))) {
    const key = keyOf(event, mode);
    if (event.close_reason === 'unknown' && excusable.has(knownKey(key, missing))) continue; // it is missing with what it should say
    const count = missing.get(key) ?? 0;
    if (count > 0) right += 1;
    else wrong.push(`too many: ${key}`);
    if (count > 1) missing.set(key, count - 1);
    else missing.delete(key);
  }
  const [excused, untold] = divide([...missing].flatMap(([key, count]) => Array.from({ length: count }, () => key)), (key) => excusable.has(key));
  return { expected, right, excused: excused.length, missing: untold, wrong };
}

/** Others may have had its port before, in namespaces and at addresses of their own. */
function isOf({ port, rows }: StormTruth): (event: TracedEvent) => boolean {
  const addresses = new Set(rows.map(([, , , , host]) => `127.0.0.${host}`));
  return ({ dest_port: to, dest_ip: address, direction }) => to === port && direction !== 'listening' && addresses.has(String(address));
}

const tupleOf = ([, , , port, host]: Row): string => `${port} 127.0.0.${host}`;

function divide<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

function keysOf([inbound, processId, threadId, srcPort, host, bytes]: Row, mode: Mode): string[] {
  const tuple = `${srcPort} 127.0.0.${host} ${processId}`;
  const thread = threadId === processId ? '' : threadId;
  const direction = inbound ? 'inbound' : 'outbound';
  const close = `close ${direction} ${tuple} ${inbound ? bytes : 0}/${inbound ? 0 : bytes} ${inbound ? 'fin_remote' : 'fin_local'}`;
  return mode === 'summary' ? [`${close} ${thread}`] : [`${inbound ? 'accept' : 'connect'} ${direction} ${tuple} ${thread}`, close];
}

function keyOf(event: TracedEvent, mode: Mode): string {
  const bytes = event.event === 'close' ? ` ${event.bytes_in ?? 0}/${event.bytes_out ?? 0} ${event.close_reason}` : '';
  const thread = event.event === 'close' && mode === 'lifecycle' ? '' : ` ${event.thread_id ?? ''}`;
  return `${event.event} ${event.direction} ${event.src_port} ${event.dest_ip} ${event.process_id}${bytes}${thread}`;
}

/** The key of a close that does not know how it ended is that of the missing one with the same ends and process. */
function knownKey(key: string, missing: ReadonlyMap<string, number>): string {
  const ends = key.slice(0, key.lastIndexOf(' 0/0 unknown') + 1);
  return [...missing.keys()].find((one) => one.startsWith(ends)) ?? '';
}

export interface StartReport {
  /** Connects from the first on that each thread counts as made, and those of them that were not reported. */
  readonly expected: number;
  readonly missing: readonly string[];
  /** Connections that are reported to have begun or ended more than once. */
  readonly repeated: readonly string[];
  /** Connections that are reported to have begun, and not to have ended. */
  readonly unended: readonly string[];
}

/** Compares a storm that was under way when the tracer started. A thread's rows are in its order. */
export function compareAfterStart({ port, rows }: StormTruth, events: readonly TracedEvent[], unseen: Tuples): StartReport {
  const ofStorm = events.filter((event) => event.dest_port === port && event.direction !== 'listening');
  const connects = new Set(ofStorm.filter(({ event }) => event === 'connect').map((event) => keyOf(event, 'lifecycle')));
  const begun = new Set<number>();
  const expected: string[] = [];
  for (const row of withoutReuse(rows.filter((row) => row[0] === 0 && !unseen.has(tupleOf(row))))) {
    const [open = ''] = keysOf(row, 'lifecycle');
    if (connects.has(open)) begun.add(row[2]);
    if (begun.has(row[2])) expected.push(open);
  }
  const missing = expected.filter((open) => !connects.has(open));
  return { expected: expected.length, missing, repeated: repeated(ofStorm), unended: unended(ofStorm.filter((event) => !unseen.has(`${event.src_port} ${event.dest_ip}`))) };
}

/** A tuple that was used again stands for several connections. */
function withoutReuse(rows: readonly Row[]): Row[] {
  const uses = new Map<string, number>();
  for (const row of rows) uses.set(tupleOf(row), (uses.get(tupleOf(row)) ?? 0) + 1);
  return rows.filter((row) => uses.get(tupleOf(row)) === 1);
}

const isEnd = ({ event }: TracedEvent): boolean => event === 'close';

function repeated(events: readonly TracedEvent[]): string[] {
  const seen = new Set<string>();
  return events.flatMap((event) => {
    const key = `${isEnd(event) ? 'end' : 'begin'} ${event.flow_id}`;
    return seen.size === seen.add(key).size ? [key] : [];
  });
}

function unended(events: readonly TracedEvent[]): string[] {
  const ended = new Set(events.filter(isEnd).map((event) => event.flow_id));
  return events.filter((event) => !isEnd(event) && !ended.has(event.flow_id)).map((event) => JSON.stringify(event));
}
