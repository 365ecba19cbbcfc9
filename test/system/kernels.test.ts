/**
 * The packaged program and the truth test inside Debian's kernels, from 5.10 to the newest. Two guests at a time: each
 * keeps one processor busy.
 */
import { join } from 'node:path';
import { kernelVersion } from '../../src/host/kernel';
import { type GuestTrace, parseGuestOutput, truthCommands } from './kernels/commands';
import { fetchKernel, type Kernel } from './kernels/fetch';
import { type Ending, runInGuest } from './kernels/guest';
import { type Suite, suites } from './kernels/suites';
import { type Host, expectedUnits } from './truth/expected';
import { groupByFlow, match, type Report } from './truth/match';
import { eventsOfCases } from './truth/scope';
import { compareStorm } from './truth/storm';
import { renderTable } from './truth/table';
import { skipReason } from './truth/truth_lines';
import { buildWorkload, listCases } from './truth/workload';

const app = join(__dirname, '../../build/TA_ebpf_trace');
const limitSeconds = 900; // one takes 2 minutes on an idle machine
const guestsAtATime = 2;
const guestUsers: Readonly<Record<number, string>> = { 0: 'root', 65534: 'nobody' };

interface Verdict {
  readonly release: string;
  readonly ending: Ending;
  readonly trace: GuestTrace;
  readonly reports: ReadonlyMap<string, Report>;
}

const workload = buildWorkload();

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

async function tryKernel(suite: Suite): Promise<Verdict | undefined> {
  const kernel = await kernelOf(suite);
  if (kernel === undefined) return undefined;
  const commands = truthCommands(listCases(workload).filter(({ heavy }) => !heavy));
  const programs = ['/usr/bin/dash', '/usr/sbin/ip', '/usr/bin/ss'];
  const ending = await runInGuest(kernel, { files: { app, workload }, programs, commands }, limitSeconds);
  const trace = parseGuestOutput(ending.output);
  const reports = judge(trace);
  process.stdout.write(renderTable(`\ntruth test in ${kernel.release}`, reports));
  return { release: kernel.release, ending, trace, reports };
}

/** An emulated processor may let the peer wait for seconds; times to the millisecond are the affair of truth.test.ts. */
function judge({ netns, truths, events }: GuestTrace): Map<string, Report> {
  const host: Host = { mode: 'lifecycle', netns, slackSeconds: 5, userName: (id) => guestUsers[id] };
  const inScope = eventsOfCases(truths, events);
  return new Map(truths.map((truth) => [truth.name, match(expectedUnits(truth, host), groupByFlow(inScope.get(truth.name) ?? []))]));
}

/** What the product itself says that it cannot see there (src/kernel/programs.ts, owner_by_write; docs/events.md, bytes_in). */
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
  const verdict = await inTurn(() => tryKernel(suite));
  if (verdict === undefined) return;
  const { ending, trace, reports, release } = verdict;
  if (ending.status !== 0) throw new Error(`${release}: ended with ${ending.status}: ${ending.console.slice(-4000)}`);
  const skipped = new Map(trace.truths.map((truth) => [truth.name, skipReason(truth) ?? whyUnseen(truth.name, release)] as const).filter(([, why]) => why !== undefined));
  for (const [name, why] of skipped) process.stderr.write(`SKIPPED: ${name} on ${release}: ${why}\n`);
  const problems = [...reports].filter(([name]) => !skipped.has(name)).flatMap(([name, report]) => report.problems.map(({ text }) => `${name}: ${text}`));
  expect([...trace.failures.values(), ...problems]).toEqual([]);
  expect(trace.breaches).toEqual([]);
  expect(trace.storm.rows.length).toBeGreaterThan(0);
  expect(compareStorm(trace.storm, trace.events, 'lifecycle', new Set())).toMatchObject({ examples: [] });
}, suites.length * limitSeconds * 1000);
