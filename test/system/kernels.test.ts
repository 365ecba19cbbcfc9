/**
 * The packaged program and the truth test inside Debian's kernels, from 5.10 to the newest. Two guests at a time: each
 * keeps one processor busy.
 */
import { join } from 'node:path';
import { eventsOf, type GuestTrace, parseGuestOutput, truthCommands } from './kernels/commands';
import { fetchKernel } from './kernels/fetch';
import { type Ending, runInGuest } from './kernels/guest';
import { type Suite, suites } from './kernels/suites';
import { breaches } from './truth/contract';
import { type Host, expectedUnits } from './truth/expected';
import { groupByFlow, match, type Report } from './truth/match';
import { eventsOfCases } from './truth/scope';
import { renderTable } from './truth/table';
import { skipReason } from './truth/truth_lines';
import { buildWorkload, listCases } from './truth/workload';

const app = join(__dirname, '../../build/ebpf_trace');
const limitSeconds = 240;
const guestsAtATime = 2;
const guestUsers: Readonly<Record<number, string>> = { 0: 'root', 65534: 'nobody' };

interface Verdict {
  readonly release: string;
  readonly ending: Ending;
  readonly trace: GuestTrace;
  readonly reports: ReadonlyMap<string, Report>;
}

const workload = buildWorkload();
let verdicts: Map<string, Promise<Verdict>> | undefined;

async function tryKernel(suite: Suite): Promise<Verdict> {
  const kernel = await fetchKernel(suite);
  const commands = truthCommands(listCases(workload));
  const programs = ['/usr/bin/dash', '/usr/sbin/ip', '/usr/bin/ss'];
  const ending = await runInGuest(kernel, { files: { app, workload }, programs, commands }, limitSeconds);
  const trace = parseGuestOutput(ending.output);
  const reports = judge(trace);
  process.stdout.write(renderTable(`\ntruth test in ${kernel.release}`, new Map([...reports].filter(([, { problems }]) => problems.length > 0))));
  return { release: kernel.release, ending, trace, reports };
}

function judge({ netns, truths, lines }: GuestTrace): Map<string, Report> {
  const host: Host = { mode: 'lifecycle', netns, slackSeconds: 0.5, userName: (id) => guestUsers[id] };
  const events = eventsOfCases(truths, eventsOf(lines));
  return new Map(truths.map((truth) => [truth.name, match(expectedUnits(truth, host), groupByFlow(events.get(truth.name) ?? []))]));
}

/** All kernels, one after the other in each lane; a test waits for its own. */
function tryAll(): Map<string, Promise<Verdict>> {
  const lanes: Promise<unknown>[] = Array.from({ length: guestsAtATime }, () => Promise.resolve());
  return new Map(
    suites.map((suite, index) => {
      const verdict = (lanes[index % guestsAtATime] ?? Promise.resolve()).then(() => tryKernel(suite));
      lanes[index % guestsAtATime] = verdict.catch(() => undefined); // its own test tells
      return [suite.name, verdict];
    }),
  );
}

describe.each(suites)('on the kernel of $name', ({ name }) => {
  test('every case is whole', async () => {
    verdicts ??= tryAll();
    const { ending, trace, reports, release } = (await verdicts.get(name)) ?? fail(name);
    if (ending.status !== 0) throw new Error(`${release}: ended with ${ending.status}: ${ending.console.slice(-4000)}`);
    for (const truth of trace.truths) {
      const why = skipReason(truth);
      if (why !== undefined) process.stderr.write(`SKIPPED: ${truth.name} on ${release}: ${why}\n`);
    }
    const problems = [...reports].flatMap(([one, report]) => report.problems.map(({ text }) => `${one}: ${text}`));
    expect([...trace.failures.values(), ...problems]).toEqual([]);
    expect(trace.lines.filter((line) => line.includes('"direction"')).flatMap((line) => breaches(line, JSON.parse(line)))).toEqual([]);
  }, suites.length * limitSeconds * 1000);
});

function fail(name: string): never {
  throw new Error(`${name} was not tried`);
}
