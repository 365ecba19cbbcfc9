/** The package installed into a temporary etc/apps, its input run as splunkd runs it, while connections are made. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Input, type SplunkEvent, Splunkd } from '../splunkd';
import { type Session, traceSession } from './session';
import { freePorts, makeTraffic, type Ports, type Traffic, trafficEvents } from './traffic';

export interface Trace extends Traffic {
  /** All events of the traffic, in the order in which splunkd read them. */
  readonly events: readonly SplunkEvent[];
  /** The input's reports on itself. */
  readonly health: readonly SplunkEvent[];
  /** What did not come in time, or empty. */
  readonly missing: string;
  /** What the input did against splunkd's contract. */
  readonly problems: readonly string[];
  readonly isReplayed: boolean;
  /** Of the other probes; nothing of them is replayed. */
  readonly session?: Session;
}

/** This host does not let the input trace; the message says why and what to do. */
export class RefusedError extends Error {}

const stanza = 'ebpf_trace://demo';
/** A start took 16 s on a machine with ten processes for each processor. */
const patienceMs = 60_000;

export async function trace(packageFile: string): Promise<Trace> {
  const splunkd = install(packageFile);
  try {
    const connections = await traceConnections(splunkd);
    const session = await traceSession(splunkd, patienceMs);
    return { ...connections, session, problems: [...connections.problems, ...session.problems] };
  } finally {
    splunkd.remove();
  }
}

async function traceConnections(splunkd: Splunkd): Promise<Trace> {
  const ports = await freePorts();
  splunkd.configure(`[${stanza}]\nindex = main\ninclude_ports = ${ports.open}, ${ports.closed}\n`);
  const input = splunkd.start(stanza);
  try {
    await started(input);
    return await traced(input, splunkd.home, ports);
  } finally {
    await input.stop();
  }
}

/** Whatever ends the demo, the 100 MB are removed: a signal is waited for from before they are unpacked. */
function install(packageFile: string): Splunkd {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const splunkd = new Splunkd(packageFile);
  process.once('exit', () => splunkd.remove());
  return splunkd;
}

async function started(input: Input): Promise<void> {
  const { fields } = await input.waitForEvent(({ sourcetype }) => sourcetype === 'ebpf:health', patienceMs);
  if (fields['event'] === 'failed') throw new RefusedError(String(fields['message']));
}

async function traced(input: Input, home: string, ports: Ports): Promise<Trace> {
  const folder = join(home, 'www');
  mkdirSync(folder);
  const traffic = await makeTraffic(folder, ports);
  const isOurs = ({ fields }: SplunkEvent): boolean => traffic.ports.includes(Number(fields['dest_port']));
  const missing = await input.waitForEvents(trafficEvents, isOurs, patienceMs).then(() => '', String);
  await input.stop();
  const health = input.events.filter(({ sourcetype }) => sourcetype === 'ebpf:health');
  const events = input.events.filter(isOurs);
  return { ...traffic, events, health, missing, problems: input.problems, isReplayed: false };
}
