/**
 * A day of two hosts, made of what the tracer recorded: the same connections at many times, so that there is something
 * to see over a day. Nothing but time, host, flow_id and connection_id is changed.
 */
import { day, hour, minute, now } from '../searches/case';
import { all, Recorded } from '../searches/recorded';
import { farAddress } from '../searches/cable';
import { port } from '../searches/workload';

/** So many seconds before now, again and again, until `last`. */
function every(seconds: number, first: number, last = 0): readonly number[] {
  return Array.from({ length: Math.floor((first - last) / seconds) }, (_, at) => now - first + at * seconds);
}

/** When each of them happened. */
export const times = {
  wget: [...every(50 * minute, 23 * hour, 9 * hour), ...every(10 * minute, 8 * hour)],
  wgetRefused: [now - 5 * hour, now - 4.5 * hour, now - 20 * minute],
  python: [...every(2 * hour, 22 * hour, 8 * hour), ...every(15 * minute, 6 * hour, 2 * hour)],
  agent: every(30 * minute, 23 * hour),
  shop: [now - 7 * hour, now - 3 * hour],
  crawler: every(90 * minute, 20 * hour),
  sender: [now - 9 * hour],
  scanner: [now - 2.5 * hour],
  upload: [now - 14 * hour],
  server: every(hour, 23 * hour), // each time `taken`
  health: every(minute, day),
} as const;

/** The connections of the recording that the server takes at one port of one address. */
export const taken = 11;

/** A day of what the views are tested with; each part of that workload is once in the recording. */
export function aDay(recorded: Recorded): Recorded {
  const outbound = (process: string, to?: number): Recorded => recorded.of(process, 'outbound').where(({ dest_port: at }) => to === undefined || at === to);
  const regular = (['agent', 'shop', 'crawler', 'sender', 'scanner', 'upload'] as const).map((process) => outbound(process).atEach(times[process]));
  const report = recorded.where(({ event, completeness }) => completeness !== undefined && event === 'stop');
  return all([
    ...regular,
    outbound('wget', port.http).atEach(times.wget),
    outbound('wget', port.closed).atEach(times.wgetRefused),
    outbound('python3').atEach(times.python),
    recorded.of('store', 'inbound').where(({ dest_ip: ip, dest_port: at }) => ip === farAddress(2) && at === port.store).atEach(times.server),
    recorded.where(({ direction, event }) => direction === 'listening' && event === 'listen').at(now - day + hour),
    report.atEach(times.health),
    report.on('db1').atEach(times.health),
  ]);
}
