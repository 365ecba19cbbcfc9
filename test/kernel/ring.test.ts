/** Reading the ring, and when it sleeps: over memory that the test writes as the kernel does. */
import type { Ring as RingClass, RingOptions } from '../../src/kernel/ring';
import { proof } from '../prove/proof';
import { Random } from '../random';
import { FakeRing } from './fake_ring';

const ringBytes = 4096;
const windowNs = 20e6;
const quietNs = windowNs + 1e6;
/** How long the reader stays away while samples come. */
const returnMs = quietNs / 1e6;

describe('the ring', () => {
  let fake: FakeRing;
  let Ring: typeof RingClass;
  let ring: RingClass;
  let read: Buffer[];
  let turns: number;
  let nowNs: number;
  let lastWakeupNs: number;
  /** What epoll would call; undefined while the reader does not poll. */
  let callback: (() => void) | undefined;
  let isClosed: boolean;
  /** How often it began to poll. */
  let polls: number;

  beforeEach(async () => {
    jest.useFakeTimers();
    [read, turns, nowNs, lastWakeupNs, callback, isClosed, polls] = [[], 0, 1e12, 0, undefined, false, 0];
    jest.resetModules();
    jest.doMock('../../src/kernel/libbpf', () => ({
      mapMemory: (_: number, bytes: number, offset: number, isWritable: boolean) => fake.map(bytes, offset, isWritable),
      watch: () => ({
        start: (call: () => void) => void ([callback, polls] = [call, polls + 1]),
        stop: () => void (callback = undefined),
        close: () => void ([callback, isClosed] = [undefined, true]),
      }),
    }));
    ({ Ring } = await import('../../src/kernel/ring'));
  });

  afterEach(() => {
    if (!isClosed) ring.stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
    jest.resetModules();
  });

  function open(position = 0, options: Partial<RingOptions> = {}): void {
    fake = new FakeRing(ringBytes, position);
    ring = new Ring({
      fd: 3,
      bytes: ringBytes,
      lastWakeupNs: () => lastWakeupNs,
      nowNs: () => nowNs,
      quietNs,
      onSample: (view, at, length) => void read.push(Buffer.from(new Uint8Array(view.buffer, view.byteOffset + at, length))),
      onTurn: () => void (turns += 1),
      ...options,
    });
    ring.start();
  }

  /** As submit_sample does: a wake-up only where the last one is longer ago than the window. */
  function wake(): void {
    if (nowNs - lastWakeupNs <= windowNs) return;
    lastWakeupNs = nowNs;
    callback?.();
  }

  function pass(ms: number): void {
    nowNs += ms * 1e6;
    jest.advanceTimersByTime(ms);
  }

  const text = (...texts: string[]): Buffer[] => texts.map((one) => Buffer.from(one));

  test('gives each sample with its length, at an offset of a multiple of 8, and the place back to the kernel', () => {
    const ats: number[] = [];
    open(0, { onSample: (_, at, length) => ats.push(at, length) });
    for (const length of [1, 8, 9, 24]) fake.append(Buffer.alloc(length));
    wake();
    expect(ats).toEqual([8, 1, 24, 8, 40, 9, 64, 24]);
    expect(fake.consumer).toBe(fake.producer);
    expect(turns).toBe(1);
  });

  test('leaves out what was discarded', () => {
    open();
    fake.append(Buffer.from('a'));
    fake.append(Buffer.from('b'), 'discarded');
    fake.append(Buffer.from('c'));
    wake();
    expect(read).toEqual(text('a', 'c'));
    expect(fake.consumer).toBe(fake.producer);
  });

  test('waits for what is still being written, and does not pass it by', () => {
    open();
    fake.append(Buffer.from('a'));
    const busy = fake.append(Buffer.from('b'), 'busy') as number;
    fake.append(Buffer.from('c'));
    wake();
    expect(read).toEqual(text('a'));
    expect(fake.consumer).toBe(busy);
    pass(50);
    expect(read).toEqual(text('a'));
    expect(callback).toBeUndefined();
    fake.settle(busy, 1, 'submitted');
    pass(5);
    expect(read).toEqual(text('a', 'b', 'c'));
  });

  test('reads a sample that wraps in one piece', () => {
    open(ringBytes - 16);
    const long = new Random(1).bytes(300);
    fake.append(long);
    fake.append(Buffer.from('after'));
    wake();
    expect(read).toEqual([long, Buffer.from('after')]);
  });

  for (const [variant, position] of [['at the start', 0], ['where the lower half of the position overflows', 2 ** 32 - 1000 * 8], ['after 2^52 bytes', 2 ** 52]] as const) {
    proof('ring', (count) => {
      open(position);
      const random = new Random(7);
      const written: Buffer[] = [];
      for (let round = 0; round < count; round += 1) {
        for (let samples = random.below(12); samples > 0; samples -= 1) {
          const payload = random.bytes(4 + random.below(400));
          const state = random.below(10) === 0 ? 'discarded' : 'submitted';
          if (fake.append(payload, state) !== false && state === 'submitted') written.push(payload);
        }
        wake();
        pass(random.below(8));
      }
      pass(2 * returnMs);
      expect(written.length).toBeGreaterThan(3 * count);
      expect(Buffer.concat(read).equals(Buffer.concat(written))).toBe(true);
      expect(read).toHaveLength(written.length);
      expect(fake.consumer).toBe(fake.producer);
      expect(ring.fill).toBe(0);
      return `${written.length.toLocaleString('en')} samples`;
    }, { variant });
  }

  test('reads what comes while it reads', () => {
    let more = 5;
    open(0, {
      onSample: (view, at, length) => {
        read.push(Buffer.from(new Uint8Array(view.buffer, view.byteOffset + at, length)));
        if ((more -= 1) >= 0) fake.append(Buffer.from(`${more}`));
      },
    });
    fake.append(Buffer.from('first'));
    wake();
    expect(read).toEqual(text('first', '4', '3', '2', '1', '0'));
    expect(turns).toBe(1);
  });

  test('a drain ends, though more comes for every sample that it reads', () => {
    let more = 100;
    open(0, {
      onSample: () => {
        read.push(Buffer.alloc(0));
        if ((more -= 1) >= 0) fake.append(Buffer.alloc(8));
      },
    });
    for (let count = 0; count < 3; count += 1) fake.append(Buffer.alloc(8));
    ring.drain();
    expect(read).toHaveLength(3);
    ring.drain();
    expect(read).toHaveLength(6);
  });

  test('a turn is bounded in time, gives room meanwhile, and the rest follows', () => {
    let elapsedMs = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => elapsedMs);
    open(0, { onSample: () => void ((elapsedMs += 0.1), read.push(Buffer.alloc(0))) });
    while (fake.append(Buffer.alloc(0)) !== false);
    wake();
    // 10 ms are 100 samples; the clock is looked at each 256th.
    expect(read).toHaveLength(256);
    expect(fake.consumer).toBe(256 * 8);
    pass(2);
    expect(read).toHaveLength(ringBytes / 8);
    clock.mockRestore();
  });

  test('knows how full it is', () => {
    open();
    expect(ring.fill).toBe(0);
    fake.append(Buffer.alloc(ringBytes / 4 - 8));
    expect(ring.fill).toBe(0.25);
    while (fake.append(Buffer.alloc(8)) !== false);
    expect(ring.fill).toBe(1);
  });

  describe('sleeps', () => {
    test('only when the next sample will wake it', () => {
      open();
      expect(callback).toBeDefined();
      fake.append(Buffer.from('a'));
      wake();
      expect(callback).toBeUndefined();
      // Within the window the kernel wakes nobody: the reader comes by itself.
      pass(4);
      fake.append(Buffer.from('b'));
      wake();
      pass(returnMs);
      expect(read).toEqual(text('a', 'b'));
      expect(callback).toBeUndefined();
      pass(returnMs);
      expect(callback).toBeDefined();
      fake.append(Buffer.from('c'));
      wake();
      expect(read).toEqual(text('a', 'b', 'c'));
    });

    test('never while something lies in the ring, whenever it came', () => {
      const random = new Random(11);
      open();
      let written = 0;
      for (let burst = 0; burst < 400; burst += 1) {
        for (let count = 1 + random.below(3); count > 0; count -= 1) {
          fake.append(Buffer.alloc(1));
          written += 1;
          wake();
          pass(random.below(3));
        }
        pass(returnMs);
        expect(read).toHaveLength(written);
        pass(2 * returnMs); // a turn that finds nothing, at least a window after the last wake-up
        expect(callback).toBeDefined();
        pass(random.below(30));
      }
    });

    test('for a shorter time where it found much', () => {
      open();
      fake.append(Buffer.alloc(ringBytes / 32));
      wake();
      fake.append(Buffer.from('b'));
      pass(5);
      expect(read).toHaveLength(2);
      fake.append(Buffer.from('c'));
      pass(5);
      expect(read).toHaveLength(2);
      pass(returnMs);
      expect(read).toHaveLength(3);
    });

    test('not when something came after it looked', () => {
      const late = text('late');
      open(0, {
        nowNs: () => {
          const [one] = late.splice(0);
          if (one !== undefined) fake.append(one);
          return nowNs;
        },
      });
      fake.append(Buffer.from('a'));
      callback?.();
      expect(callback).toBeUndefined();
      pass(2 * returnMs);
      expect(read).toEqual(text('a', 'late'));
    });

    test('on while nothing comes, and polls no other time for it', () => {
      open();
      expect(polls).toBe(1);
      pass(60_000);
      expect(polls).toBe(1);
      expect(callback).toBeDefined();
    });

    test('not for ever, even if nobody woke it', () => {
      open();
      fake.append(Buffer.from('stranded'));
      pass(1010);
      expect(read).toEqual(text('stranded'));
    });

    test('and is not polled while it is awake', () => {
      open();
      fake.append(Buffer.from('busy'), 'busy');
      wake();
      for (let count = 0; count < 20; count += 1) {
        expect(callback).toBeUndefined();
        pass(1);
      }
    });
  });

  test('reads to the end when it stops, whatever the amount, and no more', () => {
    open();
    while (fake.append(Buffer.from('x')) !== false);
    ring.stop();
    expect(read).toHaveLength(ringBytes / 16);
    expect(isClosed).toBe(true);
    fake.append(Buffer.from('late'));
    pass(1000);
    expect(read).toHaveLength(ringBytes / 16);
  });
});
