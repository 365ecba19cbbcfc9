/**
 * Names, paths and arguments of any bytes: whoever may start a process chooses them, and none may break the stream, hide
 * an event or bring a terminal to obey. The stand-in parses the stream strictly.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addonPackage } from '../../steps/paths.mjs';
import { type Input, type SplunkEvent, Splunkd } from '../../splunkd';
import { until } from './traffic/traffic';
import { isChroot } from './truth/chroot';
import { program, whyNotTraceable } from './truth/tracer';
import { parseTruth } from './truth/truth_lines';
import { buildWorkload } from './truth/workload';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of hostile.test.ts: ${reason}\n`);
const traced = reason === undefined ? describe : describe.skip;

const workload = buildWorkload();
const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
const inChroot = isChroot();
let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((socket) => socket.on('error', () => undefined).end('hello')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as { port: number }).port;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

type Bytes = string | Uint8Array;
const toBytes = (bytes: Bytes): Buffer => (typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes));
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const hex = (bytes: Bytes): string => toBytes(bytes).toString('hex');

interface Hostile {
  /** Empty: the name of the file. */
  readonly name?: Bytes;
  /** Below the test's folder. */
  readonly path?: Bytes;
  readonly args?: readonly Bytes[];
}

/** @returns its process id */
async function connectAs({ name = '', path = 'plain', args = ['plain'] }: Hostile): Promise<number> {
  const child = spawn(workload, ['hostile', String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  const file = Buffer.concat([Buffer.from(`${folder}/`), toBytes(path)]);
  child.stdin.end([name, file, ...args].map((bytes) => `${hex(bytes)}\n`).join(''));
  await once(child, 'close');
  const ids = parseTruth(text).flatMap((line) => (line.kind === 'process' ? [line.process_id] : []));
  if (child.exitCode !== 0 || ids[1] === undefined) throw new Error(`the workload failed: ${child.exitCode}`);
  return ids[1];
}

/** What the event must show of a name: bytes that are no UTF-8 as \xNN. */
const names: readonly (readonly [string, Bytes, string])[] = [
  ['the end of a CDATA section', ']]>', ']]>'],
  ['markup', '<a b="&amp;\'">', '<a b="&amp;\'">'],
  ['an event of its own', '</data></event>', '</data></event>'],
  ['JSON', '","x":"\\', '","x":"\\'],
  ['newlines', 'a\nb\r\nc', 'a\nb\r\nc'],
  ['control characters', '\x01\x02\x08\x1b[31m\x7f', '\x01\x02\x08\x1b[31m\x7f'],
  ['C1 control characters', '\u0080\u0085\u009f', '\u0080\u0085\u009f'],
  ['line separators', '\u2028\u2029', '\u2028\u2029'],
  ['characters that XML forbids', '\ufffe\uffff', '\ufffe\uffff'],
  ['characters beyond the 16 bits', '😀🚀x', '😀🚀x'],
  ['no UTF-8', latin1('a\xff\xfeb'), 'a\\xff\\xfeb'],
  ['overlong UTF-8', latin1('\xc0\xaf\xe0\x80\xaf'), '\\xc0\\xaf\\xe0\\x80\\xaf'],
  ['surrogates', latin1('\xed\xa0\x80\xed\xb0\x80'), '\\xed\\xa0\\x80\\xed\\xb0\\x80'],
  ['a character that the kernel cuts', 'ééééééééx', 'ééééééé\\xc3'],
  ['what looks like an escape', '\\u0041\\xff', '\\u0041\\xff'],
  ['spaces', '   ', '   '],
  ['a field of ours', 'x","event":"y', 'x","event":"y'],
];

function isOf(id: number, name: string): (event: SplunkEvent) => boolean {
  return ({ fields }) => fields.process_id === id && fields.event === name;
}

traced('the packaged input', () => {
  let splunkd: Splunkd;
  let input: Input;

  beforeAll(async () => {
    splunkd = new Splunkd(addonPackage);
    splunkd.configure(`[ebpf_trace://main]\ninclude_ports = ${port}\n`);
    input = splunkd.start('ebpf_trace://main');
    await input.waitForLog(/INFO tracing/, 20_000);
  });

  afterAll(async () => {
    await input.stop();
    splunkd.remove();
    expect(input.problems).toEqual([]);
  });

  async function traceAs(hostile: Hostile): Promise<Readonly<Record<string, unknown>>> {
    const id = await connectAs(hostile);
    const { fields } = await input.waitForEvent(isOf(id, 'connect'));
    const closed = await input.waitForEvent(isOf(id, 'close'));
    expect(closed.fields.process_name).toBe(fields.process_name);
    expect(input.problems).toEqual([]);
    return fields;
  }

  test.each(names)('shows a process name with %s', async (_, name, shown) => {
    expect((await traceAs({ name })).process_name).toBe(shown);
  });

  test.each(names)('shows a parent process name with %s', async (_, name, shown) => {
    expect((await traceAs({ name })).parent_process_name).toBe(shown);
  });

  test.each(names)('shows an executable with %s', async (_, name, shown) => {
    const fields = await traceAs({ path: Buffer.concat([Buffer.from('dir/'), toBytes(name).map(noSlash)]) });
    // The kernel cuts only the name, not the path.
    const expected = `${folder}/dir/${name === 'ééééééééx' ? name : shown.replaceAll('/', '_')}`;
    const path = String(fields.process_path);
    expect(inChroot ? path.slice(-expected.length) : path).toBe(expected);
  });

  test.each(names)('shows arguments with %s', async (_, name, shown) => {
    const whole = name === 'ééééééééx' ? 'ééééééééx' : shown;
    expect((await traceAs({ args: ['plain', name, '', 'last'] })).process).toBe(`plain ${whole}  last`);
  });

  const long = 128 * 1024 - 1;
  test.each<[string, Bytes[]]>([
    ['one of 128 KB', ['plain', 'x'.repeat(long)]],
    ['one of 128 KB that escapes swell', ['plain', '\x01'.repeat(long)]],
    ['one of 128 KB of markup', ['plain', ']]>&<"'.repeat(long / 6)]],
    ['one of 128 KB of no UTF-8', ['plain', Buffer.alloc(long, 0xff)]],
    ['one of 128 KB of wide characters', ['plain', '😀'.repeat(long / 4)]],
    ['2,900 of them', ['plain', ...Array.from({ length: 2900 }, (_, index) => `argument-${index}`)]],
  ])('keeps both ends of long arguments, and says how long they are: %s', async (_, args) => {
    const { process: shown, process_length: length } = await traceAs({ args });
    const text = args.map((bytes) => (typeof bytes === 'string' ? bytes : '\\xff'.repeat(long))).join(' ');
    const [front = '', rear = '', ...more] = String(shown).split(' … ');
    expect([text.startsWith(front), text.endsWith(rear), more]).toEqual([true, true, []]);
    expect(Math.min(front.length, rear.length)).toBeGreaterThan(50);
    expect(length).toBe(args.reduce((sum, bytes) => sum + toBytes(bytes).length + 1, -1));
  });

  test('cuts a long path, and says so', async () => {
    const path = `${Array.from({ length: 15 }, () => 'd'.repeat(250)).join('/')}/end-of-it`;
    const shown = String((await traceAs({ path })).process_path);
    expect((inChroot ? shown.endsWith(`${folder}/${path}`) : shown === `${folder}/${path}`) || (shown.startsWith('…') && path.endsWith(shown.slice(1)))).toBe(true);
  });

  test('keeps an event below the bound when everything is long and swells', async () => {
    const swelling = '\x01'.repeat(240);
    await traceAs({ name: '\x01'.repeat(15), path: `${[swelling, swelling, swelling].join('/')}/\x01`, args: ['\x02'.repeat(long)] });
  });
});

traced('at a terminal', () => {
  test.each(['table', 'json'])('as %s, nothing is obeyed', async (format) => {
    const tracer = spawn(program, ['run', '--format', format, '--duration', '60', '--include-ports', String(port)]);
    let text = '';
    tracer.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    for (const { 1: name } of names) {
      if (text === '') await once(tracer.stdout, 'data');
      await connectAs({ name, args: ['plain', name] });
    }
    const lines = (): number => text.split('\n').length;
    await until(() => lines() > 2 * names.length, () => `${lines()} lines`, 20_000);
    tracer.kill('SIGTERM');
    await once(tracer, 'close');
    // eslint-disable-next-line no-control-regex
    expect(text.match(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g)).toBeNull();
  }, 40_000);
});

function noSlash(byte: number): number {
  return byte === 0x2f ? 0x5f : byte;
}
