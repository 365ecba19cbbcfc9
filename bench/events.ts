/** How fast samples become events in what is written, on one core: the recorded ones (test/golden), again and again. */
import { openSync } from 'node:fs';
import { jsonLines } from '../src/output/byte_format';
import type { Format } from '../src/output/format';
import { Writer } from '../src/output/writer';
import { xmlFormat } from '../src/output/xml';
import { recording } from '../test/golden/laid_out';
import type { StructName } from '../test/golden/recording';
import type { Mode } from '../test/golden/replay';

const rounds = 15;
const eventsOfRound = 200_000;
/** What one read of the ring finds in a storm; what it became is written then. */
const eventsOfTurn = 2_000;

/** Events a second of the process's CPU time, of the best round: what else runs on the machine makes others slower. */
async function rate(mode: Mode, structs: readonly StructName[], format: Format): Promise<number> {
  const output = new Writer(openSync('/dev/null', 'w'));
  const { way, count, take } = recording(mode, structs, format, output);
  let best = 0;
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    let events = 0;
    for (; events < eventsOfRound; await output.flush(10_000)) {
      for (const end = events + eventsOfTurn; events < end; events += count) take();
      way.turn();
    }
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, events / ((user + system) / 1e6));
  }
  if (way.decodeErrors + output.counters.droppedEvents > 0) throw new Error(`${way.decodeErrors} not read, ${output.counters.droppedEvents} dropped`);
  return best;
}

const tcp: readonly StructName[] = ['tcp_sample'];
const every: readonly StructName[] = [...tcp, 'tcp_state_sample', 'retransmit_sample'];
const xml = (): Format => xmlFormat('ebpf_trace://main');

async function main(): Promise<void> {
  for (const [name, mode, structs, format] of [
    ['lifecycle, XML', 'lifecycle', tcp, xml()],
    ['lifecycle, all probes, XML', 'lifecycle', every, xml()],
    ['summary, XML', 'summary', tcp, xml()],
    ['lifecycle, JSON lines', 'lifecycle', tcp, jsonLines()],
  ] as const) {
    process.stdout.write(`${name.padEnd(28)} ${((await rate(mode, structs, format)) / 1e6).toFixed(2)} M events a second of CPU time\n`);
  }
  process.stdout.write(`${'resident at the end'.padEnd(28)} ${Math.round(process.memoryUsage().rss / 1e6)} MB\n`);
}

void main();
