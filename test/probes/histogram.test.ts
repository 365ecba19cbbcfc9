import { slot } from '../../src/generated/samples';
import { Histogram, slotEnd } from '../../src/probes/histogram';

/** As bpf/core/slots.h puts them: the highest bit and the two below it. */
function slotOf(us: number): number {
  if (us < 4) return us;
  const high = Math.floor(Math.log2(us));
  return high * 4 - 4 + (Math.floor(us / 2 ** (high - 2)) & 3);
}

test('each time is in the slot whose bounds it lies between, which are a quarter apart', () => {
  const times = [...Array(100_000).keys(), ...Array.from({ length: 30 }, (_, power) => 2 ** power * 1.3).map(Math.floor)];
  const start = (index: number): number => (index === 0 ? 0 : slotEnd(index - 1));
  const isOutside = (us: number): boolean => us < start(slotOf(us)) || us >= slotEnd(slotOf(us));
  const isWide = (us: number): boolean => slotOf(us) >= 4 && slotEnd(slotOf(us)) / start(slotOf(us)) > 1.25;
  expect(times.filter((us) => isOutside(us) || isWide(us))).toEqual([]);
  expect(slotEnd(slot.SLOTS - 1) / 3_600_000_000).toBeGreaterThan(2);
});

test('a quantile is the end of the slot of the one that comes there, in their order', () => {
  const histogram = new Histogram();
  expect(histogram.quantile(0.5)).toBe(0);
  histogram.add(slotOf(10), 94);
  histogram.add(slotOf(1000), 5);
  histogram.add(slotOf(100_000), 1);
  expect(histogram.total).toBe(100);
  expect([0.5, 0.94, 0.95, 0.99, 1].map((part) => histogram.quantile(part))).toEqual([12, 12, 1024, 1024, 114688]);
});
