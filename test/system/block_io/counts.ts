/** What the kernel itself counts of a disk, and the sums of the probe's events to compare with. */
export interface Counted {
  readonly count: number;
  readonly bytes: number;
}

export type Operation = 'read' | 'write' | 'discard' | 'flush';
export type Counts = Readonly<Record<Operation, Counted>>;
type Fields = Readonly<Record<string, unknown>>;

const operations: readonly Operation[] = ['read', 'write', 'discard', 'flush'];
const sectorBytes = 512;
/** Where a line has the counts: /proc/diskstats, Documentation/admin-guide/iostats.rst of the kernel. */
const places: Readonly<Record<Operation, number>> = { read: 1, write: 5, discard: 12, flush: 16 };

/** What was counted between two readings of /proc/diskstats. */
export function parseCounts(before: string, after: string, disk: string): Counts {
  const [first, last] = [numbersOf(before, disk), numbersOf(after, disk)];
  const grown = (index: number): number => (last[index + 2] ?? 0) - (first[index + 2] ?? 0);
  return byOperation((operation) => {
    const at = places[operation];
    return { count: grown(at), bytes: operation === 'flush' ? 0 : grown(at + 2) * sectorBytes };
  });
}

/** Milliseconds that all reads of a disk waited and took together, between two readings. */
export function parseReadMs(before: string, after: string, disk: string): number {
  const ms = 6;
  return (numbersOf(after, disk)[ms] ?? 0) - (numbersOf(before, disk)[ms] ?? 0);
}

/** The same of the intervals of one disk. */
export function readMsOf(events: readonly Fields[]): number {
  const reads = events.filter(({ event, operation }) => event === 'interval' && operation === 'read');
  const timed = (event: Fields): number => Number(event['count']) - Number(event['untimed'] ?? 0);
  return reads.reduce((total, event) => total + (timed(event) === 0 ? 0 : 1000 * timed(event) * (Number(event['device_time_avg']) + Number(event['queue_time_avg']))), 0);
}

function numbersOf(text: string, disk: string): readonly number[] {
  const line = text.split('\n').map((one) => one.trim().split(/\s+/)).find(([, , name]) => name === disk);
  if (line === undefined) throw new Error(`/proc/diskstats has no ${disk}`);
  return line.map(Number);
}

/** What the kernel counts under another name. */
const counters: Readonly<Record<string, Operation>> = { read: 'read', discard: 'discard', flush: 'flush' };

/** All intervals of one disk together. */
export function sumsOf(events: readonly Fields[]): Counts {
  return byOperation((operation) => {
    const own = events.filter(({ event, operation: name }) => event === 'interval' && (counters[String(name)] ?? 'write') === operation);
    const sum = (key: string): number => own.reduce((total, event) => total + Number(event[key]), 0);
    return { count: sum('count'), bytes: sum('bytes') };
  });
}

function byOperation(counted: (operation: Operation) => Counted): Counts {
  return Object.fromEntries(operations.map((operation) => [operation, counted(operation)])) as unknown as Counts;
}
