/** The probe file, over opens that are the test's doing, beside strace as a second witness. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFiles, type Fields, parseOpens, problemsOf } from './files/truth';
import { straceCounts, tracedCalls } from './files/strace';
import { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of files.test.ts: ${reason}\n`);

(reason === undefined ? describe : describe.skip)('the probe file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  const program = buildFiles(folder);
  let tracer: Traced;

  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => tracer?.kill());

  const own = (): readonly Fields[] => tracer.events.filter(({ process_name: name }) => name === 'files');
  const seesRings = (): boolean => tracer.health[0]?.['system_calls'] === 'functions';

  /** Until the program's last open is here. */
  async function traced(options: readonly string[], command: (work: string) => readonly string[]): Promise<{ readonly work: string; readonly stdout: string }> {
    const work = mkdtempSync(join(folder, 'work-'));
    tracer = await Traced.start(['--probe', 'file', '--file-budget', '0', ...options]);
    const [name = '', ...args] = command(work);
    const stdout = execFileSync(name, args, { encoding: 'utf8' });
    spawnSync(program, ['storm', work, '1', '1']);
    await tracer.until(() => tracer.events.some(({ file_path: path }) => path === join(work, 'storm-0')));
    await tracer.stop();
    return { work, stdout };
  }

  const withoutEnd = (): readonly Fields[] => own().filter(({ file_name: name }) => name !== 'storm-0');

  test('reports each open as it was, once, as /proc and strace have it', async () => {
    const log = join(folder, 'strace');
    const { work, stdout } = await traced([], (at) => ['strace', '-f', '-q', '-qq', '-e', `trace=${tracedCalls}`, '-o', log, program, at]);
    expect(problemsOf(parseOpens(stdout), withoutEnd(), { seesRings: seesRings(), folder: work })).toEqual([]);
    expect(tracer.losses).toEqual({});
    for (const event of tracer.events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(4900);
    const { writes, refused, renames, removals, changesRefused } = straceCounts(readFileSync(log, 'utf8'));
    const isWrite = ({ event, access, truncated }: Fields): boolean => event === 'open' && (access !== 'read' || truncated === true);
    const byRings = seesRings() ? parseOpens(stdout).reduce((sum, { ring, count }) => sum + (ring ? count : 0), 0) : 0;
    expect(withoutEnd().filter(isWrite).length - byRings).toBe(writes);
    const isOfChange = ({ access }: Fields): boolean => access === 'rename' || access === 'delete';
    expect(withoutEnd().filter((one) => one['event'] === 'refused' && !isOfChange(one)).length).toBe(refused);
    const count = (event: string): number => withoutEnd().filter((one) => one['event'] === event).length;
    const exchanges = withoutEnd().filter(({ exchanged }) => exchanged === true).length / 2;
    if (!seesRings()) expect([count('rename') - exchanges, count('delete'), withoutEnd().filter(isOfChange).length]).toEqual([renames, removals, changesRefused]);
  }, 120_000);

  const tracedWork = (options: readonly string[]): ReturnType<typeof traced> => traced(options, (at) => [program, at]);
  /** Their last names, each once. */
  const names = (event: Fields['event'], access: Fields['access']): readonly unknown[] =>
    [...new Set(withoutEnd().filter((one) => one['event'] === event && one['access'] === access).map(({ file_name: name }) => name))];

  test('reports of watched files alone what is opened', async () => {
    await tracedWork(['--file-access', 'watched', '--file-watched-paths', '*/new, *.pem, */storm-0']);
    expect(withoutEnd().every(({ watched, file_name: name }) => watched === true || name === 'proc…')).toBe(true);
    expect(new Set(names('open', 'read'))).toEqual(new Set(['new', 'xkey.pem', 'ykey.pem']));
    expect(withoutEnd().filter(({ file_name: name, access }) => name === 'new' && access === 'read').length).toBe(101 + 3);
    expect(names('refused', 'read')).toEqual(['xkey.pem', 'proc…']); // what is cut may be watched
    expect(withoutEnd().filter(({ event }) => event === 'refused').length).toBe(3 + 7 + 3);
  }, 60_000);

  test('reports all reads where all are asked for', async () => {
    await tracedWork(['--file-access', 'all', '--file-watched-paths', 'none']);
    const count = (access: string, name: string): number => withoutEnd().filter((one) => one['event'] === 'open' && one['access'] === access && one['file_name'] === name).length;
    expect([count('read', 'new'), count('path', 'new'), count('read', 'xkey.pem'), count('read', 'any')]).toEqual([101 + 3, 3, 23, 22]);
    expect(withoutEnd().some(({ watched }) => watched === true)).toBe(false);
  }, 60_000);

  test('reports what lies in the folders that are asked for, the longer one deciding', async () => {
    const { work } = await traced(['--file-include-paths', `${folder}, /dev`, '--file-exclude-paths', [1, 2, 3].map((n) => `${folder}/work/${n}`).join(), '--file-watched-paths', 'none'], (at) => [program, at]);
    expect(new Set(tracer.events.map(({ process_name: name }) => name))).toEqual(new Set(['files']));
    expect(withoutEnd().filter(({ event }) => event === 'open').every(({ file_path: path }) => String(path).startsWith(`${work}/`))).toBe(true);
    expect(names('open', 'write')).toContain('new');
    const secrets = withoutEnd().filter(({ event, access, file_name: name }) => event === 'refused' && name === 'secret' && access === 'read');
    expect(secrets.length).toBe(37 + 7 + 3 + 5 + 3 + 3 + 3); // whatever way its name goes
  }, 60_000);

  test('leaves out folders, and files by their whole path', async () => {
    const work = mkdtempSync(join(folder, 'left-'));
    tracer = await Traced.start(['--probe', 'file', '--file-exclude-paths', `${work}/out, ${work}/file`]);
    const script = 'mkdir out outer && : > out/x && : > file && : > filer && : > outer/x && setpriv --reuid 65534 --clear-groups sh -c "true > out/../no; true > $PWD/out/hidden; true > out/no; true > outer/no"; : > end';
    spawnSync('sh', ['-c', script], { cwd: work, stdio: 'ignore' });
    await tracer.until(() => tracer.events.some(({ file_path: path }) => path === `${work}/end`));
    await tracer.stop();
    const paths = tracer.events.map(({ file_path: path }) => String(path)).filter((path) => path.startsWith(`${work}/`));
    expect(paths.map((path) => path.slice(work.length))).toEqual(['/filer', '/outer/x', '/no', '/outer/no', '/end']);
    expect(tracer.counted('filtered')).toBeGreaterThanOrEqual(3);
  }, 60_000);

  test('leaves out what Splunk itself writes below its folder var, and nothing else', async () => {
    const home = join(folder, 'splunk');
    const [daemon, go] = [join(home, 'bin', 'splunkd'), join(folder, 'go')];
    mkdirSync(join(home, 'bin'), { recursive: true });
    mkdirSync(join(home, 'var'));
    mkdirSync(join(home, 'etc'));
    copyFileSync('/bin/sh', daemon);
    const script = `"$@" & pid=$!; trap 'kill $pid' TERM; until [ -e ${go} ]; do sleep 0.1; done
: > ${home}/own; : > ${folder}/own; cp ${go} ${home}/var/inside; sh -c 'cp ${go} ${home}/var/below'; cp ${go} ${home}/etc/app; cp ${go} ${folder}/outside; wait; wait; exit 0`;
    tracer = await Traced.start(['--probe', 'file'], { prefix: ['env', `SPLUNK_HOME=${home}`, daemon, '-c', script, 'splunkd'] });
    writeFileSync(join(home, 'var', 'foreign'), '');
    writeFileSync(go, '');
    await tracer.until(() => tracer.events.some(({ file_path: path }) => path === `${folder}/outside`));
    await tracer.stop();
    const paths = tracer.events.map(({ file_path: path }) => String(path)).filter((path) => path.startsWith(folder));
    expect(paths).toEqual([`${home}/var/foreign`, go, `${home}/etc/app`, `${folder}/outside`]);
  }, 60_000);

  test('reports a storm whole, or counts what it lost', async () => {
    const [threads, count] = [4, 50_021];
    const { work } = await traced(['--file-include-paths', folder, '--file-watched-paths', 'none'], (at) => [program, 'storm', at, `${threads}`, `${count}`]);
    const byFile = new Map<unknown, number>();
    for (const { file_path: path } of own()) byFile.set(path, (byFile.get(path) ?? 0) + 1);
    const lost = tracer.counted('lost_file') + tracer.counted('dropped_events'); // a description that is lost is no event
    process.stdout.write(`storm: ${own().length} of ${threads * count} opens reported, ${JSON.stringify(tracer.losses)} lost\n`);
    expect([...byFile.values()].reduce((sum, one) => sum + one, 0) + lost).toBe(threads * count + 1);
    if (lost === 0) expect(Object.fromEntries(byFile)).toEqual(Object.fromEntries([0, 1, 2, 3].map((thread) => [`${work}/storm-${thread}`, thread === 0 ? count + 1 : count])));
  }, 120_000);

  test('reports a storm of renames whole, or counts what it lost', async () => {
    const [threads, count] = [4, 5003];
    await traced(['--file-include-paths', folder, '--file-watched-paths', 'none'], (at) => [program, 'renames', at, `${threads}`, `${count}`]);
    const told = own().filter(({ event }) => event === 'rename').length + tracer.counted('lost_file') + tracer.counted('dropped_events');
    expect(told).toBeLessThanOrEqual(threads * count);
    expect(told + tracer.counted('skipped')).toBeGreaterThanOrEqual(threads * count);
    if (!seesRings()) expect(told).toBe(threads * count);
  }, 120_000);

  test('counts what is beyond the budget, and leaves watched files theirs', async () => {
    const count = 20_011;
    const { work } = await traced(['--file-budget', '7', '--file-include-paths', folder, '--file-watched-paths', '*/storm-1'], (at) => ['sh', '-c', `${program} storm ${at} 2 ${count}; ${program} renames ${at} 1 ${count}`]);
    const sumOf = (event: string, isWatched?: true): number => {
      const all = own().filter((one) => one['watched'] === isWatched);
      return all.filter((one) => one['event'] === event).length + all.filter((one) => one['event'] === `${event}_rollup`).reduce((sum, { count: more }) => sum + Number(more), 0);
    };
    expect(tracer.losses).toEqual({});
    expect([sumOf('open') - 1, sumOf('open', true), sumOf('rename')]).toEqual([count, count, count]);
    expect(own().length).toBeLessThan(count / 10);
    expect(own().filter(({ event, process_guid: guid }) => event === 'open_rollup' && typeof guid !== 'string')).toEqual([]);
    expect(own().some(({ event, file_path: path }) => event === 'rename' && path === `${work}/storm-0-1`)).toBe(true);
  }, 120_000);

  test('leaves each watched file, and what succeeds, a budget of its own', async () => {
    const script = `
import os, sys
os.chdir(sys.argv[1])
for name in ("a.key", "b.key", "gone"): open(name, "w").close()
os.mkdir("closed"); open("closed/x", "w").close(); os.chmod(".", 0o777); os.chmod("closed", 0o755); os.setuid(65534)
for _ in range(200): open("a.key").close()
open("b.key").close()
for _ in range(200):
    try: os.unlink("closed/x")
    except PermissionError: pass
os.unlink("gone")`;
    const { work } = await traced(['--file-budget', '7', '--file-include-paths', folder, '--file-watched-paths', '*.key'], (at) => ['python3', '-c', script, at]);
    const told = (event: string, name: string): number => tracer.events.filter((one) => one['event'] === event && one['access'] !== 'write' && one['file_path'] === join(work, name)).length;
    expect([told('open', 'b.key'), told('delete', 'gone')]).toEqual([1, 1]);
    expect(Math.max(told('open', 'a.key'), told('refused', 'closed/x'))).toBeLessThan(200); // those were beyond it
  }, 60_000);
});
