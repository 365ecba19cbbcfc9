/** Whose rights `check` judges: those that the running splunkd hands on. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { extendedAttribute } from '../../src/kernel/libbpf';
import { fileCapabilities } from '../../src/host/privileges';
import { handedOn, judged, unitOf } from '../../src/host/splunkd';

const none = '0000000000000000';
const bpf = '000000c000000000';
const all = '000001ffffffffff';
const status = (sets: Readonly<Record<string, string>>): string =>
  ['CapInh', 'CapEff', 'CapBnd', 'CapAmb'].map((set) => `${set}:\t${sets[set] ?? none}\n`).join('') + `NoNewPrivs:\t${sets['NoNewPrivs'] ?? '0'}\n`;
const file = { permitted: ['CAP_BPF'], inheritable: ['CAP_PERFMON'] } as const;

describe('what splunkd hands on', () => {
  test.each([
    ['root: all of the bounding set', 0, { CapBnd: bpf }, undefined, ['CAP_BPF', 'CAP_PERFMON']],
    ['root that is bounded: nothing', 0, { CapEff: all }, undefined, []],
    ['another user: nothing', 997, { CapBnd: all, CapEff: bpf }, undefined, []],
    ['another user with an ambient set: that', 997, { CapBnd: all, CapAmb: bpf }, undefined, ['CAP_BPF', 'CAP_PERFMON']],
    ["a file's own, in place of the ambient set", 997, { CapBnd: all, CapAmb: bpf }, file, ['CAP_BPF']],
    ["a file's inheritable ones, of those that are inherited", 997, { CapBnd: all, CapInh: bpf }, file, ['CAP_BPF', 'CAP_PERFMON']],
    ["nothing of a file's where none may be gained", 997, { CapBnd: all, NoNewPrivs: '1' }, file, []],
    ["nothing of a file's beyond the bounding set", 997, {}, file, []],
  ] as const)('is, of %s', (_, uid, sets, given, held) => {
    expect([...handedOn(status(sets), uid, given)].sort()).toEqual([...held]);
  });
});

test.each([
  ['0::/system.slice/SplunkForwarder.service\n', 'SplunkForwarder'],
  ['0::/system.slice/Splunkd.service/splunkd\n', 'Splunkd'],
  ['12:cpu:/x.service\n1:name=systemd:/system.slice/splunk-9.service\n', 'splunk-9'],
  ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/own.service\n', 'own'],
  ['0::/user.slice/user-0.slice/session-3.scope\n', undefined],
  ['0::/\n', undefined],
])('the unit of the cgroup %j', (text, unit) => {
  expect(unitOf(text)).toBe(unit);
});

test('a file without capabilities has no such attribute', () => {
  expect(extendedAttribute('/etc/passwd', 'security.capability')).toBeUndefined();
  expect(extendedAttribute('/nowhere', 'security.capability')).toBeUndefined();
});

describe('a splunkd that runs', () => {
  const isRoot = process.getuid?.() === 0;
  const nobody = 65534;
  const home = mkdtempSync(join(tmpdir(), 'judged-'));
  let splunkd: ChildProcess;
  /** Older, and no Splunk's: it lies in no bin. */
  let other: ChildProcess;
  const pids: number[] = [];

  beforeAll(async () => {
    chmodSync(home, 0o755);
    for (const name of ['bin', 'x']) mkdirSync(join(home, name));
    copyFileSync('/bin/sh', join(home, 'x', 'splunkd'));
    other = spawn(join(home, 'x', 'splunkd'), ['-c', 'echo; read -r _'], { stdio: ['pipe', 'pipe', 'ignore'], timeout: 20_000 });
    await once(other.stdout as NodeJS.ReadableStream, 'data');
    const path = join(home, 'bin', 'splunkd');
    copyFileSync('/bin/sh', path);
    chmodSync(path, 0o755);
    const options = isRoot ? { uid: nobody, gid: nobody } : {};
    // As splunkd does, it has a child of the same name.
    const script = 'echo $$; if [ "$1" = last ]; then read -r _; else "$0" -c "$script" "$0" last; fi; true';
    splunkd = spawn(path, ['-c', script, path], { ...options, env: { script }, stdio: ['pipe', 'pipe', 'inherit'], timeout: 20_000 });
    for await (const line of createInterface({ input: splunkd.stdout as NodeJS.ReadableStream })) if (pids.push(Number(line)) === 2) break;
  });

  afterAll(() => {
    for (const one of [splunkd, other]) one.stdin?.end('\n');
    rmSync(home, { recursive: true });
  });

  test('is judged, whoever asks, and not what it has started', () => {
    const found = judged(undefined, join(home, 'etc/apps/TA_ebpf_trace/linux_x86_64/bin/ebpf_trace'));
    const uid = isRoot ? nobody : process.getuid?.();
    expect(found).toMatchObject({ who: `splunkd (pid ${pids[0]}, uid ${uid})`, isSplunkd: true, uid });
    expect(found.limits).toContain('Max locked memory');
    if (isRoot) expect(found.held).toEqual([]);
  });

  test('is found by any program of this host', () => {
    expect(judged(undefined, '/elsewhere').isSplunkd).toBe(true);
  });

  (isRoot ? test : test.skip)("hands on what is the program's own", () => {
    const program = join(home, 'program');
    copyFileSync('/bin/true', program);
    execFileSync('setcap', ['cap_bpf,cap_perfmon+ep', program]);
    const given = fileCapabilities(extendedAttribute(program, 'security.capability'));
    expect([...judged(given, join(home, 'x')).held].sort()).toEqual(['CAP_BPF', 'CAP_PERFMON']);
  });
});

test('without one it is said who was judged instead', () => {
  const found = judged(undefined);
  expect(found.who).toBe(found.isSplunkd ? found.who : `no splunkd is running, so this checks the rights of the caller (uid ${process.getuid?.()})`);
});
