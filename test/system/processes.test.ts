/** The probe process, over processes whose every exec and end is the test's doing, beside strace as a second witness. */
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SearchTime } from '../../preview/spl/search_time';
import { loadNative } from '../../src/commands/native';
import { owner_gone_sample, owner_kind, owner_sample, probe_id } from '../../src/generated/samples';
import { Tracer } from '../../src/kernel/tracer';
import { knowledge } from '../../src/knowledge';
import { programsOf } from '../../src/probes/hooks';
import { capabilitiesText } from '../../src/probes/process/capabilities';
import { parseSettings } from '../../src/settings';
import { app } from '../../steps/paths.mjs';
import { cimBreaches } from './knowledge/cim';
import { makePrograms, netBindService, netRaw, runAsUser, type Shown } from './processes/capabilities';
import { chainBelow, orphanOf } from './processes/chain';
import { running, same } from './processes/proc';
import { judgeStorm, parseStorm } from './processes/storm';
import { parseStrace } from './processes/strace';
import { buildProcesses, type Fields, groupedByPid, parseTruth, problemsOf, processCount, type Truth } from './processes/truth';
import { proof } from '../prove/proof';
import { Traced } from './traffic/traced';
import { until } from './traffic/traffic';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of processes.test.ts: ${reason}\n`);

const stormWorkers = 4;
/** Of two threads each; of so many some end while the other thread's end is being reported. */
const pairs = 2000;

(reason === undefined ? describe : describe.skip)('the probe process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'processes-'));
  const program = buildProcesses(folder);
  let tracer: Traced;

  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => tracer?.kill());

  /** Until the parent of all has ended, too. */
  async function tracedTruth(command: readonly string[], options: readonly string[] = []): Promise<Truth> {
    tracer = await Traced.start(['--probe', 'process', '--process-budget', '0', ...options]);
    const [file = '', ...args] = command;
    const truth = parseTruth(execFileSync(file, args, { encoding: 'utf8' }));
    await tracer.until(() => tracer.events.some((event) => event['event'] === 'exit' && event['process_id'] === truth.pid));
    await tracer.stop();
    return truth;
  }

  test('reports every exec and every end as they were, once', async () => {
    const truth = await tracedTruth([program]);
    expect(truth.reaped.length).toBe(processCount);
    expect(problemsOf(truth, tracer.events)).toEqual([]);
    expect(tracer.losses).toEqual({});
    // The kernel frees a process when its processor comes to it: on a busy one some may be open at the stop.
    expect(tracer.events.filter((event) => event['cpu_exact'] !== undefined).length).toBeLessThan(processCount / 4);
    for (const event of tracer.events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(4900);
    const [dataset] = knowledge.datasets.filter(({ name }) => name === 'Endpoint.Processes');
    const searchTime = new SearchTime(app);
    const searched = tracer.events.map((event) => searchTime.apply({ raw: JSON.stringify(event), host: 'web1', sourcetype: 'ebpf:process' }));
    for (const { fields, tags } of searched) expect([fields.event, tags]).toEqual([fields.event, fields.event === 'exec' ? ['process', 'report'] : []]);
    expect(searched.filter(({ fields }) => fields.event === 'exec').flatMap((event) => (dataset === undefined ? ['none'] : cimBreaches(event, dataset)))).toEqual([]);
    const inMemory = truth.reaped.filter(({ kind }) => kind === 'memory').map(({ pid }) => pid);
    const memory = searched.filter(({ fields }) => fields.event === 'exec' && inMemory.includes(Number(fields.process_id)));
    expect([...new Set(memory.map(({ fields }) => fields.process_exec))]).toEqual(['memfd:hidden']);
  }, 60_000);

  test('says who forked a process whose threads end at the same moment', async () => {
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false', '--process-budget', '0']);
    const { stdout } = await promisify(execFile)(program, ['pairs', String(pairs)]);
    const lines = stdout.trimEnd().split('\n');
    const [parent, ...pids] = lines.map((line) => (JSON.parse(line) as { readonly pid: number }).pid);
    const exits = (): ReadonlyMap<number, readonly Fields[]> => groupedByPid(tracer.events.filter(({ event }) => event === 'exit'));
    await tracer.until(() => exits().has(parent ?? 0));
    await tracer.stop();
    expect(new Set(pids).size).toBe(pairs);
    expect(tracer.losses).toEqual({});
    const told = exits();
    const parents = pids.map((pid) => [pid, told.get(pid)?.map((exit) => [exit['parent_process_id'], exit['parent_attribution']])] as const);
    const wrong = parents.filter(([, own]) => JSON.stringify(own) !== JSON.stringify([[parent, undefined]]));
    expect(wrong).toEqual([]);
  }, 60_000);

  test('forgets one whose end no program saw, when the kernel frees it', async () => {
    const { settings } = parseSettings({ probes: 'process', process_existing: 'false' });
    const programs = programsOf(['process']).filter(({ hook }) => hook !== 'tp_btf/sched_process_exit');
    const blind = new Tracer({ ...loadNative(), settings: { ...settings, includeSplunk: true }, programs });
    const [ids, gone] = [new Map<number, number>(), new Set<number>()];
    const take = (view: DataView, at: number): void => {
      const { head_probe: probe, head_kind: kind, pid, id } = owner_sample.get;
      if (probe(view, at) !== probe_id.PROBE_OWNER) return;
      if (kind(view, at) === owner_kind.OWNER_GONE) gone.add(owner_gone_sample.get.id(view, at));
      else ids.set(pid(view, at), id(view, at));
    };
    blind.start({ take, turn: () => undefined });
    const living = spawn('/bin/sleep', ['60']);
    try {
      await until(() => ids.has(living.pid ?? 0), () => 'the description of one that lives');
      const { pid } = spawnSync('/bin/true');
      await until(() => gone.has(ids.get(pid) ?? 0), () => `the end of the description of ${pid}`);
      expect(gone).not.toContain(ids.get(living.pid ?? 0));
    } finally {
      living.kill();
      blind.stop();
      blind.close();
    }
  }, 60_000);

  test('says which capabilities an exec gained, as /proc says what the process has', async () => {
    const programs = makePrograms(folder);
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false']);
    const shown = {
      plain: runAsUser(programs.plain), setuid: runAsUser(programs.setuid), effective: runAsUser(programs.effective), permitted: runAsUser(programs.permitted),
      plainWith: runAsUser(programs.plain, 'net_raw'), effectiveWith: runAsUser(programs.effective, 'net_raw'),
    };
    await tracer.until(() => tracer.events.some((event) => event['event'] === 'exit' && event['process_id'] === shown.effectiveWith.pid));
    await tracer.stop();
    const told = ({ pid }: Shown): readonly Fields[] => tracer.events.filter((event) => event['event'] === 'exec' && event['process_id'] === pid);
    // Before those are setpriv, which root starts who is permitted as much, and env.
    const gained = Object.fromEntries(Object.entries(shown).map(([name, one]) => [name, told(one).map((event) => event['capabilities_gained'])]));
    const both = 'CAP_NET_BIND_SERVICE CAP_NET_RAW';
    const only = (text?: string): readonly (string | undefined)[] => [undefined, undefined, text];
    expect(gained).toEqual({
      plain: only(), setuid: only(capabilitiesText(shown.setuid.permitted)), effective: only(both), permitted: only(both),
      plainWith: only(), effectiveWith: only('CAP_NET_BIND_SERVICE'),
    });
    const [bind, raw] = [1n << BigInt(netBindService), 1n << BigInt(netRaw)];
    expect([shown.plain.permitted, shown.effective.effective, shown.permitted.permitted, shown.permitted.effective, shown.plainWith.permitted]).toEqual([0n, bind | raw, bind | raw, 0n, raw]);
    expect(told(shown.setuid).map((event) => event['secure_exec'])).toEqual([undefined, undefined, true]);
  }, 60_000);

  test.each([0, 3, 9])('says who is above the parent, as /proc does, below %d shells', async (shells) => {
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false']);
    const [own, parent, ...above] = await chainBelow(folder, shells);
    await tracer.until(() => tracer.events.some((event) => event['event'] === 'exit' && event['process_id'] === own?.pid));
    await tracer.stop();
    const exec = tracer.events.findLast((event) => event['event'] === 'exec' && event['process_id'] === own?.pid);
    const six = above.slice(0, 6);
    expect(six.length).toBe(shells > 6 ? 6 : Math.min(6, above.length));
    expect({ own: exec?.['process_guid'], parent: exec?.['parent_process_guid'], names: exec?.['ancestors'], guids: exec?.['ancestor_guids'] }).toEqual({
      own: own?.guid, parent: parent?.guid, names: six.map(({ name, pid }) => `${name.replaceAll(' ', '_')}:${pid}`).join(' '), guids: six.map(({ guid }) => guid).join(' '),
    });
  }, 60_000);

  test('says nothing of those above a process that has ended', async () => {
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false']);
    const [ended, orphan, child] = await orphanOf();
    await tracer.until(() => tracer.events.some((event) => event['event'] === 'exit' && event['process_id'] === orphan));
    await tracer.stop();
    const told = (pid: number): Fields | undefined => tracer.events.findLast((event) => event['event'] === 'exec' && event['process_id'] === pid);
    const guid = told(ended)?.['process_guid'];
    expect([told(orphan)?.['parent_process_id'], told(orphan)?.['ancestors'], told(orphan)?.['ancestor_guids']]).toEqual([ended, undefined, undefined]);
    expect([told(child)?.['parent_process_id'], told(child)?.['ancestors'], told(child)?.['ancestor_guids']]).toEqual([orphan, `python3:${ended}`, guid]);
  }, 60_000);

  test('agrees with strace', async () => {
    const log = join(folder, 'strace');
    const truth = await tracedTruth(['strace', '-f', '-q', '-e', 'trace=execve,execveat', '-o', log, program]);
    const seen = parseStrace(readFileSync(log, 'utf8'));
    const byPid = groupedByPid(tracer.events);
    const told = (pid: number, name: string): readonly Fields[] => (byPid.get(pid) ?? []).filter(({ event }) => event === name);
    // Of a thread that calls exec strace says another pid.
    const searching = truth.reaped.filter(({ kind }) => kind === 'searching').map(({ pid }) => pid);
    for (const { pid, tag } of truth.reaped) {
      const [exit = {}] = told(pid, 'exit');
      const tries = [...told(pid, 'exec'), ...told(pid, 'exec_failed')].reduce((sum, event) => sum + Number(event['failed_tries'] ?? 0), 0);
      const end = exit['signal'] === undefined ? `exited with ${String(exit['exit_code'])}` : `killed by ${String(exit['signal'])}`;
      expect([tag, told(pid, 'exec').length, told(pid, 'exit').length, end]).toEqual([tag, seen.execs.get(pid) ?? 0, 1, seen.ends.get(pid)]);
      if (!searching.includes(pid)) expect([tag, tries]).toEqual([tag, seen.failures.get(pid) ?? 0]);
    }
    expect(truth.reaped.length).toBe(processCount);
  }, 120_000);

  test('says of what runs when it starts what /proc says', async () => {
    const before = running();
    tracer = await Traced.start(['--probe', 'process']);
    await tracer.until(() => tracer.events.some(({ event }) => event === 'existing'));
    await tracer.stop();
    const steady = same(before, running());
    const byPid = groupedByPid(tracer.events.filter(({ event }) => event === 'existing'));
    const told = steady.map(([pid]) => [pid, byPid.get(pid)?.map((event) => ({ path: event['process_path'], cwd: event['process_current_directory'], session: event['session_id'] ?? 0 }))]);
    expect(steady.length).toBeGreaterThan(2);
    expect(told).toEqual(steady.map(([pid, one]) => [pid, [one]]));
  }, 60_000);

  test('says the terminal', async () => {
    tracer = await Traced.start(['--probe', 'process']);
    const stdout = execFileSync('python3', ['-c', 'import pty; pty.spawn(["sh", "-c", "tty; exec cat /proc/self/stat"])'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    const [, tty = '', pid = '', session = ''] = /\/dev\/(pts\/\d+)\s+(\d+) \(cat\) \S+ \d+ \d+ (\d+)/.exec(stdout) ?? [];
    await tracer.until(() => tracer.events.some((event) => event['event'] === 'exit' && event['process_id'] === Number(pid)));
    await tracer.stop();
    const execs = tracer.events.filter((event) => event['event'] === 'exec' && event['process_id'] === Number(pid));
    expect(execs.map((event) => [event['process'], event['tty'], event['session_id']])).toEqual([
      ['sh -c tty; exec cat /proc/self/stat', tty, Number(session)], ['cat /proc/self/stat', tty, Number(session)],
    ]);
  }, 60_000);

  proof('processes', async (count) => {
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false', '--process-budget', '0']);
    const { stdout } = await promisify(execFile)(program, ['storm', String(count), String(stormWorkers)], { maxBuffer: 1 << 28 });
    await tracer.stop();
    const started = parseStorm(stdout);
    const { missing, wrong } = judgeStorm(started, tracer.events);
    const lost = Object.values(tracer.losses).reduce((sum, one) => sum + one, 0);
    expect(started.length).toBe(count);
    expect(wrong).toEqual([]);
    expect(missing).toBeLessThanOrEqual(lost);
    return `${(2 * count - missing).toLocaleString('en')} events, ${missing} missing of ${lost} counted as lost`;
  }, { skipped: reason });
});
