/**
 * The packaged program and the truth test inside Debian's kernels, from 5.10 to the newest, two guests at a time.
 */
import { join } from 'node:path';
import { kernelVersion } from '../../src/host/kernel';
import { type Part, parts, type Trial, truthCommands } from './kernels/commands';
import { fetchKernel, type Kernel } from './kernels/fetch';
import { type Ending, runInGuest } from './kernels/guest';
import { judgeDisks } from './kernels/disks';
import { type GuestTrace, parseGuestOutput } from './kernels/output';
import { afterRetry, type Problems } from './kernels/retry';
import { linesReported, shellPrograms, shells } from './kernels/shells';
import { type Suite, suites } from './kernels/suites';
import { expectedSums, toldSums } from './processes/sums';
import { buildFiles, problemsOf as fileProblems } from './files/truth';
import { buildProcesses, problemsOf as processProblems, processCount, threadCount } from './processes/truth';
import { type Host, expectedUnits } from './truth/expected';
import { groupByFlow, match, type Report } from './truth/match';
import { eventsOfCases } from './truth/scope';
import { compareStorm } from './truth/storm';
import { renderTable } from './truth/table';
import { skipReason } from './truth/truth_lines';
import { buildWorkload, listCases, type WorkloadCase } from './truth/workload';

const app = join(__dirname, '../../build/TA_ebpf_trace');
const limitSeconds = 1800; // one takes 3 to 4 minutes where two have a processor each, and 15 beside four times as much
const guestsAtATime = 2; // each keeps half a processor busy, beside the other tests; three took as long
const guestUsers: Readonly<Record<number, string>> = { 0: 'root', 65534: 'nobody' };

interface Verdict {
  readonly kernel: Kernel;
  readonly trial: Trial;
  readonly ending: Ending;
  readonly trace: GuestTrace;
  readonly reports: ReadonlyMap<string, Report>;
}

const workload = buildWorkload();
const processes = buildProcesses();
const files = buildFiles();

/** Undefined, loudly, where no mirror gives it: but in CI all kernels are to be there. */
async function kernelOf(suite: Suite): Promise<Kernel | undefined> {
  try {
    return await fetchKernel(suite);
  } catch (error) {
    if (process.env.CI) throw error;
    process.stderr.write(`SKIPPED: the kernel ${suite.series} of ${suite.release}: ${reasons(error)}\n`);
    return undefined;
  }
}

/** On one line; of a command that failed the end of what it said. */
function reasons(error: unknown): string {
  const { message, cause, errors = [], stderr } = error as AggregateError & { readonly stderr?: string };
  const said = stderr ? (stderr.trimEnd().split('\n').at(-1) ?? '') : (message.split('\n')[0] ?? '');
  return [said, ...(errors as unknown[]).map(reasons), ...(cause === undefined ? [] : [reasons(cause)])].join('; ');
}

const light = (): readonly WorkloadCase[] => listCases(workload).filter(({ heavy }) => !heavy);

const whole: Trial = { cases: light(), parts, options: '' };

async function tryOut(kernel: Kernel, trial: Trial): Promise<Verdict> {
  const programs = ['/usr/bin/dash', '/usr/bin/dd', '/usr/sbin/losetup', '/usr/sbin/ip', '/usr/bin/ss', ...shellPrograms()];
  const ending = await runInGuest(kernel, { files: { app, workload, processes, files }, programs, commands: truthCommands(trial) }, limitSeconds);
  const trace = traceOf(kernel, ending);
  return { kernel, trial, ending, trace, reports: judge(trace) };
}

/** Where nothing could be traced, the console says why. */
function traceOf({ release }: Kernel, { output, console: said }: Ending): GuestTrace {
  try {
    return parseGuestOutput(output);
  } catch (error) {
    throw new Error(`${release}: ${said.slice(-4000)}`, { cause: error });
  }
}

async function tryKernel(suite: Suite, trial: Trial): Promise<Verdict | undefined> {
  const kernel = await kernelOf(suite);
  if (kernel === undefined) return undefined;
  const verdict = await tryOut(kernel, trial);
  const { callWay, callNanoseconds: [before, beside] } = verdict.trace;
  process.stdout.write(renderTable(`\ntruth test in ${kernel.release}`, verdict.reports));
  process.stdout.write(`${kernel.release}: calls are seen by ${String(callWay)}; getpid takes ${(beside / before).toFixed(2)} times as long as without the tracer\n`);
  process.stdout.write(`${kernel.release}: ${[...verdict.trace.parts].map(([part, seconds]) => `${part} ${seconds.toFixed(0)} s`).join(', ')}\n`);
  return verdict;
}

/** Of the cases that are not skipped. */
function problemsOf({ kernel: { release }, trace, reports }: Verdict): Problems {
  const skipped = new Set(trace.truths.filter((truth) => (skipReason(truth) ?? whyUnseen(truth.name, release)) !== undefined).map(({ name }) => name));
  const wrong = [...reports].map(([name, { problems }]) => [name, problems.map(({ text }) => text)] as const);
  const broken = [...trace.failures].map(([name, text]) => [name, [text] as string[]] as const);
  return new Map([...wrong, ...broken].filter(([name, problems]) => problems.length > 0 && !skipped.has(name)));
}

/** The guest's own end counts, too. */
async function tryAlone({ kernel, trial }: Verdict, name: string): Promise<Problems> {
  const verdict = await tryOut(kernel, { ...trial, cases: trial.cases.filter((one) => one.name === name), parts: [] });
  return verdict.ending.status === 0 ? problemsOf(verdict) : new Map([[name, [`the guest ended with ${verdict.ending.status}`]]]);
}

/** An emulated processor may let the peer wait for seconds; times to the millisecond are the affair of truth.test.ts. */
function judge({ netns, bootId, truths, events, callWay }: GuestTrace): Map<string, Report> {
  const host: Host = { mode: 'lifecycle', netns, bootId, slackSeconds: 5, seesRings: callWay === 'functions', userName: (id) => guestUsers[id] };
  const inScope = eventsOfCases(truths, events);
  return new Map(truths.map((truth) => [truth.name, match(expectedUnits(truth, host), groupByFlow(inScope.get(truth.name) ?? []))]));
}

/** What the product itself says that it cannot see there (src/services/connections/hooks.ts, owner_by_write; docs/events.md, bytes_in). */
function whyUnseen(name: string, release: string): string | undefined {
  const [major, minor] = kernelVersion(release);
  const isBefore6 = (limit: number): boolean => major < 6 || (major === 6 && minor < limit);
  if (name === 'fastopen_no_route' && isBefore6(3)) return 'before 6.3 no tracepoint tells what a send returned';
  return ['mptcp_two_subflows', 'mptcp_sent_again'].includes(name) && isBefore6(5) ? 'before 6.5 nothing says what was sent twice' : undefined;
}

const lanes: Promise<unknown>[] = Array.from({ length: guestsAtATime }, () => Promise.resolve());

/** Behind those that came before, in the lane that is next. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = (lanes.shift() ?? Promise.resolve()).then(work);
  lanes.push(turn.catch(() => undefined)); // its own test tells
  return turn;
}

test.concurrent.each(suites)('every case is whole on the kernel $series of $release', async (suite) => {
  const verdict = await inTurn(() => tryKernel(suite, whole));
  if (verdict === undefined) return;
  await expectWhole(verdict);
  expect(verdict.trace.callWay).toBe('functions');
  expect(verdict.trace.tracepoints.filter(isOfSystemCall)).toEqual([]);
}, suites.length * limitSeconds * 1000);

/** Of connect, accept and listen. */
const callCases = /^(connect|refused|no_route|prohibited|denied|no_port|tuple|aborted|mptcp|accept|never_accepted|listen)/;

/** What is seen by calls. */
const byTracepoints: Trial = { cases: light().filter(({ name }) => callCases.test(name)), parts: ['files'], options: '--system-calls tracepoints' };

test.concurrent('calls are seen by tracepoints of system calls where functions are not to be used', async () => {
  const [suite] = suites.filter(({ series }) => series === '6.12');
  const verdict = await inTurn(() => tryKernel(suite!, byTracepoints));
  if (verdict === undefined) return;
  await expectWhole(verdict);
  expect(verdict.trace.callWay).toBe('tracepoints');
  expect(verdict.trace.tracepoints.filter(isOfSystemCall)).toEqual(expect.arrayContaining(['sys_enter_connect', 'sys_exit_connect', 'sys_exit_accept', 'sys_exit_accept4', 'sys_exit_listen']));
}, suites.length * limitSeconds * 1000);

const isOfSystemCall = (name: string): boolean => name.startsWith('sys_');

async function expectWhole(verdict: Verdict): Promise<void> {
  const { ending, trace, trial, kernel: { release } } = verdict;
  if (ending.status !== 0) throw new Error(`${release}: ended with ${ending.status}: ${ending.console.slice(-4000)}`);
  for (const truth of trace.truths) {
    const why = skipReason(truth) ?? whyUnseen(truth.name, release);
    if (why !== undefined) process.stderr.write(`SKIPPED: ${truth.name} on ${release}: ${why}\n`);
  }
  const alone = (name: string): Promise<Problems> => inTurn(() => tryAlone(verdict, name));
  expect(await afterRetry(release, problemsOf(verdict), alone, (line) => process.stderr.write(line))).toEqual([]);
  expect(trace.breaches).toEqual([]);
  expect(trace.vain).toBe('');
  expect(trace.storm.rows.length).toBeGreaterThan(0);
  expect(compareStorm(trace.storm, trace.events, 'lifecycle', new Set())).toMatchObject({ missing: [], wrong: [] });
  for (const part of trial.parts) expectPart[part](trace, release);
}

const expectPart: Readonly<Record<Part, (trace: GuestTrace, release: string) => void>> = {
  processes: expectProcesses,
  files: expectFiles,
  disks: ({ disks }, release) => judgeDisks(disks, release),
  shells: ({ shellLines }) => expect(shellLines).toEqual(Object.fromEntries(shells.map((shell) => [shell, linesReported]))),
  budget: expectBudget,
};

function expectProcesses({ processes: { truth, events, forks } }: GuestTrace): void {
  expect(processProblems(truth, events)).toEqual([]);
  expect(truth.reaped.length).toBe(processCount);
  // With their parent and the second one who asked; threads of the tracer and of the kernel are counted, too.
  const others = forks - (processCount + threadCount + 2);
  expect([others >= 0, others < 50]).toEqual([true, true]);
}

function expectFiles({ files: { opens, events, callWay }, callWay: ofConnections }: GuestTrace): void {
  expect(fileProblems(opens, events, { seesRings: callWay === 'functions', folder: '/guest/files_work' })).toEqual([]);
  expect(callWay).toBe(ofConnections);
  expect(opens.at(-1)?.kind).toBe('last');
}

/** Events and roll-ups of a storm beyond the budget are all that happened. */
function expectBudget({ budget: { started, events, filterProblem } }: GuestTrace): void {
  expect(filterProblem).toBe('');
  const parents = new Set(started.map(({ parent }) => parent));
  const path = String(events.find(({ event, parent_process_id: parent }) => event === 'exec' && parents.has(Number(parent)))?.['process_path']);
  expect(started.length).toBeGreaterThan(200);
  expect(events.filter(({ event }) => event === 'exec_rollup').length).toBeGreaterThan(0);
  expect(toldSums(events, parents)).toEqual(expectedSums(started, path));
}
