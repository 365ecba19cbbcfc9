import { closingLine, closingLines, lossLine } from '../../../src/commands/run/closing';
import type { Totals } from '../../../src/health/counters';
import { byProbe, nothingCounted } from '../../kernel/counted';

const totals = {
  kernel: { ...nothingCounted, lost: byProbe({ tcp: 2 }), unreported: 1, missed: 1, filtered: 5, excluded: 6 }, writer: { droppedEvents: 3 }, decodeErrors: 1,
  events: { tcp: 10, retransmit: 1 }, bytes: {},
} as unknown as Totals;
const well = { ...totals, kernel: { ...nothingCounted, lost: byProbe(), unreported: 0, missed: 0, filtered: 0, excluded: 0 }, writer: { droppedEvents: 0 }, decodeErrors: 0 } as unknown as Totals;

test('the closing line behind a pipe counts everything', () => {
  expect(closingLine(totals, 4)).toBe(
    "10 tcp events, 1 retransmit events; 5 connections filtered, 6 of this program's own left out; lost: 12");
});

test('at a terminal a loss is in words, with the options that help', () => {
  expect(lossLine(totals, 4)).toMatch(/^12 events were lost: .*2 found the ring full: raise --ring-mb.*; 4 could not be written before the end$/);
  expect(lossLine(totals, 0)).toContain('--max-connections');
  expect(closingLines(well, 0)).toBe('10 tcp events, 1 retransmit events\nnothing was lost\n');
});
