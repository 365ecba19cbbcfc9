/** The results as a table: a line a quantity, a column a contender. */
import type { Contender } from './contenders';
import { median, quantile } from './numbers';
import { type Round, stormConnections, type Traced } from './rounds';
import type { Storm } from './storm';

export interface Result {
  readonly contender: Contender;
  readonly bpfSeconds: number;
  readonly calmLatenciesMs: readonly number[];
  readonly firstLineMs: number;
  readonly wgetBytes: ReadonlyMap<string, number>;
}

type Value = (result: Result, rounds: readonly Traced[]) => string;
type Quantity = readonly [title: string, value: Value, untraced?: (storms: readonly Storm[]) => string];

const perThousand = 1000 / stormConnections;
const totals: Readonly<Record<string, number>> = { 'ebpf_trace, lifecycle': 800, 'ebpf_trace, summary': 560 };

const quantities: readonly Quantity[] = [
  ['connections/s', (_, rounds) => rate(rounds.map(({ storm }) => storm)), rate],
  ['slow-down of the storm (ratio)', (_, rounds) => median(rounds.map(slowDown)).toFixed(2)],
  ['slow-down, least to most', (_, rounds) => `${Math.min(...rounds.map(slowDown)).toFixed(2)} to ${Math.max(...rounds.map(slowDown)).toFixed(2)}`],
  ['recall (%)', (_, rounds) => percent(median(rounds.map(({ recall }) => recall)))],
  ['recall, worst round (%)', (_, rounds) => percent(Math.min(...rounds.map(({ recall }) => recall)))],
  ['lost by its own account, all rounds', (_, rounds) => rounds.reduce((sum, { losses }) => sum + losses, 0).toString()],
  ['CPU s per 1,000 of the storm itself', (_, rounds) => stormCpu(rounds.map(({ storm }) => storm)), stormCpu],
  ['own CPU s per 1,000, user', (_, rounds) => (median(rounds.map(({ cpu }) => cpu.user)) * perThousand).toFixed(4)],
  ['own CPU s per 1,000, system', (_, rounds) => (median(rounds.map(({ cpu }) => cpu.system)) * perThousand).toFixed(4)],
  ['BPF in the kernel, CPU s per 1,000', ({ bpfSeconds }) => (bpfSeconds * perThousand).toFixed(4)],
  ['latency in the storm, p50 (ms)', (_, rounds) => ms(median(rounds.map((one) => quantile(one.latenciesMs, 0.5))))],
  ['latency in the storm, p99 (ms)', (_, rounds) => ms(median(rounds.map((one) => quantile(one.latenciesMs, 0.99))))],
  ['latency at 200/s, p50 (ms)', ({ calmLatenciesMs }) => ms(quantile(calmLatenciesMs, 0.5))],
  ['latency at 200/s, p99 (ms)', ({ calmLatenciesMs }) => ms(quantile(calmLatenciesMs, 0.99))],
  ['start to first event (ms)', ({ firstLineMs }) => ms(firstLineMs)],
  ['RSS idle (MB)', (_, rounds) => median(rounds.map(({ idle }) => idle.rss)).toFixed(0)],
  ['RSS after the storm (MB)', (_, rounds) => median(rounds.map(({ busy }) => busy.rss)).toFixed(0)],
  ['RSS, peak (MB)', (_, rounds) => median(rounds.map(({ busy }) => busy.peak)).toFixed(0)],
  ['bytes of one wget, by event', ({ wgetBytes }) => [...wgetBytes].map(([event, bytes]) => `${event} ${bytes}`).join(' + ')],
  ['bytes of one wget, of at most', ({ contender, wgetBytes }) => totalOf(contender, wgetBytes)],
];

export function renderReport(results: readonly Result[], rounds: readonly Round[]): string {
  const storms = rounds.flatMap((round) => [...round.values()].map(({ untraced }) => untraced));
  const head = ['', 'untraced', ...results.map(({ contender }) => contender.name)];
  const rows = quantities.map(([title, value, untraced]) => [
    title, untraced?.(storms) ?? '', ...results.map((result) => value(result, tracedBy(result, rounds))),
  ]);
  return table([head, ...rows]);
}

function tracedBy({ contender }: Result, rounds: readonly Round[]): readonly Traced[] {
  return rounds.flatMap((round) => round.get(contender.name) ?? []);
}

/** Against the untraced storm just before. */
function slowDown({ storm, untraced }: Traced): number {
  return storm.seconds / untraced.seconds;
}

function totalOf({ name }: Contender, bytes: ReadonlyMap<string, number>): string {
  return bytes.size === 0 ? '' : `${[...bytes.values()].reduce((sum, one) => sum + one, 0)} of ${totals[name]}`;
}

function rate(storms: readonly Storm[]): string {
  return median(storms.map(({ made, seconds }) => made / seconds)).toFixed(0);
}

function stormCpu(storms: readonly Storm[]): string {
  return (median(storms.map(({ user, system }) => user + system)) * perThousand).toFixed(4);
}

function percent(part: number): string {
  return (Math.floor(part * 100_000) / 1000).toString();
}

function ms(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(1);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const cell = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`).join('');
}
