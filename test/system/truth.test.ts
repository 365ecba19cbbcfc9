/**
 * The packaged program against workloads of known truth: every event is matched field by field, one to one. A case is
 * whole when nothing is missing, nothing is too many and nothing is wrong.
 */
import { settled } from './truth/settled';
import { type Host, type Mode, expectedUnits } from './truth/expected';
import { groupByFlow, match, type Report } from './truth/match';
import { networkNamespace, realPrograms, runRealProgram } from './truth/programs';
import { eventsOfCases } from './truth/scope';
import { compareAfterStart, compareStorm, parseStorm } from './truth/storm';
import { renderTable } from './truth/table';
import { confessedLosses, type Trace, Tracer, userName, whyNotTraceable } from './truth/tracer';
import { type CaseTruth, skipReason } from './truth/truth_lines';
import { buildWorkload, listCases, RunningCase, runCase } from './truth/workload';

const stormConnections = '50000';
const reason = whyNotTraceable();
const workload = buildWorkload();
const cases = listCases(workload);
const names = [...cases.map(({ name }) => name), ...Object.keys(realPrograms)];
if (reason !== undefined) process.stderr.write(`SKIPPED: all of truth.test.ts: ${reason}\n`);

const tracers: Tracer[] = [];
afterAll(() => tracers.forEach((tracer) => tracer.kill()));

function start(mode: Mode): Tracer {
  const tracer = new Tracer(['--mode', mode]);
  tracers.push(tracer);
  return tracer;
}

const host = (mode: Mode): Host => ({ mode, netns: networkNamespace(), slackSeconds: 0.05, userName });

interface Traced {
  readonly truths: readonly CaseTruth[];
  /** Why a workload could not do what it was to do, by case. */
  readonly failures: ReadonlyMap<string, string>;
  readonly trace: Trace;
}

async function traceCases(mode: Mode): Promise<Traced> {
  const truths: CaseTruth[] = [];
  const failures = new Map<string, string>();
  const keep = async (name: string, truth: Promise<CaseTruth>): Promise<void> => {
    await truth.then((told) => truths.push(told), (error: unknown) => failures.set(name, String(error)));
  };
  const before = cases.filter((one) => one.before).map(({ name }) => new RunningCase(workload, name));
  await Promise.all(before.map((running) => running.printed('"ready"')));
  const tracer = start(mode);
  await tracer.ready(workload);
  for (const running of before) running.goOn();
  await Promise.all(before.map((running) => keep(running.name, running.end())));
  for (const { name } of cases.filter((one) => !one.before)) await keep(name, runCase(workload, name));
  for (const name of Object.keys(realPrograms)) await keep(name, runRealProgram(workload, name));
  return { truths, failures, trace: await tracer.stop() };
}

function judge(truths: readonly CaseTruth[], trace: Trace, mode: Mode): Map<string, Report> {
  const events = eventsOfCases(truths, trace.events);
  return new Map(truths.map((truth) => [truth.name, match(expectedUnits(truth, host(mode)), groupByFlow(events.get(truth.name) ?? []))]));
}

(reason === undefined ? describe : describe.skip).each(['lifecycle', 'summary'] as const)('in %s mode', (mode) => {
  let reports = new Map<string, Report>();
  let skipped = new Map<string, string>();
  let traced: Traced = { truths: [], failures: new Map(), trace: { events: [], health: [], breaches: [] } };

  beforeAll(async () => {
    traced = await traceCases(mode);
    reports = judge(traced.truths, traced.trace, mode);
    skipped = new Map(traced.truths.map((truth) => [truth.name, skipReason(truth) ?? ''] as const).filter(([, why]) => why !== ''));
    process.stdout.write(renderTable(`\ntruth test, ${mode} mode`, reports));
  }, 240_000);

  test.each(names)('%s', (name) => {
    const why = skipped.get(name);
    expect(traced.failures.get(name)).toBeUndefined();
    if (why !== undefined) process.stderr.write(`SKIPPED: ${name}: ${why}\n`);
    else expect(reports.get(name)?.problems.map(({ text }) => text)).toEqual([]);
  });

  test('every event keeps the contract', () => {
    expect(traced.trace.breaches).toEqual([]);
  });

  test(`a storm of ${stormConnections} connections`, async () => {
    const tracer = start(mode);
    await tracer.ready(workload);
    const storm = new RunningCase(workload, 'storm', stormConnections);
    storm.goOn();
    await storm.end();
    const truth = parseStorm(storm.text);
    await settled(truth.port);
    const { events } = await tracer.stop();
    const report = compareStorm(truth, events, mode);
    process.stdout.write(`storm, ${mode} mode: ${report.right} of ${report.expected} events right\n`);
    expect(report).toEqual({ expected: report.expected, right: report.expected, examples: [] });
  }, 120_000);
});

(reason === undefined ? test : test.skip)('a start amid a storm: nothing is told twice, and no loss is kept quiet', async () => {
  const storm = new RunningCase(workload, 'storm', '150000');
  storm.goOn();
  await storm.printed('"endpoint"');
  const tracer = start('lifecycle');
  await storm.end();
  const truth = parseStorm(storm.text);
  await settled(truth.port);
  const trace = await tracer.stop();
  const { expected, missing, repeated, unended } = compareAfterStart(truth, events);
  const confessed = health.reduce((sum, event) => sum + Number(event.lost_samples ?? 0), 0);
  process.stdout.write(`a start amid a storm: ${missing.length} of ${expected} connects missing, ${confessed} losses confessed\n`);
  expect(expected).toBeGreaterThan(0);
  expect({ repeated, breaches: trace.breaches }).toEqual({ repeated: [], breaches: [] });
  const untold = [...missing, ...unended];
  expect({ confessed, untold: untold.length, examples: untold.length > confessed ? untold.slice(0, 3) : [] }).toMatchObject({ examples: [] });
}, 60_000);
