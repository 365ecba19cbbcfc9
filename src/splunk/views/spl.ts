/** What the searches of the views have in common. */
import type { EventType } from '../../probes/probe';

/** Events of a sourcetype, as every search of the app begins. */
export const events = (sourcetype: EventType['name'], terms: string): string =>
  `\`ebpf_trace_index\` sourcetype=ebpf:${sourcetype}${terms === '' ? '' : ` ${terms}`}`;

/** host is on every event: * takes none away. */
export const ofHost = 'host=$host|s$';

/** In a text input several processes stand with commas, as also a click passes a choice of several on. Whole, for a name with a comma. */
export const eachTyped = '[| makeresults | eval process_name=split($process|s$, ",") | mvexpand process_name | eval process_name=trim(process_name) | fields process_name]';
export const typedProcess = `(process_name IN ($process|s$) OR ${eachTyped})`;

/** As the licence and the budgets count. */
export const megabyte = 1024 * 1024;

/** Of sums of bytes, as `compared` gives them: megabytes, a number for which a change in percent can be shown. */
export const inMegabytes = (...names: readonly string[]): string =>
  names.flatMap((name) => [`all_${name}=round(all_${name}/${megabyte}, 2)`, `change_${name}=change_${name}/${megabyte}`]).join(', ');

/** Of milliseconds, for a logarithmic axis, which begins with 1. */
export const inMicroseconds = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields).map(([column, field]) => `"${column}"=if(isnull(${field}), null(), max(round(1000*${field}), 1))`).join(', ');

/** The period of the same length before the one that is chosen, for the terms of a search. An open end is now; before the beginning of time there was none. */
export const periodBefore = '[| makeresults | addinfo | eval latest=max(info_min_time, 1), earliest=max(2*info_min_time-if(isnum(info_max_time), info_max_time, now()), 0) | return earliest latest]';

/**
 * From the rows of timechart, one more with the sums of the period before (x_before), and one with the total of what must
 * not be summed over intervals (x_total): all_x of each, and change_x against the period before, absent where nothing was.
 * @param distinct those with a total of their own: the same address in two intervals is one
 */
export function compared(sums: readonly string[], distinct: readonly string[] = []): string {
  const names = [...sums, ...distinct];
  const totals = [...sums.map((name) => `sum(${name}) AS all_${name}`), ...distinct.map((name) => `max(${name}_total) AS all_${name}`)];
  const before = names.map((name) => `max(${name}_before) AS before_${name}`);
  return `| eventstats ${[...totals, ...before].join(' ')} | where isnotnull(_time) | fillnull value=0 ${names.map((name) => `all_${name} ${name}`).join(' ')} | eval ${changes(names)}`;
}

/** change_x, where there was something before. */
export const changes = (names: readonly string[]): string =>
  names.map((name) => `change_${name}=if(before_${name}>0, all_${name}-before_${name}, null())`).join(', ');

/** Of what was seen, what has not ended: in each interval, before, and of all. */
export const stillOpen = (ended: (prefix: string) => string): string =>
  ['', 'before_', 'all_'].map((prefix) => `${prefix}open=max(${prefix}seen-(${ended(prefix)}), 0)`).join(', ');

export const localTime = (field: string): string => `${field}=strftime(${field}, "%Y-%m-%d %H:%M:%S")`;

/** On one line. */
export const oneLine = (field: string): string => `${field}=replace(${field}, "\\s+", " ")`;

/** A row that says what would fill the table, in columns that it has, where there is no other. It is the last command. */
export function orSay(texts: Readonly<Record<string, string>>): string {
  const assignments = Object.entries(texts).map(([column, text]) => `"${column}"="${text.replaceAll('"', '\\"')}"`).join(', ');
  return `| appendpipe [stats count | where count==0 | eval ${assignments} | fields - count]`;
}

/** From the rows of timechart none, where all of them are 0: a chart without rows says so in its middle, one of rows alone shows an axis up to 100. */
export const orNoRow = '| addtotals fieldname=_total | eventstats sum(_total) AS _total | where _total>0 | fields - _total';

/**
 * For a list of choices, value is what each chooses. A list without rows shows neither its own choices nor their labels: where
 * there is none, a row says so, which chooses all, as * does; of two choices with one value only the first would be shown. It
 * is the last command.
 */
export function orNoChoice(field: string, words: string): string {
  return `| eval value=${field} | appendpipe [stats count | where count==0 | eval ${field}="${words}", value="**" | fields - count]`;
}
