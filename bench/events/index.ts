/** How fast samples become events in what is written, on one core: the recorded ones (test/golden), again and again. */
import { openSync } from 'node:fs';
import { jsonLines } from '../../src/output/byte_format';
import type { Format } from '../../src/output/format';
import { Writer } from '../../src/output/writer';
import { xmlFormat } from '../../src/output/xml';
import { recording } from '../../test/golden/laid_out';
import type { StructName } from '../../test/golden/recording';
import type { Mode } from '../../test/golden/replay';
import type { Bench, Group, Row } from '../group';

const roundsOfAll = 15;
const eventsOfRound = 200_000;
/** What one read of the ring finds in a storm; what it became is written then. */
const eventsOfTurn = 2_000;

const tcp: readonly StructName[] = ['tcp_sample'];
const every: readonly StructName[] = [...tcp, 'tcp_state_sample', 'retransmit_sample'];
const xml = (): Format => xmlFormat('ebpf_trace://main');

export const events: Group = {
  name: 'events',
  title: 'From samples to what is written',
  measure: async (bench) => {
    const row = async (title: string, mode: Mode, structs: readonly StructName[], format: Format, goal?: string): Promise<Row> => {
      await bench.quiet.wait();
      return { title, values: [await rate(bench, mode, structs, format) / 1e6], ...(goal === undefined ? {} : { goal }) };
    };
    const rows = [
      await row('lifecycle, XML', 'lifecycle', tcp, xml(), '2'),
      await row('the same with tcp_state and retransmit', 'lifecycle', every, xml()),
      await row('summary, XML', 'summary', tcp, xml()),
      await row('lifecycle, JSON lines', 'lifecycle', tcp, jsonLines()),
    ];
    return [{ about: `Decode, owner, XML, queue and the write to /dev/null; the best of ${bench.rounds(roundsOfAll)} rounds.`, columns: ['M events a second of CPU time'], rows }];
  },
};

/** Events a second of the process's CPU time, of the best round: what else runs on the machine makes others slower. */
async function rate(bench: Bench, mode: Mode, structs: readonly StructName[], format: Format): Promise<number> {
  const output = new Writer(openSync('/dev/null', 'w'));
  const { way, count, take } = recording(mode, structs, format, output);
  let best = 0;
  for (let round = 0; round < bench.rounds(roundsOfAll); round += 1) {
    const before = process.cpuUsage();
    let done = 0;
    for (const whole = bench.count(eventsOfRound); done < whole; await output.flush(10_000)) {
      for (const end = done + eventsOfTurn; done < end; done += count) take();
      way.turn();
    }
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, done / ((user + system) / 1e6));
  }
  if (way.decodeErrors + output.counters.droppedEvents > 0) throw new Error(`${way.decodeErrors} not read, ${output.counters.droppedEvents} dropped`);
  return best;
}
