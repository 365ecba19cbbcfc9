/** Secrets that their names give away are in no event of any probe, in no format, and in no line of the log; what stands beside them is. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, commands, lines } from './secrets/plant';
import { Terminal } from './shell/terminal';
import { Traced } from './traffic/traced';
import { until } from './traffic/traffic';
import { program, whyNotTraceable } from './truth/tracer';

const lacking = ['bash', 'perl', 'python3'].filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
const reason = whyNotTraceable() ?? (lacking.length === 0 ? undefined : `there is no ${lacking.join(', ')}`);
if (reason !== undefined) process.stderr.write(`SKIPPED: all of secrets.test.ts: ${reason}\n`);

const probes = ['--probe', 'tcp,tcp_state,process,shell,file', '--process-budget', '0', '--existing-connections', 'false'];
const [inCommands, inLines] = [180, 20];
type Fields = Readonly<Record<string, unknown>>;

/** What the program writes in another format than JSON lines; it ends by itself. */
class Written {
  text = '';
  readonly #child;

  constructor(format: string) {
    this.#child = spawn(program, ['run', '--format', format, '--duration', '170', ...probes], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (this.text += text));
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    await ended;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

(reason === undefined ? describe : describe.skip)('planted secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  const others: Written[] = [];
  let tracer: Traced;

  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(async () => {
    tracer?.kill();
    for (const other of others) other.kill();
    await Terminal.killAll();
  });

  function run({ argv: [file = '', ...args], env }: Command): void {
    spawnSync(file, args, { env: { PATH: process.env['PATH'], ...env }, stdio: 'ignore' });
  }

  /** Of one probe's events those that have the mark where that probe has it. */
  const withMark = (key: string, mark: string, kinds: readonly string[]): readonly Fields[] =>
    tracer.events.filter((event) => kinds.includes(String(event['event'])) && new RegExp(`${mark}(?!\\d)`).test(String(event[key])));

  test('200 of them are in no event, in no format', async () => {
    tracer = await Traced.start(probes);
    others.push(new Written('xml'), new Written('table'));
    await until(() => others.every(({ text }) => text !== ''), () => others.map(({ text }) => text).join());
    const [all, typed] = [commands(folder, inCommands), lines(inLines)];
    for (const command of all) run(command);
    const terminal = await Terminal.open(['bash', '--norc', '-i']);
    await terminal.type(': now', ': and now');
    for (const { line } of typed) await terminal.type(line);
    const last = typed.at(-1)?.mark ?? '';
    await tracer.until(() => withMark('line', last, ['line']).length > 0);
    await terminal.end();
    for (const one of [tracer, ...others]) await one.stop();

    for (const { mark, argv } of all) {
      const isTitled = argv[0] === 'perl';
      const found = {
        exec: withMark('process', mark, ['exec']).length > 0 || isTitled,
        child: withMark('parent_process', mark, ['exec']).length > 0 || isTitled,
        connect: withMark('process', mark, ['connect_failed']).length > 0,
        file: withMark('file_path', mark, ['open']).length > 0,
      };
      expect([argv, found]).toEqual([argv, { exec: true, child: true, connect: true, file: true }]);
    }
    for (const { mark } of typed) expect([mark, withMark('line', mark, ['line']).length]).toEqual([mark, 1]);
    const masked = tracer.events.filter((event) => JSON.stringify(event).includes('***'));
    expect(masked.length).toBeGreaterThan(4 * inCommands);
    const told = [JSON.stringify([tracer.events, tracer.health, tracer.errors]), ...others.map(({ text }) => text)];
    const shown = [...all, ...typed].filter(({ secret }) => told.some((text) => text.includes(secret)));
    expect(shown).toEqual([]);
  }, 150_000);
});
