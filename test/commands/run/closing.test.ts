import { closingLine, closingLines, lossLine } from '../../../src/commands/run/closing';
import type { Totals } from '../../../src/health/counters';
import { byProbe, nothingCounted } from '../../kernel/counted';

const totals = {
  kernel: { ...nothingCounted, lost: byProbe({ tcp: 2 }), unreported: 1, missed: 1, filtered: 5, excluded: 6 }, writer: { droppedEvents: 3 }, decodeErrors: 1,
  events: { tcp: 10, retransmit: 1 }, bytes: {},
} as unknown as Totals;
const well = { ...totals, kernel: { ...nothingCounted, lost: byProbe(), unreported: 0, missed: 0, filtered: 0, excluded: 0 }, writer: { droppedEvents: 0 }, decodeErrors: 0 } as unknown as Totals;

test('the closing line behind a pipe counts everything', () => {
  expect(closingLine(totals, 4)).toMatch(/^10 tcp events, 1 retransmit event; 5 were left out by the filters; 6 of this program's own left out; 12 events were lost: .*--ring-mb/);
  expect(closingLine(well, 0)).toBe('10 tcp events, 1 retransmit event; nothing was lost');
});

test('of events that are chosen it counts those that were shown', () => {
  const shown = new Map([['tcp', 2], ['retransmit', 1]]);
  expect(closingLine(well, 0, shown)).toBe('2 tcp events shown, of 10 traced; 1 retransmit event; nothing was lost');
  expect(closingLines(well, 0, new Map([['tcp', 10]]))).toBe('10 tcp events; 0 retransmit events shown, of 1 traced\nnothing was lost\n');
});

test('at a terminal a loss is in words, with the options that help', () => {
  expect(lossLine(totals, 4)).toMatch(/^12 events were lost: .*2 found the ring full: raise --ring-mb.*; 4 could not be written before the end$/);
  expect(lossLine(totals, 0)).toContain('--max-connections');
  expect(closingLines(well, 0)).toBe('10 tcp events, 1 retransmit event\nnothing was lost\n');
});
