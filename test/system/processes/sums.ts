/** What was told of a storm beyond the budget: events and roll-ups together, by parent, executable and outcome. */
import type { Started } from './storm';
import type { Fields } from './truth';

const codeOf = (index: number): number => (index % 250) + 1;

/** By "parent path outcome" how many there were. */
export type Sums = ReadonlyMap<string, number>;

function sumsOf(all: readonly (readonly [origin: string, count: number])[]): Sums {
  const sums = new Map<string, number>();
  for (const [origin, count] of all) sums.set(origin, (sums.get(origin) ?? 0) + count);
  return new Map([...sums].sort(([one], [other]) => (one < other ? -1 : 1)));
}

export function expectedSums(started: readonly Started[], path: string): Sums {
  return sumsOf(started.flatMap(({ parent, index }) => [[`${parent} ${path} exec`, 1], [`${parent} ${path} exit ${codeOf(index)}`, 1]] as const));
}

/** Of the processes of these parents. */
export function toldSums(events: readonly Fields[], parents: ReadonlySet<number>): Sums {
  const execs = new Map(events.filter(({ event }) => event === 'exec').map((exec) => [exec['process_guid'], exec]));
  return sumsOf(events.flatMap((event) => {
    const kind = String(event['event']).replace('_rollup', '');
    const parent = Number((event['parent_process_id'] === undefined ? execs.get(event['process_guid']) : event)?.['parent_process_id']);
    if (!['exec', 'exit'].includes(kind) || !parents.has(parent)) return [];
    const outcome = kind === 'exit' ? ` ${String(event['exit_code'] ?? event['signal'])}` : '';
    // Before kernel 6.18 the memory of one that ends is gone: of one whose exec was counted the others say what it ran.
    const path = event['process_path'] ?? (event['exec_counted'] === true ? pathOf(parent, event['process_name'], execs) : undefined);
    return [[`${parent} ${String(path)} ${kind}${outcome}`, Number(event['count'] ?? 1)]] as const;
  }));
}

function pathOf(parent: number, name: unknown, execs: ReadonlyMap<unknown, Fields>): unknown {
  return [...execs.values()].find((exec) => exec['parent_process_id'] === parent && exec['process_name'] === name)?.['process_path'];
}
