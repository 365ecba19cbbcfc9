/** The probe shell, over real shells at terminals that the test types to. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelVersion } from '../../src/host/kernel';
import { addon } from '../../steps/paths.mjs';
import { proof } from '../prove/proof';
import { linesOfBash, linesOfZsh } from './shell/lines';
import { Terminal } from './shell/terminal';
import { UprobeWitness } from './shell/witness';
import { Traced } from './traffic/traced';
import { until } from './traffic/traffic';
import { rootReported, whyNotTraceable } from './truth/tracer';

const needed = ['bash', 'zsh', 'python3', 'ssh-keygen', 'passwd', 'nm', 'objdump'];
const lacking = needed.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
const reason = whyNotTraceable() ?? (lacking.length === 0 ? undefined : `there is no ${lacking.join(', ')}`);
if (reason !== undefined) process.stderr.write(`SKIPPED: all of shell.test.ts: ${reason}\n`);

type Fields = Readonly<Record<string, unknown>>;

const bash = ['bash', '--norc', '-i'];
const zsh = ['zsh', '-f', '-i'];

(reason === undefined ? describe : describe.skip)('the probe shell', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shell-'));
  let tracer: Traced;

  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    tracer?.kill();
    await Terminal.killAll();
  });

  const linesOf = ({ pid }: { readonly pid: number }): readonly Fields[] => tracer.events.filter((event) => event['process_id'] === pid);
  const textsOf = (terminal: Terminal): readonly unknown[] => linesOf(terminal).map(({ line }) => line);

  /** One whose lines are reported by now; what it took is left out of `since`. */
  async function shellOf(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ readonly terminal: Terminal; readonly since: () => readonly unknown[] }> {
    const terminal = await Terminal.open(command, env);
    await seen(terminal);
    const before = linesOf(terminal).length;
    return { terminal, since: () => textsOf(terminal).slice(before) };
  }

  async function seen(terminal: Terminal): Promise<void> {
    for (let tries = 0; linesOf(terminal).length === 0; tries += 1) {
      if (tries > 50) throw new Error(`nothing is reported of ${terminal.pid}: ${tracer.errors.join('; ')}`);
      await terminal.type(`: try ${tries}`);
      await until(() => linesOf(terminal).length > 0, () => 'a line', 300).catch(() => undefined);
    }
    await terminal.type(': tried');
    await tracer.until(() => textsOf(terminal).at(-1) === ': tried');
  }

  async function start(...options: readonly string[]): Promise<void> {
    tracer = await Traced.start(['--probe', 'shell', ...options]);
  }

  test.each([
    ['bash', bash, linesOfBash, { HISTFILE: join(folder, 'bash_history'), HISTSIZE: '100000' }],
    ['zsh', zsh, linesOfZsh, { HISTFILE: '' }],
  ] as const)('reports each line of %s as it was typed, once, as the kernel counts them, and the history of bash', async (shell, command, lines, env) => {
    await start();
    const { terminal, since } = await shellOf(command, env);
    using witness = new UprobeWitness(shell);
    await terminal.type(...lines);
    await tracer.until(() => since().length >= lines.length);
    expect(lines.length).toBe(shell === 'bash' ? 97 : 53);
    expect(since()).toEqual(lines);
    expect(witness.hits).toBe(lines.length);
    for (const event of linesOf(terminal)) {
      expect(event).toMatchObject({ event: 'line', shell, tty: terminal.tty, session_id: terminal.pid, process_name: shell, ...rootReported(), parent_process_name: 'python3' });
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(4900);
    }
    const folders = linesOf(terminal).map((event) => event['process_current_directory']);
    expect([folders[0], folders.at(-1)]).toEqual([process.cwd(), '/usr/share']);
    await terminal.end();
    if (shell === 'bash') {
      const kept = readFileSync(env.HISTFILE, 'utf8').split('\n').filter((line) => line.startsWith(': line '));
      expect(kept).toEqual(lines.filter((line) => line.startsWith(': line ')));
      expect(kept.length).toBeGreaterThan(70);
    }
    await tracer.stop();
    expect(tracer.losses).toEqual({});
  }, 60_000);

  test('a bash that waits at its prompt when the input starts is seen with that line, a zsh with the next', async () => {
    const before = [await Terminal.open(bash), await Terminal.open(zsh)] as const;
    await start();
    // What runs already is attached to after the start: a shell that comes later has its first line then.
    const { terminal } = await shellOf(bash);
    await shellOf(zsh);
    for (const one of before) await one.type(': first', ': second');
    await tracer.until(() => before.every((one) => textsOf(one).at(-1) === ': second'));
    expect(before.map(textsOf)).toEqual([[': first', ': second'], [': second']]);
    expect(terminal.pid).toBeGreaterThan(0);
  }, 60_000);

  test('never reports what is typed where nothing is shown, nor what read -e and vared get', async () => {
    await start();
    const secrets: string[] = [];
    const secret = (): string => {
      secrets.push(`geheim-${secrets.length}-xyzzy`);
      return secrets.at(-1) ?? '';
    };
    const { terminal: one } = await shellOf(bash);
    for (let times = 0; times < 10; times += 1) {
      for (const command of ['read -s -p "ASK1" x', 'read -es -p "ASK2" x', 'read -e -p "ASK3" x']) {
        await one.answer(command, /ASK\d(?!")/);
        await one.type(secret());
      }
    }
    await one.answer(`ssh-keygen -q -t ed25519 -f ${folder}/key`, /empty for no passphrase\)/);
    const passphrase = secret();
    await one.answer(passphrase, /same passphrase again/);
    await one.type(passphrase);
    await one.answer(`ssh-keygen -y -f ${folder}/key`, /Enter passphrase/);
    await one.type(passphrase);
    await one.answer('passwd nobody', /New password/);
    await one.answer(secret(), /Retype/);
    await one.type(secret());
    await one.answer('python3 -c \'import getpass; getpass.getpass("ASK4")\'', /ASK4(?!")/);
    await one.type(secret());
    const { terminal: two } = await shellOf(zsh);
    for (let times = 0; times < 8; times += 1) {
      await two.answer('read -s "x?ASK5"', /ASK5(?!")/);
      await two.type(secret());
      await two.answer('v= ; vared -p "ASK6" v', /ASK6(?!")/);
      await two.type(secret());
    }
    await one.type(': end');
    await two.type(': end');
    await tracer.until(() => [one, two].every((terminal) => textsOf(terminal).at(-1) === ': end'));
    await tracer.stop();
    expect(secrets.length).toBeGreaterThanOrEqual(50);
    const told = JSON.stringify([tracer.events, tracer.health, tracer.errors]);
    expect(secrets.filter((text) => told.includes(text))).toEqual([]);
    expect(told).not.toContain('geheim');
    expect(textsOf(one).filter((line) => String(line).startsWith('read -es'))).toHaveLength(10);
    expect(textsOf(two).filter((line) => String(line).startsWith('v= ; vared'))).toHaveLength(8);
  }, 90_000);

  test('masks what names give away', async () => {
    await start();
    const { terminal } = await shellOf(bash);
    await terminal.type(
      ': mysql -pgeheim db', 'export TOKEN=geheim', "DB_PASSWORD='gehei m,geheim' true", ': curl -H "Authorization: Bearer geheim" http://u:geheim@localhost/', ': psql --password geheim | : mysql -pgeheim -p',
    );
    await terminal.type(': end');
    await tracer.until(() => textsOf(terminal).at(-1) === ': end');
    expect(textsOf(terminal).slice(-6)).toEqual([
      ': mysql -p*** db', 'export TOKEN=***', 'DB_PASSWORD=*** true', expect.stringMatching(/^: curl -H "Authorization: \*\*\*" http:\/\/u:\*\*\*@localhost\/$/), ': psql --password *** | : mysql -p*** -p', ': end',
    ]);
    expect(JSON.stringify(tracer.events)).not.toContain('gehei');
  }, 60_000);

  test('keeps the beginning of a long line, and says so', async () => {
    await start('--shell-line-bytes', '64');
    for (const command of [bash, zsh]) {
      const { terminal } = await shellOf(command);
      await terminal.type(`: ${'x'.repeat(62)}`, `: ${'y'.repeat(63)}`);
      await tracer.until(() => String(textsOf(terminal).at(-1)).includes('y'));
      expect(linesOf(terminal).slice(-2).map(({ line, line_truncated: cut }) => [line, cut])).toEqual([[`: ${'x'.repeat(62)}`, undefined], [`: ${'y'.repeat(62)}`, true]]);
    }
  }, 60_000);

  test('with CAP_BPF and CAP_PERFMON alone sees the shells of /etc/shells, and says what it lacks for others', async () => {
    const [major, minor] = kernelVersion();
    if (major < 6 || (major === 6 && minor < 6)) return void process.stderr.write('SKIPPED: uprobes without CAP_SYS_ADMIN: before 6.6 there are none\n');
    const caps = '+bpf,+perfmon';
    const prefix = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--inh-caps', caps, '--ambient-caps', caps, '--bounding-set', `-all,${caps}`];
    // Where this stands nobody may be let in.
    chmodSync(folder, 0o755);
    cpSync(addon, join(folder, 'app'), { recursive: true });
    const program = join(folder, 'app/linux_x86_64/bin/ebpf_trace');
    tracer = await Traced.start(['--probe', 'shell', '--user-format', 'id'], { prefix, program });
    const { terminal, since } = await shellOf(bash);
    await terminal.type(': one', ': two');
    await tracer.until(() => since().length === 2);
    await tracer.stop();
    expect(since()).toEqual([': one', ': two']);
    expect(tracer.health.at(-1)?.['target_problems']).toContain('CAP_SYS_PTRACE');
  }, 60_000);

  test('lets go of a shell when its last process has ended, so that its file system can be unmounted', async () => {
    const mount = join(folder, 'mount');
    mkdirSync(mount);
    execFileSync('mount', ['-t', 'tmpfs', 'none', mount]);
    try {
      copyFileSync('/bin/bash', join(mount, 'own'));
      execFileSync('chmod', ['755', join(mount, 'own')]);
      await start();
      const { terminal: one } = await shellOf([join(mount, 'own'), '--norc', '-i']);
      const { terminal: two, since } = await shellOf([join(mount, 'own'), '--norc', '-i']);
      await one.end();
      await ticksOf(2);
      await two.type(': still seen');
      await tracer.until(() => since().includes(': still seen'));
      await two.end();
      await until(() => spawnSync('umount', [mount]).status === 0, () => 'an unmount', 10_000);
      expect(since()).toContain(': still seen');
    } finally {
      spawnSync('umount', ['-l', mount], { stdio: 'ignore' });
    }
  }, 60_000);

  test('reports a line once where several file systems show the same shell', async () => {
    const roots = [1, 2].map((number) => join(folder, `root${number}`));
    const made = roots.map((root) => {
      for (const name of ['', '.upper', '.work']) mkdirSync(root + name);
      return spawnSync('mount', ['-t', 'overlay', 'none', '-o', `lowerdir=/,upperdir=${root}.upper,workdir=${root}.work`, root]).status === 0;
    });
    try {
      if (made.includes(false)) return void process.stderr.write('SKIPPED: shells on overlayfs: it cannot be mounted here\n');
      await start();
      const shells = [await shellOf(bash), await shellOf(zsh)];
      for (const root of roots) shells.push(await shellOf(['chroot', root, ...bash]), await shellOf(['chroot', root, ...zsh]));
      for (const { terminal } of shells) await terminal.type(': one', ': two');
      await tracer.until(() => shells.every(({ since }) => since().includes(': two')));
      expect(shells.map(({ since }) => since())).toEqual(shells.map(() => [': one', ': two']));
    } finally {
      for (const root of roots) spawnSync('umount', ['-l', root], { stdio: 'ignore' });
    }
  }, 60_000);

  test('sees a bash that has readline as a library, and none of what else has it', async () => {
    const program = join(folder, 'linked');
    const built = spawnSync('gcc', ['-O2', '-rdynamic', '-o', program, join(__dirname, 'shell/linked.c'), '-lreadline'], { encoding: 'utf8' });
    if (built.status !== 0) return void process.stderr.write(`SKIPPED: a shell with libreadline: ${built.stderr.split('\n')[0]}\n`);
    await start();
    const { terminal, since } = await shellOf([program]);
    await terminal.answer('read', /ASK> /);
    await terminal.type('geheim');
    await terminal.type(': seen');
    await tracer.until(() => since().includes(': seen'));
    expect(since()).toEqual(['read', ': seen']);
  }, 60_000);

  proof('shell_lines', async (count) => {
    await start();
    const { terminal, since } = await shellOf(bash);
    const lines = Array.from({ length: count }, (_, index) => `: ${index}`);
    for (let at = 0; at < count; at += pasteLines) await terminal.paste(lines.slice(at, at + pasteLines));
    await tracer.until(() => since().length >= count);
    await tracer.stop();
    expect(since()).toEqual(lines);
    expect(tracer.losses).toEqual({});
  }, { skipped: reason });

  /** Some seconds of the tracer, in which it looks for what it can let go of. */
  async function ticksOf(seconds: number): Promise<void> {
    const began = performance.now();
    await until(() => performance.now() - began > seconds * 1000, () => 'time');
  }
});

/** As many as a terminal keeps. */
const pasteLines = 100;
