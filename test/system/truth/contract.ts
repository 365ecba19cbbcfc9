/** What holds for every line of the tracer, whatever happened: the shape of an event. */
import type { TracedEvent } from './rules';

const types: Readonly<Record<string, 'string' | 'number' | 'boolean'>> = {
  time: 'number',
  event: 'string',
  direction: 'string',
  src_ip: 'string',
  src_port: 'number',
  dest_ip: 'string',
  dest_port: 'number',
  outcome: 'string',
  errno: 'string',
  bytes_in: 'number',
  bytes_out: 'number',
  bytes_unacked: 'number',
  packets_in: 'number',
  packets_out: 'number',
  duration: 'number',
  response_time: 'number',
  rtt_us: 'number',
  retransmits: 'number',
  close_reason: 'string',
  bytes_in_before: 'number',
  bytes_out_before: 'number',
  packets_in_before: 'number',
  packets_out_before: 'number',
  retransmits_before: 'number',
  process_id: 'number',
  thread_id: 'number',
  process_name: 'string',
  process_path: 'string',
  process: 'string',
  process_length: 'number',
  parent_process_id: 'number',
  process_guid: 'string',
  parent_process_name: 'string',
  parent_process_guid: 'string',
  parent_attribution: 'string',
  user: 'string',
  user_id: 'number',
  real_user: 'string',
  real_user_id: 'number',
  login_user: 'string',
  login_user_id: 'number',
  ns_process_id: 'number',
  netns: 'number',
  container_id: 'string',
  container_runtime: 'string',
  pod_uid: 'string',
  systemd_unit: 'string',
  cgroup: 'string',
  mptcp: 'boolean',
  restored: 'boolean',
  attribution: 'string',
  flow_id: 'string',
  connection_id: 'string',
};

const zeroIsTold = new Set(['user_id', 'real_user_id', 'login_user_id', 'duration', 'response_time']);
const names = ['connect', 'connect_failed', 'accept', 'close', 'listen', 'listen_close', 'existing', 'flow'];
export const maximumBytes = 4900;

/** One text for each breach. */
export function breaches(line: string, event: TracedEvent): string[] {
  const keys = Object.keys(event);
  const wrong = [
    ...keys.flatMap((key) => breachesOfField(key, event[key])),
    ...(/^\{"time":\d{10}\.\d{6},"event":/.test(line) ? [] : ['does not begin with time, in microseconds, and event']),
    ...(names.includes(String(event.event)) ? [] : [`unknown event ${event.event}`]),
    ...(Buffer.byteLength(line) <= maximumBytes ? [] : [`${Buffer.byteLength(line)} bytes`]),
    ...(new Set(keys).size === (line.match(/(?<=[{,])"\w+":/g) ?? []).length || line.includes('\\"') ? [] : ['a key twice']),
  ];
  return wrong.map((text) => `${text}: ${line}`);
}

function breachesOfField(key: string, value: unknown): string[] {
  const type = types[key];
  if (type === undefined) return [`unknown key ${key}`];
  if (typeof value !== type) return [`${key} is no ${type}`];
  if (value === '' || value === false) return [`${key} says nothing`];
  if (typeof value !== 'number') return [];
  if (value < 0) return [`${key} is negative`];
  return value === 0 && !zeroIsTold.has(key) ? [`${key} is zero`] : [];
}

/** Keys have one order in all events: pairs that are seen both ways. */
export class KeyOrder {
  readonly #before = new Set<string>();
  readonly #shapes = new Set<string>();

  /** Cheap for a shape that was seen already. */
  add(event: TracedEvent): void {
    const keys = Object.keys(event);
    const shape = keys.join();
    if (this.#shapes.has(shape)) return;
    this.#shapes.add(shape);
    keys.forEach((key, index) => keys.slice(index + 1).forEach((later) => this.#before.add(`${key} ${later}`)));
  }

  get contradictions(): string[] {
    return [...this.#before].filter((pair) => this.#before.has(pair.split(' ').reverse().join(' ')) && pair < pair.split(' ').reverse().join(' '));
  }
}
