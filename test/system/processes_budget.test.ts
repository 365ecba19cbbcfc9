/** The budget of the probe process: what is beyond it is counted, and not one is missing. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parseStorm } from './processes/storm';
import { expectedSums, toldSums } from './processes/sums';
import { buildProcesses, type Fields } from './processes/truth';
import { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of processes_budget.test.ts: ${reason}\n`);

const count = 5003;
const mostLines = 64;

/**
 * Some children, of one executable and parent, on one CPU: each tries programs that are not there, and then runs one. They have the
 * command line of their parent until then.
 */
const failing = `
import os, sys
os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
program, tries, children = os.path.realpath(sys.executable), int(sys.argv[1]), int(sys.argv[2])
for _ in range(children):
    child = os.fork()
    if child == 0:
        for number in range(tries):
            try: os.execv("/nowhere/%d" % number, ["x"])
            except OSError: pass
        os.execv(program, ["other", "-c", "pass"])
    os.waitpid(child, 0)
print(os.getpid())
`;

(reason === undefined ? describe : describe.skip)('the budget of the probe process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'budget-'));
  const program = buildProcesses(folder);
  let tracer: Traced;

  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => tracer?.kill());

  const of = (name: string): readonly Fields[] => tracer.events.filter(({ event }) => event === name);

  test.each([
    [[], 1, 200],
    [['--process-budget', '1'], 2, 1],
  ])('events and roll-ups of a storm are all that happened: %j, %d parents', async (options, parents, budget) => {
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false', ...options]);
    const began = performance.now();
    const { stdout } = await promisify(execFile)(program, ['storm', String(count - (count % parents)), String(parents)], { maxBuffer: 1 << 28 });
    const seconds = (performance.now() - began) / 1000;
    await tracer.stop();
    const started = parseStorm(stdout);
    const pids = new Set(started.map(({ parent }) => parent));
    const path = String(of('exec').find(({ parent_process_id: parent }) => pids.has(Number(parent)))?.['process_path']);
    expect(dirname(path)).toMatch(/^\/tmp\/processes-/);
    expect(tracer.losses).toEqual({});
    expect(toldSums(tracer.events, pids)).toEqual(expectedSums(started, path));
    const told = of('exec').filter(({ parent_process_id: parent }) => pids.has(Number(parent)));
    // And of each CPU and interval the first, and so many more, since each has a command line of its own.
    const most = parents * (budget * (Math.ceil(seconds) + 1) + (2 + mostLines) * cpus().length * Math.ceil(seconds / 10 + 1));
    expect(told.length).toBeLessThanOrEqual(most);
    expect(of('exec_rollup').length).toBeGreaterThan(0);
    // Each names one that has an event of its own, which says what it is.
    const whole = new Map(tracer.events.filter((event) => event['count'] === undefined).map((event) => [event['process_guid'], event]));
    for (const rollup of [...of('exec_rollup'), ...of('exit_rollup')]) expect([rollup['process_path'], whole.get(rollup['first_process_guid'])]).toEqual([path, expect.objectContaining({ process_name: 'program' })]);
  }, 120_000);

  test('an exec with another command line is whole behind many of its program, within bounds', async () => {
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false', '--process-budget', '1']);
    const same = 'i=0; while [ $i -lt 211 ]; do /bin/true same; i=$((i+1)); done';
    await promisify(execFile)('/bin/sh', ['-c', `${same}; /bin/true other; ${same}`]);
    await tracer.stop();
    const told = (line: string): number => of('exec').filter(({ process }) => process === `/bin/true ${line}`).length;
    expect(told('other')).toBe(1);
    expect(told('same')).toBeLessThan(100);
    expect(tracer.losses).toEqual({});
  }, 120_000);

  test('execs that fail take nothing from the budget of execs', async () => {
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false', '--process-budget', '17']);
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', failing, '101', '7']);
    await tracer.stop();
    expect(of('exec_failed_rollup').length).toBeGreaterThan(0);
    expect(of('exec').filter((event) => event['parent_process_id'] === Number(stdout)).length).toBe(7);
    expect(of('exec_rollup').filter((event) => event['parent_process_id'] === Number(stdout))).toEqual([]);
  }, 120_000);

  test('a failure that is found at the next exec is counted under the program that tried', async () => {
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false', '--process-budget', '1']);
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', failing.replace('program, ["other", "-c", "pass"]', '"/bin/true", ["true"]'), '1', '53']);
    await tracer.stop();
    const rollups = of('exec_failed_rollup').filter((event) => event['parent_process_id'] === Number(stdout));
    expect(rollups.length).toBeGreaterThan(0);
    for (const rollup of rollups) expect(rollup['process_name']).toMatch(/^python3/);
  }, 120_000);

  test('a process whose exec was told has its exit told, and one that was counted has it counted', async () => {
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false', '--process-budget', '3']);
    await promisify(execFile)(program, ['storm', '1009', '1'], { maxBuffer: 1 << 28 });
    await tracer.stop();
    const guids = (events: readonly Fields[]): readonly string[] => events.filter(({ process_name: name }) => name === 'program').map(({ process_guid: guid }) => String(guid)).sort();
    expect(guids(of('exit').filter((event) => event['exec_counted'] === undefined))).toEqual(guids(of('exec')));
  }, 120_000);
});
