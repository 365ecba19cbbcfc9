/** The stand-in against an input that misbehaves in each way: each is noticed, and good behaviour is not blamed. */
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { fakePackage, fakeScheme, type FakeApp } from '../../splunkd/fake_app';
import { type Input, Splunkd, type StartOptions } from '../../splunkd';

const made: { remove(): void }[] = [];

function install(app: FakeApp = {}): Splunkd {
  const file = fakePackage(app);
  made.push({ remove: () => rmSync(dirname(file), { recursive: true }) });
  const splunkd = new Splunkd(file);
  made.push(splunkd);
  return splunkd;
}

function start(behaviour: string, options: StartOptions = {}): Input {
  const splunkd = install({ behaviours: { tested: behaviour } });
  splunkd.configure('[fake://x]\nbehaviour = tested\n');
  return splunkd.start('fake://x', options);
}

afterAll(() => made.forEach((one) => one.remove()));

describe('an input that keeps the contract', () => {
  test.each([{ isBelowSplunkd: false }, { isBelowSplunkd: true }, { keepsStdinOpen: false }, { parsesAtEnd: true }])(
    'is not blamed: %j',
    async (options) => {
      const input = start('({ good, say }) => { say("INFO started\\n"); good(); good(); }', options);
      await input.waitForLog(/INFO started/);
      const report = await input.stop();
      expect(input.problems).toEqual([]);
      expect(report).toMatchObject({ code: 0, signal: null, wasKilled: false });
      expect(input.events.map((event) => event.fields['event'])).toEqual(['connect', 'connect']);
      expect(input.events[0]).toMatchObject({ stanza: 'fake://x', time: '1712345678.123456', sourcetype: 'ebpf:tcp' });
    },
  );

  test('gets the merged params, Splunk\'s own among them, and Splunk\'s environment', async () => {
    const splunkd = install({ behaviours: { tested: '({ say, text }) => say("INFO " + JSON.stringify({ text, env: process.env }) + "\\n")' } });
    splunkd.configure('[fake://x]\nbehaviour = tested\nindex = net\n');
    const input = splunkd.start('fake://x');
    const { text, env } = JSON.parse((await input.waitForLog(/./)).text) as { text: string; env: Record<string, string> };
    await input.stop();
    expect(text).toContain('<stanza name="fake://x" app="app">');
    expect(text).toContain('<param name="host">$decideOnStartup</param>');
    expect(text).toContain('<param name="index">net</param>');
    expect(text).toContain('<param name="interval">0</param>');
    expect(env['SPLUNK_HOME']).toBe(splunkd.home);
    expect(env['npm_config_cache']).toBeUndefined();
  });

  test('has a parent named splunkd, which can connect', async () => {
    const input = start('({ say }) => say("INFO parent " + process.ppid + "\\n")', { isBelowSplunkd: true });
    const { text } = await input.waitForLog(/parent/);
    expect(readFileSync(`/proc/${text.split(' ')[1]}/comm`, 'utf8')).toBe('splunkd\n');
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    expect(await input.connectFromSplunkd(port)).toBe(true);
    server.close();
    await input.stop();
    expect(input.problems).toEqual([]);
  });

  test('is given real pipes', async () => {
    const look = '({ say }) => [0, 1, 2].forEach((fd) => say("INFO " + require("node:fs").readlinkSync("/proc/self/fd/" + fd) + "\\n"))';
    const input = start(look);
    await input.waitForLog(/./);
    await input.stop();
    expect(input.log.map((line) => line.text)).toEqual(expect.arrayContaining([expect.stringMatching(/fifo/)]));
    expect(input.log).toHaveLength(3);
  });
});

describe('on standard output', () => {
  test.each([
    ['a control character', '({ event }) => event(\'{"time":1712345678.123456,"a":"\\x01"}\')', /not well-formed/],
    ['invalid UTF-8', '({ print }) => print(Buffer.from([0x3c, 0xff]))', /not UTF-8/],
    ['a bare ampersand', '({ good }) => good(\',"a":"&"\')', /not well-formed/],
    ['a CDATA end in text', '({ good }) => good(\',"a":"]]>"\')', /not well-formed/],
    ['another stanza', '({ event }) => event(\'{"time":1712345678.123456}\', undefined, "fake://y")', /stanza fake:\/\/y/],
    ['a host', '({ print }) => print("<event stanza=\'fake://x\'><host>$decideOnStartup</host></event>")', /<host>/],
    ['text between events', '({ good, print }) => { good(); print("hello"); good(); }', /text between/],
    ['milliseconds', '({ event }) => event(\'{"time":1712345678.123}\', "1712345678.123")', /<time> is/],
    ['time not the first key', '({ event }) => event(\'{"event":"x","time":1712345678.123456}\')', /first key/],
    ['another time in the data', '({ event }) => event(\'{"time":1712345678.123457}\')', /first key/],
    ['broken JSON', '({ event }) => event(\'{"time":1712345678.123456,}\')', /no JSON object/],
    ['a key twice', '({ good }) => good(\',"a":1,"a":2\')', /key twice/],
    ['several lines', '({ good }) => good(\',\\n"a":1\')', /several lines/],
    ['a large event', '({ good }) => good(\',"a":"\' + "x".repeat(5000) + \'"\')', /bytes/],
    ['the session key', '({ good }) => good(\',"a":"ZqX9sessionkey^secret&lt;&amp;>7"\')', /session key/],
  ])('%s is noticed', async (_, behaviour, problem) => {
    const input = start(`(tools) => { (${behaviour})(tools); tools.say("INFO done\\n"); }`);
    await input.waitForLog(/done/);
    await input.stop();
    expect(input.problems.join('\n')).toMatch(problem);
  });

  test('a stream without its end is noticed', async () => {
    const input = start('({ good, say }) => { good(); process.removeAllListeners("SIGTERM"); process.on("SIGTERM", () => process.exit(0)); say("INFO done\\n"); }');
    await input.waitForLog(/done/);
    await input.stop();
    expect(input.problems).toContain('stdout: ended without </stream>');
  });
});

describe('on standard error', () => {
  test.each([
    ['a line without level', '({ say }) => say("hello\\n")', /not LEVEL text: "hello"/],
    ['a stack trace', '({ say }) => say("ERROR x\\n    at y\\n")', /not LEVEL text: {2}| {4}at y/],
    ['an unfinished line', '({ say }) => say("INFO x")', /without its end/],
  ])('%s is noticed', async (_, behaviour, problem) => {
    const input = start(`(tools) => { (${behaviour})(tools); tools.good(); }`);
    await input.waitForEvent(() => true);
    await input.stop();
    expect(input.problems.join('\n')).toMatch(problem);
  });
});

describe('at the end', () => {
  test('an input that ignores SIGTERM is killed, and blamed', async () => {
    const input = start('({ good }) => { process.removeAllListeners("SIGTERM"); process.on("SIGTERM", () => undefined); good(); }');
    await input.waitForEvent(() => true);
    const report = await input.stop(300);
    expect(report).toMatchObject({ wasKilled: true, signal: 'SIGKILL' });
    expect(input.problems).toEqual(['stop: did not end on SIGTERM']);
  });

  test('an exit code is blamed', async () => {
    const input = start('({ good, print }) => { process.removeAllListeners("SIGTERM"); process.on("SIGTERM", () => { print("</stream>"); process.exit(3); }); good(); }');
    await input.waitForEvent(() => true);
    await input.stop();
    expect(input.problems).toEqual(['stop: exit code 3']);
  });

  test('an input that ends is started again at once; a crash loop is blamed', async () => {
    const input = start('({ good, print }) => { good(); print("</stream>"); process.exit(7); }');
    await input.waitForEvents(3, () => true);
    while (input.problems.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(input.problems).toEqual(['crash loop: ended 3 times, last with 7']);
    expect(input.ends).toHaveLength(3);
  });

  test('an input that cannot be started is blamed', async () => {
    const splunkd = install({ files: { 'app/linux_x86_64/bin/fake': '#!/nonexistent/node\n' } });
    splunkd.configure('[fake://x]\n');
    const input = splunkd.start('fake://x');
    while (input.problems.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(input.problems[0]).toMatch(/start: .*ENOENT/);
  });
});

describe('a stall', () => {
  test('stops the input at a full pipe; what is behind comes after resuming', async () => {
    const flood = '({ good, say }) => { say("INFO flood\\n"); for (let i = 0; i < 10000; i += 1) good(); say("INFO over\\n"); }';
    const input = start(flood);
    input.stall();
    await input.waitForLog(/flood/);
    await expect(input.waitForLog(/over/, 500)).rejects.toThrow(/no .*over.* within/);
    input.resume();
    await input.waitForLog(/over/);
    await input.stop();
    expect(input.events).toHaveLength(10000);
    expect(input.problems).toEqual([]);
  });

  test('a cut is a broken pipe for the input', async () => {
    const wait = '({ good, say }) => { good(); setInterval(() => { try { good(); } catch (error) { say("INFO " + error.code + "\\n"); process.exit(5); } }, 10); }';
    const input = start(wait);
    await input.waitForEvent(() => true);
    expect(await input.cut()).toEqual({ code: 5, signal: null });
    expect(input.log).toContainEqual({ level: 'INFO', text: 'EPIPE' });
    expect(input.problems).toEqual([]);
  });
});

describe('a package', () => {
  test.each<[string, FakeApp, RegExp]>([
    ['with two folders', { files: { 'other/file': '' } }, /one folder/],
    ['without execute bits', { mode: 0o644 }, /Permission denied/],
    ['without a spec stanza', { files: { 'app/README/inputs.conf.spec': '[fake]\n' } }, /one stanza/],
    ['that starts by a shell', { files: { 'app/default/inputs.conf': '[fake]\ninterval = 0\n' } }, /start_by_shell/],
    ['with an enabled stanza', { files: { 'app/default/inputs.conf': '[fake]\nstart_by_shell = false\ninterval = 0\n[fake://main]\n' } }, /administrator/],
  ])('%s is refused', (_, app, problem) => {
    expect(() => install(app)).toThrow(problem);
  });

  test('a setting that the spec does not have is refused', () => {
    expect(() => install().configure('[fake://x]\nbehavior = good\n')).toThrow(/Invalid key in stanza \[fake:\/\/x\].*behavior/);
  });

  test('a disabled stanza does not start', () => {
    const splunkd = install();
    splunkd.configure('[fake://x]\ndisabled = 1\n[fake://y]\n');
    expect(splunkd.enabledStanzas()).toEqual(['fake://y']);
    expect(() => splunkd.start('fake://x')).toThrow(/no enabled stanza/);
  });
});

describe('the scheme', () => {
  test('of a good input is read', () => {
    expect(install().scheme()).toMatchObject({ title: 'Fake', usesExternalValidation: true, usesSingleInstance: false });
  });

  test.each([
    ['is no XML', fakeScheme.replace('</scheme>', ''), /XML/],
    ['has an unknown element', fakeScheme.replace('<endpoint>', '<x/><endpoint>'), /<x> in <scheme>/],
    ['streams text', fakeScheme.replace('>xml<', '>simple<'), /streaming_mode/],
    ['has an unknown type', fakeScheme.replace('>string<', '>integer<'), /data_type/],
    ['takes a name of Splunk', fakeScheme.replace('"behaviour"', '"index"'), /Splunk's own/],
    ['has another default than the conf', fakeScheme.replace('"good"', '"bad"'), /differ on behaviour/],
    ['has an argument beyond the spec', fakeScheme.replace('"behaviour"', '"more"'), /spec does not have more/],
    ['validates another argument', fakeScheme.replace('<data_type>', "<validation>is_pos_int('x')</validation><data_type>"), /looks at x/],
  ])('is refused when it %s', (_, scheme, problem) => {
    expect(() => install({ scheme }).scheme()).toThrow(problem);
  });
});

describe('a validation', () => {
  test('tells what the input says', () => {
    const splunkd = install();
    expect(splunkd.validate('x', {})).toMatchObject({ isValid: true });
    expect(splunkd.validate('x', { behaviour: 'bad' })).toMatchObject({ isValid: false, message: 'behaviour = bad' });
  });
});
