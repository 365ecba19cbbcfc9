import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSplunk, type Surroundings } from '../../src/commands/check_splunk';
import { type Authority, type Certificate, inDays, makeAuthority, makeCertificate } from '../splunk/certificate';
import { type RestServer, startRestServer } from '../splunk/rest_server';

const token = 'aB3^key';
const folder = mkdtempSync(join(tmpdir(), 'check-splunk-'));
const running: RestServer[] = [];
let authority: Authority;
let good: Certificate;
let caFile = '';

beforeAll(() => {
  authority = makeAuthority('Test CA');
  good = makeCertificate(authority, 'splunkd', ['127.0.0.1']);
  caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, authority.certificate);
});

afterEach(() => running.splice(0).forEach((server) => server.close()));
afterAll(() => rmSync(folder, { recursive: true }));

const entry = (name: string, content: object): object => ({ name, content });
const info = (...roles: string[]): object => ({
  generator: { version: '10.0.1' },
  entry: [entry('server-info', { version: '10.0.1', server_roles: roles })],
});
const inputs = (...entries: object[]): object => ({ entry: entries });
const main = entry('main', { disabled: false, index: 'net' });
const row = (sourcetype: string, count: number, secondsAgo: number, host = 'a'): object => ({
  index: 'net', sourcetype, host, count: String(count), last: String(Date.now() / 1000 - secondsAgo),
});

/** A healthy standalone Splunk, changed by `answers`. */
async function serve(answers: Record<string, unknown> = {}, certificate = good, authorization = `Splunk ${token}`): Promise<RestServer> {
  const all = {
    '/services/server/info': info('indexer', 'search_head'),
    '/servicesNS/-/-/data/inputs/ebpf_trace': inputs(main),
    '/servicesNS/-/-/search/v2/jobs': { results: [row('ebpf:tcp', 1200, 3), row('ebpf:tcp', 34, 9, 'b'), row('ebpf:health', 15, 30)] },
    ...answers,
  };
  const server = await startRestServer(certificate, { answers: all, authorization });
  running.push(server);
  return server;
}

async function check(args: readonly string[], around: Partial<Surroundings> = {}): Promise<[number, string]> {
  let said = '';
  const surroundings = {
    env: { SPLUNK_TOKEN: token }, stdin: () => '', isTerminal: true, executable: '/usr/bin/node', write: (text: string) => void (said += text), ...around,
  };
  const code = await checkSplunk(['--splunk', ...args], surroundings);
  expect(said).not.toContain(token);
  return [code, said];
}

describe('asked of a healthy Splunk', () => {
  test('all is well', async () => {
    const { uri, asked } = await serve();
    const [code, said] = await check(['--uri', uri, '--ca', caFile]);
    expect(said.split('\n')).toEqual([
      `ok    connected to ${uri}, certificate verified: Splunk 10.0.1 (indexer, search_head)`,
      'ok    input ebpf_trace://main is enabled and writes to index net',
      // They were 3 s old when they were made up, and the machine may be busy.
      expect.stringMatching(/^ok    events of the last 15 minutes in index net from 2 hosts: ebpf:tcp 1234, ebpf:health 15; the last (?:[3-9]|\d\d) s ago$/),
      '',
    ]);
    expect(code).toBe(0);
    const search = asked.at(-1);
    expect(search?.method).toBe('POST');
    expect(Object.fromEntries(search?.body ?? [])).toMatchObject({
      search: 'search (index="net") sourcetype="ebpf:*" | stats count max(_time) as last by index sourcetype host',
      exec_mode: 'oneshot', earliest_time: '-15m', latest_time: 'now',
    });
  });

  test('the key may come from a file, or from standard input; a token is a Bearer', async () => {
    const { uri } = await serve();
    writeFileSync(join(folder, 'token'), `${token}\n`);
    expect((await check(['--uri', uri, '--ca', caFile, '--token-file', join(folder, 'token')], { env: {} }))[0]).toBe(0);
    expect((await check(['--uri', uri, '--ca', caFile], { env: {}, isTerminal: false, stdin: () => ` ${token}\n` }))[0]).toBe(0);
    const jwt = await serve({}, good, 'Bearer eyJh.eyJi.c-_');
    expect((await check(['--uri', jwt.uri, '--ca', caFile], { env: { SPLUNK_TOKEN: 'eyJh.eyJi.c-_' } }))[0]).toBe(0);
  });

  test("Splunk's own CA is found by SPLUNK_HOME, or from where the executable lies", async () => {
    const { uri } = await serve();
    mkdirSync(join(folder, 'etc/auth'), { recursive: true });
    writeFileSync(join(folder, 'etc/auth/cacert.pem'), authority.certificate);
    expect((await check(['--uri', uri], { env: { SPLUNK_TOKEN: token, SPLUNK_HOME: folder } }))[0]).toBe(0);
    expect((await check(['--uri', uri], { executable: join(folder, 'etc/apps/TA_ebpf_trace/linux_x86_64/bin/ebpf_trace') }))[0]).toBe(0);
    expect((await check(['--uri', uri]))[0]).toBe(1);
  });

  test('findings come as JSON too', async () => {
    const { uri } = await serve();
    const [, said] = await check(['--uri', uri, '--ca', caFile, '--json', '--minutes', '60']);
    expect(JSON.parse(said)).toMatchObject({ works: true, findings: [{ status: 'ok' }, { status: 'ok' }, { status: 'ok' }] });
  });
});

describe('TLS is always verified', () => {
  const refused = async (certificate: Certificate, args: readonly string[] = ['--ca', caFile]): Promise<string> => {
    const { uri, asked } = await serve({}, certificate);
    const [code, said] = await check(['--uri', uri, ...args]);
    expect(code).toBe(1);
    // Not even the question is sent, with the key in it.
    expect(asked).toEqual([]);
    return said;
  };

  test('a certificate of somebody else is refused', async () => {
    const other = makeCertificate(makeAuthority('Test CA'), 'splunkd', ['127.0.0.1']);
    expect(await refused(other)).toMatch(/^FAIL .*: its certificate is from nobody that is trusted here; name the CA's file with --ca/);
    expect(await refused(good, [])).toMatch(/name the CA's file with --ca/);
  });

  test('NODE_TLS_REJECT_UNAUTHORIZED does not change that', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(await refused(good, [])).toMatch(/name the CA's file with --ca/);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  test('a certificate for another host is refused, unless that host is meant', async () => {
    const splunks = makeCertificate(authority, 'SplunkServerDefaultCert', []);
    expect(await refused(splunks)).toMatch(/name the host in --uri as the certificate does, or give that name with --server-name/);
    expect(await refused(splunks, ['--ca', caFile, '--server-name', 'other'])).toMatch(/--server-name/);
    const { uri } = await serve({}, splunks);
    expect((await check(['--uri', uri, '--ca', caFile, '--server-name', 'SplunkServerDefaultCert']))[0]).toBe(0);
  });

  test('an expired certificate is refused', async () => {
    expect(await refused(makeCertificate(authority, 'splunkd', ['127.0.0.1'], inDays(-1)))).toMatch(/renew the certificate/);
  });

  test('a port without TLS is refused', async () => {
    const plain = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => plain.once('listening', resolve));
    const { port } = plain.address() as { port: number };
    const [, said] = await check(['--uri', `https://127.0.0.1:${port}`, '--ca', caFile]).finally(() => plain.close());
    expect(said).toMatch(/does not speak TLS/);
  });
});

describe('what is wrong is said with what to do', () => {
  test.each<[string, Record<string, unknown>, number, RegExp]>([
    ['a disabled input', { '/servicesNS/-/-/data/inputs/ebpf_trace': inputs(entry('main', { disabled: '1', index: 'net' })) }, 1,
      /FAIL {2}input ebpf_trace:\/\/main is disabled: set disabled = 0/],
    ['no input', { '/servicesNS/-/-/data/inputs/ebpf_trace': inputs() }, 0, /WARN {2}no input of ebpf_trace .*: right for a search head; elsewhere add \[ebpf_trace:\/\/main\]/],
    ['no app', { '/servicesNS/-/-/data/inputs/ebpf_trace': undefined }, 0, /WARN {2}no input of ebpf_trace/],
    ['no events', { '/servicesNS/-/-/search/v2/jobs': { results: [] } }, 1, /FAIL {2}no events with \(index="net"\) .*: see whether the index exists/],
    ['old events', { '/servicesNS/-/-/search/v2/jobs': { results: [row('ebpf:tcp', 3, 600)] } }, 0, /WARN {2}events .* the last 6\d\d s ago: the input has stopped/],
    ['a forwarder', { '/services/server/info': info('universal_forwarder') }, 0, /WARN {2}this is a forwarder, which cannot search: ask your search head/],
    ['another server', { '/services/server/info': undefined }, 1, /FAIL {2}HTTP status 404: Not Found: there is no splunkd at/],
    ['an answer that is none', { '/services/server/info': { hello: 1 } }, 1, /FAIL {2}the answer is not of splunkd/],
  ])('%s', async (_, answers, code, expected) => {
    const { uri } = await serve(answers);
    const [given, said] = await check(['--uri', uri, '--ca', caFile]);
    expect(said).toMatch(expected);
    expect(given).toBe(code);
  });

  test('the indexes of single probes are named, and looked into', async () => {
    const { uri, asked } = await serve({ '/servicesNS/-/-/data/inputs/ebpf_trace': inputs(entry('main', { disabled: false, index: 'net', tcp_index: 'traffic', retransmit_index: '' })) });
    expect((await check(['--uri', uri, '--ca', caFile]))[1]).toContain('input ebpf_trace://main is enabled and writes to index net, tcp to traffic\n');
    expect(asked.at(-1)?.body.get('search')).toContain('(index="net" OR index="traffic") ');
  });

  test('an input without an index of its own is looked for everywhere', async () => {
    const { uri, asked } = await serve({ '/servicesNS/-/-/data/inputs/ebpf_trace': inputs(entry('main', { disabled: false, index: 'default' }), main) });
    expect((await check(['--uri', uri, '--ca', caFile]))[1]).toContain("writes to the server's default index");
    expect(asked.at(-1)?.body.get('search')).toContain('index=* ');
  });

  test('a wrong key', async () => {
    const { uri } = await serve();
    const [code, said] = await check(['--uri', uri, '--ca', caFile], { env: { SPLUNK_TOKEN: 'wrong' } });
    expect(said).toBe('FAIL  HTTP status 401: call not properly authenticated: the session key or token is not valid (any more); get a new one\n');
    expect(code).toBe(1);
  });

  test('nobody there', async () => {
    const { uri, close } = await serve();
    close();
    running.length = 0;
    expect((await check(['--uri', uri, '--ca', caFile]))[1]).toMatch(/FAIL {2}.*ECONNREFUSED.*: nothing listens there/);
  });

  test('a server that speaks to the terminal', async () => {
    const { uri } = await serve({ '/services/server/info': info('\u001b[2Jevil\n') });
    // eslint-disable-next-line no-control-regex
    expect((await check(['--uri', uri, '--ca', caFile]))[1]).not.toMatch(/\u001b|evil\n/);
  });
});

describe('asked wrongly', () => {
  test.each([
    [['--token', token], /Unknown option '--token'; see ebpf_trace check --help/],
    [['--uri', 'http://127.0.0.1:8089'], /must be https/],
    [['--uri', 'nonsense'], /not a URI/],
    [['--uri', 'https://admin:pw@127.0.0.1:8089'], /no user or password/],
    [['--ca', '/proc/nonexistent'], /--ca: ENOENT/],
    [['--minutes', '0'], /--minutes "0": must be a whole number from 1 to 1440/],
    [['extra'], /Unexpected argument/],
  ])('%j', async (args, expected) => {
    const [code, said] = await check(args);
    expect(said).toMatch(expected);
    expect(said.trimEnd()).not.toContain('\n');
    expect(code).toBe(2);
  });

  test('without a key', async () => {
    expect(await check([], { env: {} })).toEqual([2, expect.stringMatching(/no session key or token: give one with --token-file/)]);
    expect((await check([], { env: { SPLUNK_TOKEN: 'a\nb' } }))[1]).toMatch(/one line/);
  });
});

test('nothing of ./.env or the SDK gets into the environment', async () => {
  const before = process.cwd();
  writeFileSync(join(folder, '.env'), 'LEAKED_BY_DOTENV=1\n');
  process.chdir(folder);
  try {
    jest.resetModules();
    const fresh = await (require('../../src/splunk/rest') as typeof import('../../src/splunk/rest')).openRest({ uri: new URL('https://127.0.0.1:1'), ca: [], token, timeoutMs: 1000 });
    await expect(fresh.entries('/x')).rejects.toMatchObject({ name: 'RestError', code: 'ECONNREFUSED' });
    expect(process.env['LEAKED_BY_DOTENV']).toBeUndefined();
    expect(process.env['LOG_LEVEL']).toBeUndefined();
  } finally {
    process.chdir(before);
  }
});
