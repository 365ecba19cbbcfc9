/** What a connection costs, both ends of which are on this host, beside what others take for it. */
import { Splunkd } from '../../splunkd';
import { emptyRunNs } from '../empty';
import type { Bench, Group, Row, Table } from '../group';
import { heldKb } from '../held';
import { median, quantile } from '../numbers';
import { Running } from '../running';
import { type Contender, contendersOf } from './contenders';
import { type AtRate, atRates } from './rates';
import { runStorm } from './storm';
import { storms, type Traced } from './storms';
import { wgetBytes } from './wget';

const warmUp = 50_000;
const rates = [0, 200, 1000];

export const tcp: Group = {
  name: 'tcp',
  title: 'Connections',
  measure: async (bench) => {
    const splunkd = new Splunkd(bench.packageFile);
    process.once('exit', () => splunkd.remove());
    const contenders = contendersOf(splunkd, bench);
    const emptyNs = await emptyRunNs(bench);
    const columns = contenders.map(({ name }) => name);
    const own: OwnFigures[] = [];
    for (const contender of contenders) own.push(await figuresOf(bench, contender, emptyNs));
    // Afterwards as many connections are in TIME_WAIT as will be in all rounds.
    for (let run = 0; run < 2; run += 1) await runStorm(bench, bench.count(warmUp), 0);
    const traced = await storms(bench, contenders, emptyNs, bench.rounds(3));
    const byContender = columns.map((name) => traced.get(name) ?? []);
    return [stormTable(columns, byContender, emptyNs), ratesTable(columns, own), memoryTable(columns, byContender, own)];
  },
};

interface OwnFigures {
  readonly atRates: ReadonlyMap<number, AtRate>;
  readonly mapsKb: number;
  readonly wget: number | undefined;
}

async function figuresOf(bench: Bench, contender: Contender, emptyNs: number): Promise<OwnFigures> {
  bench.say(`${contender.name}: idle, ${rates.slice(1).join(' and ')} connections/s`);
  const found = await atRates(bench, contender, rates, emptyNs);
  const running = await Running.start(contender);
  const mapsKb = heldKb(bench.libbpf, running.pid);
  await running.stop();
  return { atRates: found, mapsKb, wget: contender.stdin === undefined ? undefined : await wgetBytes(contender) };
}

/** Each to that of the reference, which stands last. */
const ofLast = (values: readonly number[]): readonly (number | undefined)[] => values.map((value) => (values.length > 1 ? value / (values.at(-1) ?? NaN) : undefined));

function stormTable(columns: readonly string[], traced: readonly (readonly Traced[])[], emptyNs: number): Table {
  const row = (title: string, value: (rounds: readonly Traced[]) => number, goal?: string): Row => ({ title, values: traced.map(value), ...(goal === undefined ? {} : { goal }) });
  const middle = (title: string, value: (one: Traced) => number, goal?: string): Row => row(title, (rounds) => median(rounds.map(value)), goal);
  const both = ({ cost }: Traced): number => (cost.own + cost.bpf) * 1e6;
  const untraced = (value: (one: Traced) => number): string => Math.round(median(traced.flat().map(value))).toLocaleString('en');
  return {
    about: `Storms over loopback, both ends traced, as fast as the machine makes them (untraced ${untraced(({ untracedRate }) => untracedRate)} a second, ${untraced(({ untracedCpu }) => untracedCpu * 1e6)} microseconds of CPU each). Medians of ${traced[0]?.length} rounds; CPU is microseconds a connection, BPF's less what counting it costs (${emptyNs.toFixed(0)} ns a run, which a program that does nothing shows).`,
    columns,
    rows: [
      middle('CPU of its own process', ({ cost }) => cost.own * 1e6),
      middle('CPU of its BPF programs', ({ cost }) => cost.bpf * 1e6),
      middle('both', both),
      { title: `both, of that of ${columns.at(-1)}`, values: ofLast(traced.map((rounds) => median(rounds.map(both)))), goal: '0.25, 0.22' },
      middle('runs of BPF programs a connection', ({ cost }) => cost.runs),
      middle('CPU of storm and tracer, times the untraced storm\'s', ({ cost, untracedCpu }) => 1 + (cost.own + cost.bpf) / untracedCpu, '1.18, 1.15'),
      middle('the storm takes, times untraced', ({ slowDown }) => slowDown, '1.18, 1.15'),
      row('the same, least', (rounds) => Math.min(...rounds.map(({ slowDown }) => slowDown))),
      row('the same, most', (rounds) => Math.max(...rounds.map(({ slowDown }) => slowDown))),
      row('lines that arrived, worst round, %', (rounds) => Math.min(...rounds.map(({ recall }) => recall)) * 100, '100'),
      row('lost, by its own account', (rounds) => rounds.reduce((sum, { losses }) => sum + losses, 0)),
      middle('kernel to standard output, p50, ms', ({ latenciesMs }) => quantile(latenciesMs, 0.5)),
      middle('the same, p99, ms', ({ latenciesMs }) => quantile(latenciesMs, 0.99)),
    ],
  };
}

function ratesTable(columns: readonly string[], own: readonly OwnFigures[]): Table {
  const row = (title: string, rate: number, value: (one: AtRate) => number | undefined, goal?: string): Row => {
    const values = own.map(({ atRates: found }) => { const one = found.get(rate); return one && value(one); });
    return { title, values, ...(goal === undefined ? {} : { goal }) };
  };
  const at = (rate: number, goals: readonly (string | undefined)[]): readonly Row[] => [
    row(`${rate.toLocaleString('en')}/s: CPU, own and BPF, % of one`, rate, ({ cpu }) => cpu * 100, goals[0]),
    { title: `the same, of that of ${columns.at(-1)}`, values: ofLast(own.map(({ atRates: found }) => found.get(rate)?.cpu ?? NaN)), ...(goals[1] === undefined ? {} : { goal: goals[1] }) },
    row('voluntary context switches a second', rate, ({ switches }) => switches, goals[2]),
    row('kernel to standard output, p50, ms', rate, ({ p50 }) => p50),
    row('the same, p99, ms', rate, ({ p99 }) => p99, goals[3]),
  ];
  return {
    about: 'At the rates of most hosts:',
    columns,
    rows: [
      row('idle: CPU, % of one', 0, ({ cpu }) => cpu * 100, '0.1'),
      row('voluntary context switches a second', 0, ({ switches }) => switches),
      ...at(200, []),
      ...at(1000, ['2.5', '1.0', '100', '25']),
    ],
  };
}

function memoryTable(columns: readonly string[], traced: readonly (readonly Traced[])[], own: readonly OwnFigures[]): Table {
  const middle = (value: (one: Traced) => number): readonly number[] => traced.map((rounds) => median(rounds.map(value)));
  return {
    about: 'Memory, and volume:',
    columns,
    rows: [
      { title: 'resident, idle, MB', values: middle(({ idle }) => idle), goal: '80' },
      { title: 'resident after a storm, MB', values: middle(({ after }) => after), goal: '90' },
      { title: 'BPF maps in the kernel, MB', values: own.map(({ mapsKb }) => mapsKb / 1024), goal: '45' },
      { title: 'event data of one wget, its own end, bytes', values: own.map(({ wget }) => wget) },
    ],
  };
}
