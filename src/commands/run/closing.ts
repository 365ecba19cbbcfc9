/** What run says when it ends. */
import { lossText, lostCount, type Totals } from '../../health/counters';
import { asOptions } from './options';
import type { ConnectionView } from './view';

/** Of events, by kind, those that were shown; undefined: all were. */
type ShownCounts = ReadonlyMap<string, number> | undefined;

/** To standard error, so that a pipe gets events alone. */
export function closingLine(totals: Totals, unwritten: number, shown?: ShownCounts): string {
  const { filtered, excluded } = totals.kernel;
  const own = excluded === 0 ? '' : `; ${excluded} of this program's own left out`;
  return `${eventsText(totals, shown)}${leftOut(filtered)}${own}; ${lossLine(totals, unwritten)}`;
}

/** At a terminal, behind the table of events: two lines. */
export function closingLines(totals: Totals, unwritten: number, shown?: ShownCounts): string {
  return `${eventsText(totals, shown)}${leftOut(totals.kernel.filtered)}\n${lossLine(totals, unwritten)}\n`;
}

/** @param filtered what the kernel's filters have hidden */
export function connectionsText({ connections, failed, stillOpen }: ConnectionView, seconds: number, filtered = 0): string {
  const count = connections === 1 ? '1 connection' : `${connections === 0 ? 'no' : connections} connections`;
  const parts = [...(failed === 0 ? [] : [`${failed} failed`]), ...(stillOpen === 0 ? [] : [`${stillOpen} still open`])];
  return `${[`${count} ended in ${Math.round(seconds)} s`, ...parts].join(', ')}${leftOut(filtered)}\n`;
}

/** What was lost, each way with what to do. */
export function lossLine(totals: Totals, unwritten: number): string {
  const lost = lostCount(totals);
  if (lost + unwritten === 0) return 'nothing was lost';
  const why = [lost === 0 ? '' : asOptions(lossText(totals, undefined)), unwritten === 0 ? '' : `${unwritten} could not be written before the end`];
  return `${were(lost + unwritten, 'event')} lost: ${why.filter((text) => text !== '').join('; ')}`;
}

function leftOut(filtered: number): string {
  return filtered === 0 ? '' : `; ${filtered} ${filtered === 1 ? 'was' : 'were'} left out by the filters`;
}

function were(count: number, what: string): string {
  return count === 1 ? `1 ${what} was` : `${count} ${what}s were`;
}

function eventsText(totals: Totals, shown: ShownCounts): string {
  const texts = Object.entries(totals.events).map(([probe, traced]) => {
    const count = Math.min(traced, shown === undefined ? traced : shown.get(probe) ?? 0);
    return `${count} ${probe} event${count === 1 ? '' : 's'}${count < traced ? ` shown, of ${traced} traced` : ''}`;
  });
  return texts.join(shown === undefined ? ', ' : '; ');
}
