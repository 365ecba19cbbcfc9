import { Passes } from '../../src/kernel/passes';

const partMs = 2;
/** What waits for the event loop waits so long. */
const mostMs = 20;
/** Parts that may wait to be written. */
const mostWaiting = 4;
const waitMs = 50;

describe('a pass over records', () => {
  let nowMs: number;
  let done: string[];
  let isCrowded: boolean;
  /** Parts whose events wait to be written, how many of them a wait lets go, and how many waited at most. */
  let waiting: number;
  let written: number;
  let mostSeen: number;
  let passes: Passes;
  let onlooker: NodeJS.Immediate;

  beforeEach(() => {
    [nowMs, done, isCrowded, waiting, written, mostSeen] = [1000, [], false, 0, 0, 0];
    passes = new Passes({ isCrowded: () => isCrowded, relieve: () => void done.push('read'), isBehind: () => waiting > mostWaiting, catchUp });
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const look = (): void => {
      done.push('turn');
      onlooker = setImmediate(look);
    };
    onlooker = setImmediate(look);
  });

  afterEach(() => {
    clearImmediate(onlooker);
    jest.restoreAllMocks();
  });

  const catchUp = async (): Promise<void> => {
    nowMs += waitMs;
    done.push('wait');
    waiting = Math.max(0, waiting - written);
  };
  /** Each emits, as much as a slice may. */
  const beginFull = (count: number) => function* (): Generator<void> {
    for (const _ of begin('a', count)()) {
      waiting += 1;
      mostSeen = Math.max(mostSeen, waiting);
      yield;
    }
  };

  const begin = (name: string, count: number) => function* (): Generator<void> {
    for (let part = 1; part <= count; part += 1) {
      nowMs += partMs;
      done.push(`${name}${part}`);
      yield;
    }
  };
  const partsOf = (name: string): string[] => done.filter((what) => what.startsWith(name));
  /** How many parts ran between two turns of the event loop. */
  const slices = (): number[] => done.join(' ').split('turn').map((slice) => slice.split(' ').filter((what) => what !== '').length);

  test('of few is over at once', async () => {
    const pass = passes.run(begin('a', 3));
    expect(done).toEqual(['a1', 'a2', 'a3']);
    expect(await pass).toBe(true);
  });

  test('of many gives the event loop its turn every 20 ms at least', async () => {
    expect(await passes.run(begin('a', 500))).toBe(true);
    expect(partsOf('a')).toHaveLength(500);
    expect(Math.max(...slices()) * partMs).toBeLessThanOrEqual(mostMs);
    expect(slices().length).toBeGreaterThan(500 * partMs / mostMs);
  });

  test('gives it behind each part while what it emits waits to be read', async () => {
    isCrowded = true;
    expect(await passes.run(begin('a', 20))).toBe(true);
    expect(Math.max(...slices())).toBeLessThanOrEqual(2); // a read, and a part
    expect(done.filter((what) => what !== 'turn')).toEqual([...Array.from({ length: 20 }, (_, index) => ['read', `a${index + 1}`]).flat(), 'read']);
  });

  test('where the event loop can wait, gives it only then', async () => {
    const pass = passes.run(begin('a', 500), { sliceMs: Number.POSITIVE_INFINITY });
    expect(partsOf('a')).toHaveLength(500);
    expect(await pass).toBe(true);
    isCrowded = true;
    expect(await passes.run(begin('b', 20), { sliceMs: Number.POSITIVE_INFINITY })).toBe(true);
    expect(Math.max(...slices().slice(1))).toBeLessThanOrEqual(2);
  });

  test('waits until what it emitted is written, so that no more waits than a slice emits', async () => {
    [isCrowded, written] = [true, 2];
    expect(await passes.run(beginFull(200))).toBe(true);
    expect(partsOf('a')).toHaveLength(200);
    expect(mostSeen).toBe(mostWaiting + 1);
  });

  test('does not wait for good for who does not read, nor keeps the event loop', async () => {
    [isCrowded, written] = [true, 0];
    expect(await passes.run(beginFull(mostWaiting + 3))).toBe(true);
    expect(partsOf('wait')).toHaveLength(3 * 1000 / waitMs); // a second before each of the last two, and before the end is found
    expect(Math.max(...slices())).toBeLessThanOrEqual(3); // a read, a part, and a wait
  });

  test('does not wait where its time is counted, or is over', async () => {
    [isCrowded, written] = [true, 0];
    expect(await passes.run(beginFull(20), { untilMs: nowMs + 1000 })).toBe(true);
    expect(partsOf('wait')).toEqual([]);
    const pass = passes.run(beginFull(20));
    passes.cancel();
    expect(await pass).toBe(false);
    expect(partsOf('wait').length).toBeLessThanOrEqual(1);
  });

  test('that is left cleans up', async () => {
    const pass = passes.run(function* () {
      try {
        yield* begin('a', 500)();
      } finally {
        done.push('clean');
      }
    });
    passes.cancel();
    expect(await pass).toBe(false);
    expect(done.at(-1)).toBe('clean');
  });

  test('runs behind the one that is under way', async () => {
    const both = [passes.run(begin('a', 50)), passes.run(begin('b', 50)), passes.run(begin('c', 1))];
    expect(await Promise.all(both)).toEqual([true, true, true]);
    expect(done.filter((what) => what !== 'turn').map((what) => what[0]).join('')).toBe(`${'a'.repeat(50)}${'b'.repeat(50)}c`);
  });

  test('ends when its time is over, and says so', async () => {
    expect(await passes.run(begin('a', 500), { untilMs: nowMs + 100 })).toBe(false);
    expect(partsOf('a').length * partMs).toBeLessThanOrEqual(100 + mostMs);
    expect(await passes.run(begin('b', 500), { untilMs: nowMs - 1 })).toBe(false);
    expect(partsOf('b')).toEqual([]);
  });

  test('ends when it is cancelled, as do those that wait, and not what is asked for behind that', async () => {
    const ended = [passes.run(begin('a', 500)), passes.run(begin('b', 1))];
    passes.cancel();
    const last = passes.run(begin('c', 500));
    expect(await Promise.all(ended)).toEqual([false, false]);
    expect(await last).toBe(true);
    expect([partsOf('a').length < 500, partsOf('b').length, partsOf('c').length]).toEqual([true, 0, 500]);
  });

  test('that fails rejects, and the next one runs', async () => {
    const fails = passes.run(() => {
      throw new Error('find a map: ENOENT');
    });
    await expect(fails).rejects.toThrow('ENOENT');
    const failsLater = passes.run(function* () {
      yield* begin('a', 50)();
      throw new Error('run a program: ENOMEM');
    });
    const next = passes.run(begin('b', 1));
    await expect(failsLater).rejects.toThrow('ENOMEM');
    expect(await next).toBe(true);
  });
});
