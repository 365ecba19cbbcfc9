/** Prints, as JSON, the bytes of V8's heap that an event of the recorded samples costs, by mode. Needs --expose-gc and a young generation that holds a round. */
import { getHeapStatistics } from 'node:v8';
import type { Output } from '../../src/output/output';
import { roomOf } from '../../src/output/room';
import { xmlFormat } from '../../src/output/xml';
import { noOutput } from '../output/counted';
import { recording } from './laid_out';
import { modes, type Mode } from './replay';

/** Until what runs often is compiled. */
const warmUpEvents = 400_000;
const eventsOfRound = 50_000;
const rounds = 5;

const room = roomOf(1024 * 1024);
const nowhere: Output = {
  room: () => room, push: () => true, flush: async () => 0, drop: () => undefined, giveUp: () => 0, counters: noOutput,
};

function run(take: () => void, count: number, events: number): void {
  for (let done = 0; done < events; done += count) take();
}

/** Of the round with the fewest: in others something may still have been compiled. */
function bytesOfEvent(mode: Mode): number {
  const { count, take } = recording(mode, ['tcp_sample'], xmlFormat('ebpf_trace://main'), nowhere);
  run(take, count, warmUpEvents);
  const costs = Array.from({ length: rounds }, () => {
    gc?.();
    const before = getHeapStatistics().used_heap_size;
    run(take, count, eventsOfRound);
    return (getHeapStatistics().used_heap_size - before) / eventsOfRound;
  });
  return Math.min(...costs);
}

process.stdout.write(JSON.stringify(Object.fromEntries(modes.map((mode) => [mode, bytesOfEvent(mode)]))));
