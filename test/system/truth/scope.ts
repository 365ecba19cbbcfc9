/** Which traced events are a case's: those of its processes, and whatever else happens at its addresses. */
import type { TracedEvent } from './rules';
import { type CaseTruth, connectionsOf, listenersOf } from './truth_lines';

/** Events of none of the cases are left out: the host has other processes. */
export function eventsOfCases(cases: readonly CaseTruth[], events: readonly TracedEvent[]): Map<string, TracedEvent[]> {
  const byProcess = new Map(cases.flatMap((truth) => processesOf(truth).map((id) => [id, truth.name] as const)));
  const found = new Map(cases.map((truth): [string, TracedEvent[]] => [truth.name, []]));
  for (const event of events) {
    const name = byProcess.get(Number(event.process_id)) ?? cases.find((truth) => isAtItsAddress(truth, event))?.name;
    if (name !== undefined) found.get(name)?.push(event);
  }
  return found;
}

function processesOf(truth: CaseTruth): number[] {
  return truth.lines.flatMap((line) => (line.kind === 'process' ? [line.process_id] : []));
}

/** While the case runs. Its clock readings and the events' may differ by some milliseconds. */
function isAtItsAddress(truth: CaseTruth, event: TracedEvent): boolean {
  const time = Number(event.time);
  if (time < truth.began - 0.05 || time > truth.ended + 0.05) return false;
  const reported = [...connectionsOf(truth), ...listenersOf(truth), ...truth.lines.filter((line) => line.kind === 'endpoint')];
  return reported.some(({ dest_ip, dest_port }) => dest_port === event.dest_port && (dest_ip === event.dest_ip || isAnyAddress(dest_ip)));
}

function isAnyAddress(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}
