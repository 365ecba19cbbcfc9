/** The package installed into a temporary etc/apps, its input run as splunkd runs it, while connections are made. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Input, type SplunkEvent, Splunkd } from '../test/system/splunkd';
import { freePort, makeTraffic, type Traffic, trafficEvents } from './traffic';

export interface Trace extends Traffic {
  /** All events of the traffic, in the order in which splunkd read them. */
  readonly events: readonly SplunkEvent[];
  /** The input's reports on itself. */
  readonly health: readonly SplunkEvent[];
  /** Events of other connections of this host. */
  readonly others: number;
  /** What did not come in time, or empty. */
  readonly missing: string;
  /** What the input did against splunkd's contract. */
  readonly problems: readonly string[];
  readonly isReplayed: boolean;
}

/** This host does not let the input trace; the message says why and what to do. */
export class RefusedError extends Error {}

const stanza = 'ebpf_trace://demo';
const patienceMs = 15_000;

export async function trace(packageFile: string): Promise<Trace> {
  const splunkd = new Splunkd(packageFile);
  process.once('exit', () => splunkd.remove());
  process.once('SIGINT', () => process.exit(130));
  splunkd.configure(`[${stanza}]\nindex = main\n`);
  const closed = await freePort();
  const input = splunkd.start(stanza);
  try {
    await started(input);
    return await traced(input, splunkd.home, closed);
  } finally {
    await input.stop();
    splunkd.remove();
  }
}

async function started(input: Input): Promise<void> {
  const { fields } = await input.waitForEvent(({ sourcetype }) => sourcetype === 'ebpf:health', patienceMs);
  if (fields['event'] === 'failed') throw new RefusedError(String(fields['message']));
}

async function traced(input: Input, home: string, closed: number): Promise<Trace> {
  const folder = join(home, 'www');
  mkdirSync(folder);
  const traffic = await makeTraffic(folder, closed);
  const isOurs = ({ fields }: SplunkEvent): boolean => traffic.ports.includes(Number(fields['dest_port']));
  const missing = await input.waitForEvents(trafficEvents, isOurs, patienceMs).then(() => '', String);
  await input.stop();
  const health = input.events.filter(({ sourcetype }) => sourcetype === 'ebpf:health');
  const events = input.events.filter(isOurs);
  const others = input.events.length - health.length - events.length;
  return { ...traffic, events, health, others, missing, problems: input.problems, isReplayed: false };
}
