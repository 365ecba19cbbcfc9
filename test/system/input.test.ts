/** The packaged input as splunkd runs it: the contract of modular inputs, line by line. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addonPackage } from '../../steps/paths.mjs';
import { type Input, type SplunkEvent, Splunkd, type StartOptions } from '../../splunkd';
import { pause, until } from './traffic/traffic';
import { whyNotTraceable } from './truth/tracer';

const nobody = 65534;
const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all that traces of input.test.ts: ${reason}\n`);
const traced = reason === undefined ? describe : describe.skip;

let splunkd: Splunkd;
let server: Server;
let port = 0;
const folder = mkdtempSync(join(tmpdir(), 'input-test-'));
const running = new Set<Input>();

beforeAll(async () => {
  splunkd = new Splunkd(addonPackage);
  // A server of bytes: whoever connects is answered, and done.
  server = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.0 200 OK\r\n\r\nhello')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  port = (server.address() as { port: number }).port;
});

afterEach(async () => {
  for (const input of running) await input.stop(0);
  running.clear();
});

afterAll(() => {
  server.close();
  splunkd.remove();
  rmSync(folder, { recursive: true });
});

async function start(settings: string, options: StartOptions = {}): Promise<Input> {
  splunkd.configure(`[ebpf_trace://main]\nindex = net\ninclude_ports = ${port}\n${settings}`);
  const input = splunkd.start('ebpf_trace://main', options);
  running.add(input);
  await input.waitForLog(/INFO tracing/, 20_000);
  return input;
}

/** Its report, and what it did against the contract. */
async function stop(input: Input): Promise<{ code: number | null; problems: readonly string[] }> {
  running.delete(input);
  const { code } = await input.stop();
  return { code, problems: input.problems };
}

/** Ends when the program has, whatever came of it. */
function shell(script: string): Promise<void> {
  return new Promise((resolve) => void execFile('sh', ['-c', script, 'sh', String(port)], { cwd: folder }, () => resolve()));
}

/** So many connections of our own, one after the other. */
async function connectTimes(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await new Promise<void>((resolve) => connect(port, '127.0.0.1').on('error', () => undefined).on('close', () => resolve()).resume().end());
  }
}

const isFrom = (name: string) => (event: SplunkEvent): boolean => event.fields['process_name'] === name;
const isEvent = (name: string) => (event: SplunkEvent): boolean => event.fields['event'] === name;

/** Milliseconds of the fastest of a few, which other load disturbs least. */
function fastest(run: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const startedMs = performance.now();
    run();
    return performance.now() - startedMs;
  });
  return Math.min(...times);
}

describe('before it runs', () => {
  test('its scheme is what the spec and the defaults say', () => {
    expect(splunkd.scheme()).toMatchObject({ usesExternalValidation: true, usesSingleInstance: false });
  });

  test('an item is validated, quickly', () => {
    const good = splunkd.validate('main', { include_networks: '10.0.0.0/8' });
    const bad = splunkd.validate('main', { include_networks: '10.0.0.1/8', ring_mb: '3' });
    expect(good).toMatchObject({ isValid: true });
    expect(bad.message).toMatch(/^include_networks = "10.0.0.1\/8": .*; ring_mb = "3": must be a power of two from 1 to 256$/);
    // No longer than it takes to start: the scheme is printed without looking at anything.
    expect(fastest(() => void splunkd.validate('main', {}))).toBeLessThan(3 * fastest(() => void splunkd.scheme()));
  });

  test.each([
    ['include_processes', '"wget", \'tmux: server\'', ''],
    ['include_processes', 'python3 curl', 'put a comma between entries, or quotes around a name with a blank'],
    ['exclude_processes', 'python3; curl', 'put commas between entries'],
    ['include_processes', '/usr/bin/curl', 'write curl'],
    ['include_processes', '"python3', 'a quote that is not closed'],
    ['exclude_networks', '127.0.0.1:80', 'an address without its port'],
    ['include_ports', '80 443', 'put a comma between entries'],
    ['include_ports', 'https', 'write a port number'],
    ['mode', '"Summary"', ''],
  ])('%s = %s is understood, or refused with what to write', (name, value, message) => {
    const verdict = splunkd.validate('main', { [name]: value });
    expect(verdict.isValid).toBe(message === '');
    expect(verdict.message).toContain(message);
  });
});

/** Of an event as an ordinary host has it: a control group that is no service's, as this machine's may be, is written as a path. */
function usualBytes({ data, fields }: SplunkEvent): number {
  return Buffer.byteLength(data) - (fields['cgroup'] === undefined ? 0 : Buffer.byteLength(`,"cgroup":${JSON.stringify(fields['cgroup'])}`));
}

traced('while it runs', () => {
  test.each([{ isBelowSplunkd: true }, { keepsStdinOpen: false }])('connections come out and it stops in time: %j', async (options) => {
    const input = await start('', options);
    await shell('wget -qO /dev/null http://127.0.0.1:$1/');
    const close = await input.waitForEvent((event) => isFrom('wget')(event) && isEvent('close')(event));
    const opened = await input.waitForEvent((event) => isFrom('wget')(event) && isEvent('connect')(event));
    expect(opened).toMatchObject({ sourcetype: 'ebpf:tcp', fields: { direction: 'outbound', dest_ip: '127.0.0.1', dest_port: port } });
    expect(close.fields['flow_id']).toBe(opened.fields['flow_id']);
    expect(usualBytes(opened) + usualBytes(close)).toBeLessThanOrEqual(960);
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
    expect(input.ends).toEqual([]);
  });

  test.each([['false', 0], ['true', 1]] as const)("with include_splunk = %s splunkd's own connection is told %d times", async (value, times) => {
    const input = await start(`include_splunk = ${value}\n`, { isBelowSplunkd: true });
    expect(await input.connectFromSplunkd(port)).toBe(true);
    await shell('wget -qO /dev/null http://127.0.0.1:$1/');
    await input.waitForEvent((event) => isFrom('wget')(event) && isEvent('close')(event));
    expect(input.events.filter((event) => isFrom('splunkd')(event) && isEvent('connect')(event))).toHaveLength(times);
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
  });

  test("a probe's index is in its events, and in no others", async () => {
    const input = await start('probes = tcp, tcp_state\ntcp_state_index = states\n');
    await shell('wget -qO /dev/null http://127.0.0.1:$1/');
    await input.waitForEvent((event) => isFrom('wget')(event) && isEvent('close')(event));
    await input.waitForEvent((event) => event.sourcetype === 'ebpf:tcp_state' && event.fields['new_state'] === 'CLOSE');
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
    const indexes = new Set(input.events.map(({ sourcetype, index = '' }) => `${sourcetype} ${index}`));
    expect([...indexes].sort()).toEqual(['ebpf:health ', 'ebpf:tcp ', 'ebpf:tcp_state states']);
  });

  test.each(['"wget"', "'python3', 'wget'", '"python3, wget"', 'python3, "wget"'])('include_processes = %s finds wget', async (value) => {
    const input = await start(`include_processes = ${value}\n`);
    await shell('wget -qO /dev/null http://127.0.0.1:$1/');
    await input.waitForEvent((event) => isFrom('wget')(event) && isEvent('close')(event));
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
  });

  test('include_processes = wget python3 traces nothing, and says what to write', async () => {
    splunkd.configure('[ebpf_trace://main]\nindex = net\ninclude_processes = wget python3\n');
    const input = splunkd.start('ebpf_trace://main');
    running.add(input);
    const { text } = await input.waitForLog(/ERROR cannot trace/, 20_000);
    expect(text).toContain('include_processes = "wget python3": put a comma between entries, or quotes around a name with a blank');
    expect((await input.waitForEvent(isEvent('failed'))).fields['message']).toContain('put a comma between entries');
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
  });

  test('hostile names, paths and arguments stay text', async () => {
    const input = await start('');
    const name = Buffer.concat([Buffer.from(`${folder}/]]>"&<\n\u001b`), Buffer.of(0xff)]);
    symlinkSync('/usr/bin/wget', name);
    const file = "$(printf ']]>\"&<\\n\\033\\377')";
    await shell(`"./${file}" -qO /dev/null http://127.0.0.1:$1/?a=$(printf '\\001\\302\\205\\355\\240\\200')`);
    const { fields } = await input.waitForEvent((event) => isEvent('connect')(event) && String(event.fields['process_name']).startsWith(']]>'));
    expect(fields['process_name']).toBe(']]>"&<\n\u001b\\xff');
    expect(fields['process']).toContain('?a=\u0001\u0085\\xed\\xa0\\x80');
    await shell('wget -qO /dev/null --header "X: $(head -c 120000 /dev/zero | tr "\\0" "<")" http://127.0.0.1:$1/');
    const long = await input.waitForEvent((event) => isEvent('connect')(event) && isFrom('wget')(event));
    expect(String(long.fields['process'])).toMatch(/^wget -qO .*< … <+ http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
  });

  test('while splunkd takes nothing it still stops in time, and says what was lost', async () => {
    const input = await start('');
    input.stall();
    await connectTimes(1500);
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
    expect(input.log).toContainEqual({ level: 'ERROR', text: expect.stringMatching(/^\d+ events could not be written before the end: splunkd took too little$/) as string });
    const unwritten = Number(input.log.find(({ level }) => level === 'ERROR')?.text.split(' ')[0]);
    // What it could not write is missing; it may count some that were on their way.
    expect(input.events.filter((event) => isEvent('close')(event)).length).toBeLessThan(3000);
    expect(unwritten).toBeGreaterThan(1000);
  });

  test('after a stall everything comes', async () => {
    const input = await start('');
    input.stall();
    await connectTimes(1500);
    input.resume();
    await input.waitForEvents(3000, (event) => isEvent('close')(event), 20_000);
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
  });

  test('when splunkd is gone it is gone too', async () => {
    const input = await start('');
    const ended = input.cut();
    running.delete(input);
    await connectTimes(10);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(input.problems).toEqual([]);
  });
});

describe('a value that selects and cannot be read', () => {
  test('lets nothing be traced: a line each, one event that says why, and no crash loop', async () => {
    splunkd.configure('[ebpf_trace://main]\ninclude_ports = http\ncommand_line_bytes = none\nring_mb = 3\n');
    const input = splunkd.start('ebpf_trace://main');
    running.add(input);
    const { fields } = await input.waitForEvent((event) => event.sourcetype === 'ebpf:health', 20_000);
    expect(fields).toMatchObject({ event: 'failed', completeness: 0, retry_seconds: 10 });
    expect(fields['message']).toMatch(/include_ports = "http": .*command_line_bytes = "none": must be/);
    const errors = input.log.filter(({ level }) => level === 'ERROR').map(({ text }) => text);
    expect(errors).toEqual([
      expect.stringMatching(/^cannot trace: \[ebpf_trace:\/\/main\] include_ports = "http": .*; next try in 10 s$/),
      expect.stringMatching(/^cannot trace: \[ebpf_trace:\/\/main\] command_line_bytes = "none": .*; next try in 10 s$/),
    ]);
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
    expect(input.ends).toEqual([]);
    expect(input.events).toHaveLength(1);
  });

  (reason === undefined ? test : test.skip)('that only tunes falls back to its default, in the log and in health', async () => {
    const input = await start('ring_mb = 3\nhealth_interval = often\nmode =\n');
    expect(input.log.filter(({ level, text }) => level === 'WARN' && !text.startsWith('this runs in a container: root: ')).map(({ text }) => text)).toEqual([
      '[ebpf_trace://main] ring_mb = "3": must be a power of two from 1 to 256; using 16',
      '[ebpf_trace://main] health_interval = "often": must be a whole number from 10 to 3600; using 60',
    ]);
    const { fields } = await input.waitForEvent((event) => event.sourcetype === 'ebpf:health');
    expect(fields).toMatchObject({ event: 'start', problems: expect.stringMatching(/^ring_mb = "3": .*; using 16; health_interval = /) as string });
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
  });
});

test('a document that is none is told, and the end waits, so that splunkd does not start it over and over', async () => {
  const child = spawn(splunkd.app.executable, [], { stdio: ['pipe', 'pipe', 'pipe'], env: {} });
  const said: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
  const ended = once(child, 'close');
  child.stdin.end('<input><configuration>');
  await until(() => Buffer.concat(said).includes('\n'), () => 'nothing was said');
  expect(Buffer.concat(said).toString()).toMatch(/^FATAL standard input ended after 22 bytes, before <\/input>.*60 s\n$/);
  await pause(1000);
  expect(child.exitCode).toBeNull();
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
}, 20_000);

describe('where BPF is refused', () => {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) process.stderr.write('SKIPPED: where BPF is refused: only root can become nobody\n');

  (isRoot ? test : test.skip)('that is said once, in the log and in an event; it tries again and does not crash', async () => {
    splunkd.configure('[ebpf_trace://main]\n');
    const input = splunkd.start('ebpf_trace://main', { userId: nobody });
    running.add(input);
    await input.waitForLog(/^ERROR cannot trace: .*next try in \d+ s$/, 20_000);
    await input.waitForEvent((event) => event.sourcetype === 'ebpf:health');
    expect(await stop(input)).toEqual({ code: 0, problems: [] });
    expect(input.ends).toEqual([]);
    const errors = input.log.filter(({ level }) => level === 'ERROR');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.text).toMatch(/uid 65534 lacks CAP_BPF CAP_PERFMON; .* run "\/.*\/ebpf_trace check" for the exact lines/);
  });
});
