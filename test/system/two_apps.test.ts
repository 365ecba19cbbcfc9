/** From one app to two, by the very commands of docs/upgrade.md; and what happens where the old copy is left. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { readConf } from '../../src/splunk/conf';
import { type Input, Splunkd, type SplunkEvent } from '../../splunkd';
import { addon, addonId, addonPackage, appId, appPackage, root } from '../../steps/paths.mjs';
import { whyNotTraceable } from './truth/tracer';
import { fieldsOf, own } from '../build/own';
import { formerPackage } from '../build/older';

const stanza = 'ebpf_trace://main';
const inputs = `[${stanza}]\nindex = net\nmode = summary\nexclude_processes = nobody-has-this\nhealth_interval = 10\n`;
const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: what runs in two_apps.test.ts: ${reason}\n`);
const traced = reason === undefined ? test : test.skip;

const packages = mkdtempSync(join(tmpdir(), 'packages-'));
const former = formerPackage();
for (const file of [addonPackage, appPackage]) copyFileSync(file, join(packages, basename(file)));
afterAll(() => {
  former.remove();
  rmSync(packages, { recursive: true });
});

/** A host with the app of before, configured, where `splunk stop` and `splunk start` do nothing. */
function formerHost(): Splunkd {
  const splunkd = new Splunkd(former.file);
  splunkd.configure(inputs);
  for (const [name, text] of Object.entries(own)) {
    mkdirSync(dirname(join(splunkd.app.folder, name)), { recursive: true });
    writeFileSync(join(splunkd.app.folder, name), text);
  }
  mkdirSync(join(splunkd.home, 'bin'));
  writeFileSync(join(splunkd.home, 'bin/splunk'), '#!/bin/sh\necho "$1"\n');
  chmodSync(join(splunkd.home, 'bin/splunk'), 0o755);
  return splunkd;
}

/** Runs what stands under that heading, as it stands. */
function follow(heading: string, splunkd: Splunkd): void {
  const text = readFileSync(join(root, 'docs/upgrade.md'), 'utf8');
  const [, commands = ''] = text.split(`### ${heading}\n`)[1]?.split('\n### ')[0]?.split(/^```(?:sh)?$/m) ?? [];
  const said = execFileSync('bash', ['--norc', '-ec', commands], { cwd: packages, env: { ...process.env, SPLUNK_HOME: splunkd.home }, encoding: 'utf8' });
  expect(said).toBe('stop\nstart\n');
  splunkd.use(addonId);
}

const whereInputs = (splunkd: Splunkd): readonly string[] =>
  execFileSync('find', ['.', '-name', 'inputs.conf*', '-o', '-path', '*/bin/ebpf_trace'], { cwd: join(splunkd.home, 'etc/apps'), encoding: 'utf8' }).trim().split('\n').sort();
const addonsAlone = ['README/inputs.conf.spec', 'default/inputs.conf', 'linux_x86_64/bin/ebpf_trace', 'local/inputs.conf'].map((name) => `./${addonId}/${name}`);

describe.each(['On a forwarder', 'On a single instance, which also searches'])('%s', (heading) => {
  let splunkd: Splunkd;

  beforeAll(() => {
    splunkd = formerHost();
    follow(heading, splunkd);
  }, 120_000);
  afterAll(() => splunkd.remove());

  test('the input is in the add-on alone, enabled, with all of its settings', () => {
    expect(whereInputs(splunkd)).toEqual(addonsAlone);
    expect(readFileSync(join(splunkd.app.folder, 'local/inputs.conf'), 'utf8')).toBe(inputs);
    expect(splunkd.enabledStanzas()).toEqual([stanza]);
    expect(splunkd.scheme()).toMatchObject({ usesExternalValidation: true });
    expect(splunkd.validate(stanza, {})).toMatchObject({ isValid: true });
  });

  test('the add-on is as one that was installed anew', () => {
    for (const folder of ['default', 'README', 'metadata']) {
      expect(spawnSync('diff', ['-r', '-x', 'local.meta', join(addon, folder), join(splunkd.app.folder, folder)], { encoding: 'utf8' }).stdout).toBe('');
    }
  });

  traced('it runs, with the settings of before, and knows of no copy', async () => {
    const input = splunkd.start(stanza);
    const { fields } = await input.waitForEvent((event) => event.fields['event'] === 'start', 20_000);
    expect(fields['mode']).toBe('summary');
    await input.stop();
    expect([input.problems, warnings(input).filter((text) => text.includes('holds this input'))]).toEqual([[], []]);
  });
});

test('on a forwarder nothing is left of the old app, and all that was local is in the new one', () => {
  const splunkd = formerHost();
  follow('On a forwarder', splunkd);
  expect(existsSync(join(splunkd.home, 'etc/apps', appId))).toBe(false);
  for (const [name, text] of Object.entries(own).filter(([name]) => name.startsWith('local/'))) {
    expect(readFileSync(join(splunkd.app.folder, name), 'utf8')).toBe(text);
  }
  splunkd.remove();
});

test('on a single instance searches find what they did: the index, the alert and the lookup of its administrator', () => {
  const splunkd = formerHost();
  const app = join(splunkd.home, 'etc/apps', appId);
  follow('On a single instance, which also searches', splunkd);
  expect([443, 8443].map((port) => fieldsOf(app, port)['app'])).toEqual(['https', 'our shop']);
  expect(readConf(app, 'macros').get('ebpf_trace_index')?.get('definition')).toBe('(index=linux_network)');
  expect(readConf(app, 'savedsearches').get('eBPF Trace - New destination of a process')?.get('disabled')).toBe('0');
  for (const [name, text] of Object.entries(own)) expect([name, readFileSync(join(app, name), 'utf8')]).toEqual([name, text]);
  splunkd.remove();
});

describe('where the old copy is left', () => {
  let splunkd: Splunkd;
  let folder = '';

  beforeEach(() => {
    splunkd = formerHost();
    folder = splunkd.app.folder;
    cpSync(addon, join(splunkd.home, 'etc/apps', addonId), { recursive: true });
  });
  afterEach(() => splunkd.remove());

  test("one stanza is one input, with the add-on's values where both have one", () => {
    splunkd.use(addonId);
    splunkd.configure(`[${stanza}]\nindex = other\n`);
    expect(splunkd.enabledStanzas()).toEqual([stanza]);
    expect(splunkd.settings(stanza)).toMatchObject({ index: 'other', mode: 'summary', exclude_processes: 'nobody-has-this' });
  });

  test('check names it', () => {
    // Its exit code is this host's affair.
    const said = execFileSync('bash', ['-c', '"$0" check; true', join(splunkd.home, 'etc/apps', addonId, 'linux_x86_64/bin/ebpf_trace')], { encoding: 'utf8' });
    expect(said).toContain(`WARN  copies `);
    expect(said).toContain(`${folder} holds this input too: Splunk may start either\n`);
  });

  // Before anything is loaded: so also where BPF is refused.
  test('of two that Splunk has started the later one waits and says why, until the first ends', async () => {
    const first = splunkd.start(stanza);
    await first.waitForEvent(isHealth, 20_000);
    splunkd.use(addonId);
    const second = splunkd.start(stanza);
    const refused = `the copy in ${folder} is tracing already (pid ${await first.pid})`;
    expect((await second.waitForEvent(isHealth, 20_000)).fields).toMatchObject({ event: 'failed', message: expect.stringContaining(refused) });
    expect(warnings(second)).toContainEqual(expect.stringContaining(`${folder} holds this input too`));
    await first.stop();
    await second.waitForEvent(isLater, 20_000);
    await second.stop();
    expect([first.problems, second.problems, refusals(first)]).toEqual([[], [], []]);
  }, 60_000);
});

const isHealth = ({ sourcetype }: SplunkEvent): boolean => sourcetype === 'ebpf:health';
/** An event of the next try, or of what then runs. */
const isLater = (event: SplunkEvent): boolean => isHealth(event) && !String(event.fields['message']).includes('is tracing already');
const refusals = ({ events }: Input): readonly SplunkEvent[] => events.filter((event) => isHealth(event) && !isLater(event));
const warnings = ({ log }: Input): readonly string[] => log.filter(({ level }) => level === 'WARN').map(({ text }) => text);
