/** What is measured side by side: how it is started, and what its lines say. */
import { lossFields } from '../../src/health/counters';
import { inputDocument } from '../../splunkd/documents';
import type { Splunkd } from '../../splunkd';
import type { Bench } from '../group';
import { present } from '../present';
import type { Command } from '../running';

export interface Contender extends Command {
  readonly name: string;
  /** Lines for one connection over loopback, both ends. */
  readonly lines: number;
  /** Whether the line is one of them, for a connection to this port. */
  readonly isOf: (line: string, port: number) => boolean;
  /** What no two of them have in common; without it each line is taken for another one. */
  readonly identityOf?: (line: string) => string;
  /** Milliseconds at which the kernel saw it, if the line says so: of the clock below. */
  readonly timeMs?: (line: string) => number;
  readonly clock?: 'wall' | 'monotonic';
  /** Losses that the line confesses. */
  readonly lossesOf: (line: string) => number;
  /** Its output comes when it has something to say, not when a buffer is full. */
  readonly isPrompt: boolean;
}

const stanza = 'ebpf_trace://bench';
const established = '1';
const oneLiner =
  'tracepoint:sock:inet_sock_set_state /args->protocol == 6/ { printf("%llu %d %s %d %d %d %d %s %s\\n", nsecs, pid, comm, ' +
  'args->oldstate, args->newstate, args->sport, args->dport, ntop(args->saddr), ntop(args->daddr)) }';

/** The last is what the others are compared with. */
export function contendersOf({ app, home }: Splunkd, { before, say }: Pick<Bench, 'before' | 'say'>): readonly Contender[] {
  const product = (executable: string, mode: string, lines: number, name = mode): Contender => ({
    name,
    command: [executable],
    stdin: inputDocument({ stanza, app: app.name, home, params: { mode, index: 'main' } }),
    lines,
    isOf: (line, port) => Number(eventPattern.exec(line)?.[2]) === port,
    identityOf: (line) => `${eventPattern.exec(line)?.[1]} ${/"flow_id":"(\w+)"/.exec(line)?.[1]}`,
    lossesOf: healthLosses,
    timeMs: (line) => Number(line.slice(line.indexOf('<time>') + 6, line.indexOf('</time>'))) * 1000,
    clock: 'wall',
    isPrompt: true,
  });
  const earlier = before === undefined ? [] : [product(before, 'lifecycle', 4, 'lifecycle before'), product(before, 'summary', 2, 'summary before')];
  return [product(app.executable, 'lifecycle', 4), product(app.executable, 'summary', 2), ...earlier, ...present(others, say)];
}

const eventPattern = /"event":"(\w+)","direction":"(?:outbound|inbound)".*?"dest_port":(\d+)/;

/** Counts of an ebpf:health event: what is lost, by cause. */
function healthLosses(line: string): number {
  if (!line.includes('<sourcetype>ebpf:health<')) return 0;
  return lossFields.reduce((sum, [field]) => sum + Number(new RegExp(`"${field}":(\\d+)`).exec(line)?.[1] ?? 0), 0);
}

const others: readonly Contender[] = [
  {
    name: 'bpftrace one-liner',
    command: ['/usr/bin/bpftrace', '-e', oneLiner],
    lines: 2,
    isOf: (line, port) => {
      const [, , , , state, from, to] = line.split(' ');
      return state === established && (Number(from) === port || Number(to) === port);
    },
    lossesOf: (line) => Number(/^Lost (\d+) events/.exec(line)?.[1] ?? 0),
    timeMs: (line) => Number(line.slice(0, line.indexOf(' '))) / 1e6,
    clock: 'monotonic',
    isPrompt: true,
  },
  {
    name: 'tcplife',
    command: ['/usr/sbin/tcplife'],
    lines: 2,
    isOf: (line, port) => {
      const [, , , from, , to] = line.trim().split(/\s+/);
      return Number(from) === port || Number(to) === port;
    },
    lossesOf: () => 0,
    isPrompt: false,
  },
];
