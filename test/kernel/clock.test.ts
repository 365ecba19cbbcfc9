/** The time of events, from a boot clock and a wall clock of the test's own. */
type ClockModule = typeof import('../../src/kernel/clock');

const wallClock = 0;
const bootClock = 7;
const startNs = 1_712_345_678_000_000_000n;
const secondNs = 1_000_000_000n;

describe('the clock', () => {
  let bootNs = 0n;
  /** Wall clock less boot clock; steps when somebody sets the time. */
  let offsetNs = startNs;
  let module: ClockModule;
  /** Nanoseconds that pass before a reading. */
  let lost: () => bigint;

  beforeEach(async () => {
    lost = () => 0n;
    bootNs = 0n;
    offsetNs = startNs;
    jest.resetModules();
    jest.doMock('../../src/kernel/libbpf', () => ({
      clockNs: (clock: number) => {
        if (clock !== wallClock && clock !== bootClock) throw new Error(`clock ${clock}`);
        bootNs += lost();
        return Number(clock === bootClock ? bootNs : bootNs + offsetNs);
      },
    }));
    module = await import('../../src/kernel/clock');
  });

  afterAll(() => jest.resetModules());

  test('gives microseconds since 1970', () => {
    const clock = new module.Clock();
    expect(clock.micros(0)).toBe(1712345678_000000);
    expect(clock.micros(1_002_003_000)).toBe(1712345679_002003);
    expect(clock.micros(999_999_744)).toBe(1712345678_999999);
  });

  // Seconds since 1970 are beyond 2^53 nanoseconds anyway, those since boot after 104 days.
  test.each([['at boot', 0n], ['after 104 days', 2n ** 53n], ['after 30 years', 30n * 365n * 86400n * secondNs]])(
    'is true to the microsecond %s',
    (_, uptimeNs) => {
      bootNs = uptimeNs;
      const clock = new module.Clock();
      let previous = 0n;
      for (let step = 0n; step < 5000n; step += 1n) {
        const ns = uptimeNs + step * 337_001n;
        const given = BigInt(clock.micros(Number(ns)));
        const error = given - (ns + startNs) / 1000n;
        expect(error >= -1n && error <= 1n).toBe(true);
        expect(given >= previous).toBe(true);
        previous = given;
      }
    },
  );

  test('goes by the wall clock of its last refresh', () => {
    const clock = new module.Clock();
    for (const step of [3600n * secondNs, -7200n * secondNs, 1_000_000n]) {
      const before = clock.micros(5e9);
      offsetNs += step;
      expect(clock.micros(5e9)).toBe(before);
      clock.refresh();
      const error = BigInt(clock.micros(5e9)) - BigInt(before) - step / 1000n;
      expect(error >= -1n && error <= 1n).toBe(true);
    }
  });

  test('is not misled where the process loses its processor between two readings', () => {
    let reads = 0;
    lost = () => ((reads += 1) === 2 ? 8_000_000n : 0n); // behind the first reading of the boot clock
    const clock = new module.Clock();
    expect(clock.micros(0)).toBe(1712345678_000000);
    expect(reads).toBeGreaterThan(3);
  });

  test('gives the time of now', () => {
    const clock = new module.Clock();
    bootNs = 12_345_678_000n;
    expect(clock.now()).toBe(1712345690_345678);
    expect(module.bootNs()).toBe(12_345_678_000);
  });
});

test('the real clocks are close to those of this process', async () => {
  jest.dontMock('../../src/kernel/libbpf');
  jest.resetModules();
  const { Clock } = await import('../../src/kernel/clock');
  const clock = new Clock();
  const before = Date.now();
  const given = clock.now() / 1000;
  // Date.now() is cut to the millisecond.
  expect(given).toBeGreaterThanOrEqual(before - 1);
  expect(given).toBeLessThanOrEqual(Date.now() + 2);
});

test('in a time namespace what samples carry is the host\'s', async () => {
  jest.dontMock('../../src/kernel/libbpf');
  jest.resetModules();
  const { bootNs, Clock } = await import('../../src/kernel/clock');
  const [offsetNs, before] = [5e9, Date.now()];
  const clock = new Clock(offsetNs);
  for (const us of [clock.micros(bootNs() - offsetNs), clock.now()]) {
    expect(us / 1000).toBeGreaterThanOrEqual(before - 1);
    expect(us / 1000).toBeLessThanOrEqual(Date.now() + 2);
  }
});
