/** splunkd is killed, which sends no signal, while its input has nothing to write: the input must not stay behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { inputDocument } from '../../splunkd/documents';
import { makePipe } from '../../splunkd/fifo';
import { until } from './traffic/traffic';
import { program, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: what traces in splunkd_end.test.ts: ${reason}\n`);
const traced = reason === undefined ? test : test.skip;

const promisedMs = 10_000;
/** A splunkd of its own: starts the input with our standard input and output, and says its pid. */
const splunkd = 'exec 4<&0; "$1" <&4 3>&- 5>&- & echo $! >&5; wait';

interface Started {
  readonly splunkd: ChildProcess;
  readonly pid: number;
  /** Closes the only reading end of its standard output. */
  readonly stopReading: () => void;
  readonly said: () => string;
}

const running: Started[] = [];

afterEach(() => {
  for (const { splunkd, pid } of running.splice(0)) {
    splunkd.kill('SIGKILL');
    if (!hasEnded(pid)) process.kill(pid, 'SIGKILL');
  }
});

async function start(settings: Readonly<Record<string, string>> | undefined): Promise<Started> {
  const { readEnd, writeEnd } = makePipe();
  const child = spawn('sh', ['-c', splunkd, 'splunkd', program], { stdio: ['pipe', writeEnd, 'pipe', 'ignore', 'ignore', 'pipe'], env: {} });
  closeSync(writeEnd);
  if (settings !== undefined) child.stdin?.write(document(settings));
  const said: Buffer[] = [];
  child.stderr?.on('data', (bytes: Buffer) => said.push(bytes));
  const [bytes] = (await once((child.stdio as readonly unknown[])[5] as Readable, 'data')) as [Buffer];
  const started = { splunkd: child, pid: Number(bytes), stopReading: () => closeSync(readEnd), said: () => Buffer.concat(said).toString() };
  running.push(started);
  return started;
}

const document = (params: Readonly<Record<string, string>>): string =>
  inputDocument({ stanza: 'ebpf_trace://main', app: 'ebpf_trace', home: '/nonexistent', params });

/** A zombie has ended: who has it as a child may not ask. */
function hasEnded(pid: number): boolean {
  try {
    return / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** It waits for its standard input: one of its event polls has descriptor 0. */
function readsStdin(pid: number): boolean {
  const folder = `/proc/${pid}/fdinfo`;
  return readdirSync(folder).some((fd) => /^tfd:\s+0 /m.test(textOf(`${folder}/${fd}`)));
}

/** Of a descriptor that may be closed by now. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const quiet = { include_processes: 'nobody_has_this', health_interval: '3600' };
const states = {
  'traces, and has nothing to write': { settings: quiet, isThere: ({ said }: Started) => said().includes('INFO tracing') },
  'waits for its next try': { settings: { include_ports: 'http' }, isThere: ({ said }: Started) => said().includes('next try in') },
  'waits for the document': { settings: undefined, isThere: ({ pid }: Started) => readsStdin(pid) },
};

describe.each(Object.entries(states))('an input that %s', (name, { settings, isThere }) => {
  const testThis = name.startsWith('traces') ? traced : test;

  testThis('ends when nobody reads it any more, with one line', async () => {
    const input = await start(settings);
    await until(() => isThere(input), () => `it said ${input.said()}`, 30_000);
    const before = input.said();
    input.stopReading();
    await until(() => hasEnded(input.pid), () => `it still runs; it said ${input.said()}`, promisedMs);
    await until(() => input.said() !== before, () => 'it said nothing');
    expect(input.said().slice(before.length)).toBe('INFO stopped: splunkd is gone, nobody reads standard output\n');
  });

  testThis('ends when the process that started it has, and somebody else still reads', async () => {
    const input = await start(settings);
    await until(() => isThere(input), () => `it said ${input.said()}`, 30_000);
    const before = input.said();
    input.splunkd.kill('SIGKILL');
    await until(() => hasEnded(input.pid), () => `it still runs; it said ${input.said()}`, promisedMs);
    expect(input.said().slice(before.length)).toMatch(/^INFO splunkd is gone: the process that started this input has ended$/m);
    input.stopReading();
  });
});

traced('run ends when nobody reads it any more', async () => {
  const { readEnd, writeEnd } = makePipe();
  const child = spawn(program, ['run', '--format', 'json', '--include-processes', 'nobody_has_this'], { stdio: ['ignore', writeEnd, 'pipe'] });
  closeSync(writeEnd);
  expect(readSync(readEnd, Buffer.alloc(4096))).toBeGreaterThan(0); // health's start
  closeSync(readEnd);
  const killer = setTimeout(() => child.kill('SIGKILL'), promisedMs);
  expect(await once(child, 'close')).toEqual([0, null]);
  clearTimeout(killer);
}, 40_000);

describe('what is no pipe is never taken for one without a reader', () => {
  const folder = mkdtempSync(join(tmpdir(), 'splunkd-end-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const [file, typescript] = [join(folder, 'out'), join(folder, 'typescript')];
  const command = [program, 'run', '--format', 'json', '--include-processes', 'nobody_has_this', '--health-interval', '10'];
  traced.each([
    ['a file', file, () => spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', openSync(file, 'w'), 'ignore'] })],
    ['a terminal', typescript, () => spawn('script', ['--quiet', '--return', '--flush', '--command', command.join(' '), typescript], { stdio: 'ignore' })],
  ])('%s', async (_, path, begin) => {
    const child = begin();
    const ended = once(child, 'close');
    // Written 10 s after the start: until then it has looked several times.
    await until(() => (existsSync(path) && readFileSync(path, 'utf8').includes('"event":"interval"')) || child.exitCode !== null, () => 'no interval', 40_000);
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    await ended;
  }, 60_000);
});
