import { type Elements, type Interval, noElements } from '../../src/elements';
import { Log } from '../../src/log';
import { Intervals } from '../../src/pipeline/intervals';
import { parseSettings } from '../../src/settings';

const elements = (count: number): Elements => ({ ...noElements, count });

/** By the tick at which it happens, what is asked of the tracer, and what is read of it. */
class World {
  readonly done: string[] = [];
  readonly given: Interval[] = [];
  readonly log: string[] = [];
  seconds = 0;
  refuses = false;

  readonly #tracer = {
    nowNs: 0,
    runOver: (program: string, map: string) => void this.done.push(`${this.seconds} run ${program} ${map}`),
    lookAt: (map: string) => (this.done.push(`${this.seconds} look ${map}`), elements(1)),
    changeTurn: (probe: string) => void this.done.push(`${this.seconds} change ${probe}`),
    takeSums: (probe: string) => {
      if (this.refuses) throw new Error('read the elements of a map: EPERM');
      this.done.push(`${this.seconds} take ${probe}`);
      return elements(2);
    },
  };

  open(params: Readonly<Record<string, string>>): Intervals {
    const intervals = new Intervals({
      tracer: this.#tracer, way: { takeInterval: (_probe, interval) => void this.given.push(interval) }, clock: { now: () => this.seconds * 1e6 },
      settings: parseSettings(params).settings, log: new Log({ write: (line) => void this.log.push(line) }),
    });
    intervals.start();
    return intervals;
  }

  pass(intervals: Intervals, ticks: number, tickSeconds = 1): void {
    for (let count = 0; count < ticks; count += 1) {
      this.seconds += tickSeconds;
      this.#tracer.nowNs = this.seconds * 1e9;
      intervals.tick();
    }
  }
}

const spans = ({ given }: World): readonly (readonly number[])[] => given.map(({ startUs, endUs }) => [startUs / 1e6, endUs / 1e6]);
const params = { probes: 'block_io', block_io_interval: '3' };

test('sums are read a tick behind the change of turns, and what is beside them at the change', () => {
  const world = new World();
  world.pass(world.open(params), 4);
  expect(world.done).toEqual(['3 run find_ended_io block_io_requests', '3 look block_io_requests', '3 change block_io', '4 take block_io']);
  expect(world.given).toEqual([{ beside: [elements(1)], sums: elements(2), startUs: 0, endUs: 3e6, endNs: 3e9 }]);
});

test('one interval begins where the last one ends, also where each is a tick long', () => {
  const [world, quick] = [new World(), new World()];
  world.pass(world.open(params), 10);
  quick.pass(quick.open({ ...params, block_io_interval: '1' }), 3);
  expect(spans(world)).toEqual([[0, 3], [3, 6], [6, 9]]);
  expect(spans(quick)).toEqual([[0, 1], [1, 2]]);
});

test('sums are not read while a program may still be at them: a tick that is close behind the last one leaves them to the next', () => {
  const world = new World();
  const intervals = world.open({ ...params, block_io_interval: '1' });
  world.pass(intervals, 1);
  world.pass(intervals, 1, 0.1);
  world.pass(intervals, 1, 0.9);
  expect(world.done.filter((line) => /change|take/.test(line))).toEqual(['1 change block_io', '2 take block_io', '2 change block_io']);
});

test('at the end both are read: what was not read yet, and what was summed since', () => {
  const world = new World();
  const intervals = world.open(params);
  world.pass(intervals, 3);
  intervals.end();
  expect(spans(world)).toEqual([[0, 3], [3, 3]]);
});

test('a probe that is off, and one without sums, are not asked', () => {
  const world = new World();
  const intervals = world.open({ probes: 'tcp, retransmit' });
  world.pass(intervals, 100);
  intervals.end();
  expect(world.done).toEqual([]);
});

test('one without a pass over a map is read alike', () => {
  const world = new World();
  const intervals = world.open({ probes: 'process' });
  world.pass(intervals, 12);
  expect(world.done).toEqual(['10 change process', '11 take process']);
});

test('what cannot be read is missing, says so, and the next one is read', () => {
  const world = new World();
  const intervals = world.open(params);
  world.refuses = true;
  world.pass(intervals, 4);
  expect(world.log.join()).toContain('read the elements of a map: EPERM: sums of the probe block_io are missing');
  world.refuses = false;
  world.pass(intervals, 3);
  expect(spans(world)).toEqual([[3, 6]]);
});
