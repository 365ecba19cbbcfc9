/**
 * The packaged program against workloads of known truth: every event is matched field by field, one to one. A case is
 * whole when nothing is missing, nothing is too many and nothing is wrong.
 */
import { bootId } from '../../src/host/kernel';
import { proof } from '../prove/proof';
import { isChroot } from './truth/chroot';
import { type Host, type Mode, expectedUnits } from './truth/expected';
import { partedEnds } from './truth/joint';
import { groupByFlow, match, type Report } from './truth/match';
import { networkNamespace, realPrograms, runRealProgram } from './truth/programs';
import { eventsOfCases } from './truth/scope';
import { compareAfterStart, compareStorm, parseStorm, type StormTruth } from './truth/storm';
import { renderTable } from './truth/table';
import { confessedLosses, losses, namesUsers, type Trace, Tracer, userName, whyNotTraceable } from './truth/tracer';
import { type CaseTruth, skipReason } from './truth/truth_lines';
import { type Tuples, Witness } from './truth/witness';
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
  const tracer = new Tracer(['--mode', mode, '--close-fields', 'connection_id, user']);
  tracers.push(tracer);
  return tracer;
}

/** A storm, and what no BPF program could see of it. */
async function storm(connections: string, work: (running: RunningCase) => Promise<Trace>): Promise<[StormTruth, Trace, Tuples]> {
  const witness = new Witness();
  try {
    const running = new RunningCase(workload, 'storm', connections);
    running.goOn();
    const trace = await work(running);
    const truth = parseStorm(running.text);
    return [truth, trace, witness.tuples(truth.port)];
  } finally {
    witness.remove();
  }
}

const shared = { netns: networkNamespace(), bootId: bootId(), slackSeconds: 0.05, userName: namesUsers() ? userName : () => undefined, isChroot: isChroot() };
const host = (mode: Mode, { health }: Trace): Host => ({ mode, seesRings: health[0]?.['system_calls'] === 'functions', ...shared });

/**
 * All of it as it was, or counted as lost: where the processors are slow and few, the storm leaves the tracer too little of
 * them for a ring of any size. Descriptions of processes are counted beside the events.
 */
async function wholeStorm(mode: Mode): Promise<{ expected: number; excused: number; lost: number }> {
  const tracer = start(mode);
  await tracer.ready(workload);
  const [truth, trace, unseen] = await storm(stormConnections, async (running) => {
    await running.end();
    return tracer.stop();
  });
  const { right, expected, excused, missing, wrong } = compareStorm(truth, trace.events, mode, unseen);
  const lost = losses(trace);
  process.stdout.write(`storm, ${mode} mode: ${right} of ${expected} events right, ${excused} excused, lost: ${JSON.stringify(lost)}\n`);
  expect({ wrong, right: right + missing.length }).toEqual({ wrong: [], right: expected - excused });
  const counted = (lost['lost_samples'] ?? 0) + (lost['dropped_events'] ?? 0);
  expect({ counted, missing: missing.length, examples: counted < missing.length ? missing.slice(0, 10) : [] }).toMatchObject({ examples: [] });
  expect(counted - missing.length).toBeLessThan(50);
  expect(lost['missed']).toBeGreaterThanOrEqual(trace.events.filter((event) => event.close_reason === 'unknown').length);
  return { expected, excused, lost: missing.length };
}

interface Traced {
  readonly truths: readonly CaseTruth[];
  /** Why a workload could not do what it was to do, by case. */
  readonly failures: ReadonlyMap<string, string>;
  /** Names of cases of which some part was shown to no BPF program, and that cannot be tried again: they began before the tracer. */
  readonly unseen: ReadonlySet<string>;
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
  const witness = new Witness();
  const tracer = start(mode);
  await tracer.ready(workload);
  for (const running of before) running.goOn();
  await Promise.all(before.map((running) => keep(running.name, running.end())));
  const unseen = new Set(truths.filter((truth) => witness.concerns(truth)).map(({ name }) => name));
  for (const { name } of cases.filter((one) => !one.before)) await keep(name, whereItCanBeSeen(witness, () => runCase(workload, name)));
  for (const name of Object.keys(realPrograms)) await keep(name, whereItCanBeSeen(witness, () => runRealProgram(workload, name)));
  witness.remove();
  return { truths, failures, unseen, trace: await tracer.stop() };
}

/** A case of which some part was shown to no BPF program at all is tried again, and its first time forgotten. */
async function whereItCanBeSeen(witness: Witness, run: () => Promise<CaseTruth>): Promise<CaseTruth> {
  witness.forget();
  const truth = await run();
  if (!witness.concerns(truth)) return truth;
  process.stderr.write(`${truth.name}: once more, since process 1 was interrupted for it (see truth/witness.ts)\n`);
  return run();
}

function judge(truths: readonly CaseTruth[], trace: Trace, mode: Mode): Map<string, Report> {
  const events = eventsOfCases(truths, trace.events);
  return new Map(truths.map((truth) => [truth.name, match(expectedUnits(truth, host(mode, trace)), groupByFlow(events.get(truth.name) ?? []))]));
}

(reason === undefined ? describe : describe.skip).each(['lifecycle', 'summary'] as const)('in %s mode', (mode) => {
  let reports = new Map<string, Report>();
  let skipped = new Map<string, string>();
  let traced: Traced = { truths: [], failures: new Map(), unseen: new Set(), trace: { events: [], health: [], breaches: [] } };

  beforeAll(async () => {
    traced = await traceCases(mode);
    reports = judge(traced.truths, traced.trace, mode);
    skipped = new Map(traced.truths.map((truth) => [truth.name, skipReason(truth) ?? (traced.unseen.has(truth.name) ? 'process 1 was interrupted for it (see truth/witness.ts)' : '')] as const).filter(([, why]) => why !== ''));
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

  test('both ends of a connection have one connection_id, and no other has it', () => {
    const events = [...eventsOfCases(traced.truths, traced.trace.events).values()].flat();
    expect(events.filter(({ connection_id: id }) => id !== undefined).length).toBeGreaterThan(100);
    expect(partedEnds(events)).toEqual([]);
  });

  proof('storms', async (count) => {
    let events = 0;
    let allExcused = 0;
    let allLost = 0;
    for (let round = 0; round < count; round += 1) {
      const { expected, excused, lost } = await wholeStorm(mode);
      events += expected;
      allExcused += excused;
      allLost += lost;
    }
    return `${events.toLocaleString('en')} events, of which ${allExcused} are excused: no BPF program was run for them; ${allLost} were counted as lost`;
  }, { variant: mode, skipped: reason, limitMs: 120_000 });
});

(reason === undefined ? test : test.skip)('a start amid a storm: nothing is told twice, and no loss is kept quiet', async () => {
  // However long the start takes: the storm goes on until some 14,000 events of it are there.
  const [truth, trace, unseen] = await storm('800000', async (running) => {
    await running.printed('"endpoint"');
    const tracer = start('lifecycle');
    await tracer.written(5e6);
    running.enough();
    await running.end();
    return tracer.stop();
  });
  const { expected, missing, repeated, unended } = compareAfterStart(truth, trace.events, unseen);
  const confessed = confessedLosses(trace);
  process.stdout.write(`a start amid a storm: ${missing.length} of ${expected} connects missing, ${confessed} losses confessed\n`);
  expect(expected).toBeGreaterThan(1000);
  expect({ repeated, breaches: trace.breaches }).toEqual({ repeated: [], breaches: [] });
  const untold = [...missing, ...unended];
  expect({ confessed, untold: untold.length, examples: untold.length > confessed ? untold.slice(0, 3) : [] }).toMatchObject({ examples: [] });
}, 120_000);
