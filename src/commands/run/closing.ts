/** What run says when it ends. */
import { lossText, lostCount, type Totals } from '../../health/counters';
import { asOptions } from './options';
import type { ConnectionView } from './view';

/** To standard error, so that a pipe gets events alone. */
export function closingLine(totals: Totals, unwritten: number): string {
  const { filtered, excluded } = totals.kernel;
  return `${eventsText(totals)}; ${filtered} connections filtered, ${excluded} of this program's own left out; lost: ${lostCount(totals) + unwritten}`;
}

/** At a terminal, behind the table of events: two lines. */
export function closingLines(totals: Totals, unwritten: number): string {
  const { filtered } = totals.kernel;
  const others = filtered === 0 ? '' : `; ${filtered} connections were filtered out`;
  return `${eventsText(totals)}${others}\n${lossLine(totals, unwritten)}\n`;
}

export function connectionsText({ connections, failed, stillOpen }: ConnectionView, seconds: number): string {
  const count = connections === 1 ? '1 connection' : `${connections === 0 ? 'no' : connections} connections`;
  const parts = [...(failed === 0 ? [] : [`${failed} failed`]), ...(stillOpen === 0 ? [] : [`${stillOpen} still open`])];
  return `${[`${count} ended in ${Math.round(seconds)} s`, ...parts].join(', ')}\n`;
}

/** What was lost, each way with what to do. */
export function lossLine(totals: Totals, unwritten: number): string {
  const lost = lostCount(totals);
  if (lost + unwritten === 0) return 'nothing was lost';
  const why = [lost === 0 ? '' : asOptions(lossText(totals, undefined)), unwritten === 0 ? '' : `${unwritten} could not be written before the end`];
  return `${lost + unwritten} events were lost: ${why.filter((text) => text !== '').join('; ')}`;
}

function eventsText(totals: Totals): string {
  return Object.entries(totals.events).map(([probe, count]) => `${count} ${probe} events`).join(', ');
}
