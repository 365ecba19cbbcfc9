/** The budget of the probe process: what is beyond it is counted, and not one is missing. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
    const most = parents * (budget * (Math.ceil(seconds) + 1) + 4 * Math.ceil(seconds / 10 + 1)); // and the first of each CPU and interval
    expect(told.length).toBeLessThanOrEqual(most);
    expect(of('exec_rollup').length).toBeGreaterThan(0);
    // Each names one that has an event of its own, which says what it is.
    const whole = new Map(tracer.events.filter((event) => event['count'] === undefined).map((event) => [event['process_guid'], event]));
    for (const rollup of [...of('exec_rollup'), ...of('exit_rollup')]) expect([rollup['process_path'], whole.get(rollup['first_process_guid'])]).toEqual([path, expect.objectContaining({ process_name: 'program' })]);
  }, 120_000);

  test('a process whose exec was told has its exit told, and one that was counted has it counted', async () => {
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false', '--process-budget', '3']);
    await promisify(execFile)(program, ['storm', '1009', '1'], { maxBuffer: 1 << 28 });
    await tracer.stop();
    const guids = (events: readonly Fields[]): readonly string[] => events.filter(({ process_name: name }) => name === 'program').map(({ process_guid: guid }) => String(guid)).sort();
    expect(guids(of('exit').filter((event) => event['exec_counted'] === undefined))).toEqual(guids(of('exec')));
  }, 120_000);
});
