/** What is measured side by side: how it is started, and what its lines tell. */
import { existsSync } from 'node:fs';
import { inputDocument } from '../test/system/splunkd/documents';
import type { Splunkd } from '../test/system/splunkd';

export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  /** For its standard input. */
  readonly stdin: string;
  /** Of one connection over loopback, both ends: so many lines, each with another key. */
  readonly lines: number;
  /** The line's key, if it is of a connection to this port. */
  readonly keyOf: (line: string, port: number) => string | undefined;
  /** Milliseconds at which the kernel saw it, if the line tells: of the clock that it says. */
  readonly timeMs?: (line: string) => number;
  readonly clock?: 'wall' | 'monotonic';
  /** Its output comes when it has something to say, not when a buffer is full. */
  readonly isPrompt: boolean;
}

const stanza = 'ebpf_trace://bench';
const established = '1';
const oneLiner =
  'tracepoint:sock:inet_sock_set_state /args->protocol == 6/ { printf("%llu %d %s %d %d %d %d %s %s\\n", nsecs, pid, comm, ' +
  'args->oldstate, args->newstate, args->sport, args->dport, ntop(args->saddr), ntop(args->daddr)) }';

export function contendersOf({ app, home }: Splunkd): readonly Contender[] {
  const product = (mode: string, lines: number): Contender => ({
    name: `ebpf_trace, ${mode}`,
    command: [app.executable],
    stdin: inputDocument({ stanza, app: app.name, home, params: { mode, index: 'main' } }),
    lines,
    keyOf: eventKey,
    timeMs: (line) => Number(line.slice(line.indexOf('<time>') + 6, line.indexOf('</time>'))) * 1000,
    clock: 'wall',
    isPrompt: true,
  });
  return [product('lifecycle', 4), product('summary', 2), ...others.filter(({ command }) => existsSync(command[0] ?? ''))];
}

const eventPattern = /"event":"(\w+)","direction":"(outbound|inbound)".*?"src_port":(\d+),"dest_ip":"([^"]+)","dest_port":(\d+)/;

function eventKey(line: string, port: number): string | undefined {
  const [, event, direction, source, destination, to] = eventPattern.exec(line) ?? [];
  return Number(to) === port ? `${event} ${direction} ${source} ${destination}` : undefined;
}

const others: readonly Contender[] = [
  {
    name: 'bpftrace one-liner',
    command: ['/usr/bin/bpftrace', '-e', oneLiner],
    stdin: '',
    lines: 2,
    keyOf: (line, port) => {
      const [, , , , state, from, to, , address] = line.split(' ');
      const isOurs = state === established && (Number(from) === port || Number(to) === port);
      return isOurs ? `${from} ${to} ${address}` : undefined;
    },
    timeMs: (line) => Number(line.slice(0, line.indexOf(' '))) / 1e6,
    clock: 'monotonic',
    isPrompt: true,
  },
  {
    name: 'tcplife (libbpf-tools)',
    command: ['/usr/sbin/tcplife'],
    stdin: '',
    lines: 2,
    keyOf: (line, port) => {
      const [, , local, from, remote, to] = line.trim().split(/\s+/);
      return Number(from) === port || Number(to) === port ? `${local} ${from} ${remote} ${to}` : undefined;
    },
    isPrompt: false,
  },
];
