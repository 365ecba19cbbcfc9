/** The packaged executable obeys no variable of Node.js, OpenSSL, ICU or libuv: each is tried, with values good and bad. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node } from '../../steps/paths.mjs';
import { makeAuthority, makeCertificate } from '../splunk/certificate';
import { type RestServer, startRestServer } from '../splunk/rest_server';
import { inputDocument } from '../../splunkd/documents';
import { output } from './run';
import { unpack } from './spl';

/** That Node.js names in its help, and reads in its own JavaScript, as the text in its binary shows; and what C reads, but for MALLOC_CHECK_: Debian 13's dynamic linker warns of its value itself. */
const helped = [...output(node, ['--help'], { env: {} }).matchAll(/^([A-Z][A-Z0-9_]{2,}) {2,}|^([A-Z][A-Z0-9_]{20,})$/gm)].map((found) => found[1] ?? found[2] ?? '');
const read = [...readFileSync(node, 'latin1').matchAll(/process\.env\.([A-Z][A-Z0-9_]+)/g)].map(([, name = '']) => name);
const others = [
  'NODE_COMPILE_CACHE', 'NODE_ICU_DATA', 'NODE_OPTIONS', 'NODE_USE_ENV_PROXY', 'NODE_USE_SYSTEM_CA', 'NODE_DISABLE_COMPILE_CACHE', 'NODE_SEA_BLOB',
  'OPENSSL_CONF', 'OPENSSL_CONF_INCLUDE', 'OPENSSL_ENGINES', 'OPENSSL_MODULES', 'OPENSSL_ia32cap', 'OPENSSL_TRACE',
  'SSL_CERT_FILE', 'SSL_CERT_DIR', 'SSLKEYLOGFILE', 'UV_USE_IO_URING', 'ICU_TIMEZONE_FILES_DIR', 'TZDIR', 'RES_OPTIONS', 'LOCALDOMAIN',
  'LANG', 'LC_ALL', 'LC_MESSAGES', 'LANGUAGE', 'HOME', 'TMPDIR', 'GCONV_PATH', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'LOG_LEVEL', 'DEBUG',
  'SPLUNK_HOME_', 'SPLUNK', 'TERM', 'NO_COLOR', 'TZ', 'PATH',
];
const names = [...new Set([...helped, ...read, ...others])].sort();

const { app, remove } = unpack();
const program = join(app, 'linux_x86_64/bin/ebpf_trace');
const folder = mkdtempSync(join(tmpdir(), 'environment-'));
const work = join(folder, 'work');
const garbage = join(folder, 'garbage');
const nodeDebug = 'http,https,net,tls,module,fs,timer,stream';
const values = ['', '0', '1', '-1', 'true', '*', '/nowhere/to/be/found', garbage, '/', nodeDebug, '\u0001"é'];
mkdirSync(work);
writeFileSync(garbage, '-----BEGIN CERTIFICATE-----\nnonsense [[[\n');

interface Outcome {
  readonly code: number | string | null;
  readonly out: string;
  readonly said: string;
}

function run(args: readonly string[], env: Record<string, string>, input = ''): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env, cwd: work, timeout: 20_000, killSignal: 'SIGTERM' }, (error, out, said) =>
      resolve({ code: error === null ? 0 : (error.signal ?? error.code ?? null), out, said }));
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/** All of them at once, with this value, and what the test needs. */
const all = (value: string): Record<string, string> => Object.fromEntries(names.map((name) => [name, value]));

afterEach(() => expect(readdirSync(work)).toEqual([])); // nobody wrote a file
afterAll(() => {
  remove();
  rmSync(folder, { recursive: true });
});

test('the names are found', () => {
  expect(names).toEqual(expect.arrayContaining(['NODE_EXTRA_CA_CERTS', 'NODE_DEBUG', 'NODE_CHANNEL_FD', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_V8_COVERAGE']));
});

test('each by itself changes nothing', async () => {
  const plain = await run(['--version'], {});
  expect(plain).toMatchObject({ code: 0, said: '' });
  for (const name of names) {
    const outcomes = await Promise.all([garbage, '/nowhere/to/be/found', '1'].map((value) => run(['--version'], { [name]: value })));
    expect([name, outcomes]).toEqual([name, outcomes.map(() => plain)]);
  }
}, 120_000);

test('together they leave the input its own lines', async () => {
  const document = inputDocument({ stanza: 'ebpf_trace://main', app: 'ebpf_trace', home: '/nonexistent', params: { include_ports: 'http' } });
  const validation = document.replaceAll('input>', 'items>'); // none: it is refused with a message
  for (const value of values) {
    expect(await run(['--validate-arguments'], all(value), validation)).toMatchObject({ code: 1, said: '', out: expect.stringMatching(/^<error><message>/) as string });
    const { said, out } = await firstSecond(document, all(value));
    expect([value, said]).toEqual([value, expect.stringMatching(/^ERROR cannot trace: \[ebpf_trace:\/\/main\] include_ports = "http": [^\n]*\nINFO stopped\n$/)]);
    expect(out).toMatch(/^<stream>\n<event .*<\/event>\n<\/stream>\n$/);
  }
}, 120_000);

/** The input, until it has said why it cannot trace; then SIGTERM. */
function firstSecond(document: string, env: Record<string, string>): Promise<Omit<Outcome, 'code'>> {
  return new Promise((resolve) => {
    const child = execFile(program, [], { env, cwd: work, timeout: 20_000 }, (_, out, said) => resolve({ out, said }));
    child.stderr?.once('data', () => child.kill('SIGTERM'));
    child.stdin?.on('error', () => undefined).end(document);
  });
}

describe('check --splunk', () => {
  const authority = makeAuthority('Test CA');
  const [ca, token] = [join(folder, 'ca.pem'), join(folder, 'token')];
  writeFileSync(ca, authority.certificate);
  writeFileSync(token, 'key');
  let server: RestServer;

  beforeAll(async () => {
    server = await startRestServer(makeCertificate(authority, 'splunkd', ['127.0.0.1']), { answers: {}, authorization: 'Splunk key' });
  });
  afterAll(() => server.close());

  const check = (more: readonly string[], env: Record<string, string>): Promise<Outcome> =>
    run(['check', '--splunk', '--uri', server.uri, '--token-file', token, ...more], env);

  test('answers over TLS, whatever they are', async () => {
    const plain = await check(['--ca', ca], {});
    expect(plain).toMatchObject({ said: '', out: expect.stringContaining('there is no splunkd at') as string });
    for (const value of [...values, ca]) expect([value, await check(['--ca', ca], all(value))]).toEqual([value, plain]);
  }, 60_000);

  test('trusts nobody more for any of them', async () => {
    const asked = server.asked.length;
    const plain = await check([], {});
    expect(plain).toMatchObject({ code: 1, said: '', out: expect.stringMatching(/^FAIL .*from nobody that is trusted/) as string });
    for (const value of [...values, ca]) expect([value, await check([], all(value))]).toEqual([value, plain]);
    expect(server.asked).toHaveLength(asked);
  }, 60_000);
});

test('what it reads itself still comes through', async () => {
  const outcome = await run(['check', '--splunk', '--uri', 'https://127.0.0.1:1'], { SPLUNK_TOKEN: 'one two', SPLUNK_HOME: '/nowhere' });
  expect(outcome.out).toBe('FAIL  the session key or token must be one line without blanks\n');
});
