/** An app with an input that does what its settings say, for the tests of the stand-in itself. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const fakeScheme = `<scheme><title>Fake</title><description/><use_external_validation>true</use_external_validation>
<use_single_instance>false</use_single_instance><streaming_mode>xml</streaming_mode><endpoint><args>
<arg name="behaviour" defaultValue="good"><title>Behaviour</title><description/><data_type>string</data_type>
<required_on_edit>false</required_on_edit><required_on_create>false</required_on_create></arg></args></endpoint></scheme>`;

/**
 * Behaviours by the param of that name. `print` writes to standard output, `event` an event with this data; a
 * behaviour that returns 'end' has the process end the stream and exit, else it waits for SIGTERM.
 */
const program = `
const { writeSync } = require('node:fs');
const print = (bytes) => writeSync(1, bytes);
const say = (text) => writeSync(2, text);
const event = (data, time = '1712345678.123456', stanza = 'fake://x') =>
  print('<event stanza="' + stanza + '"><time>' + time + '</time><sourcetype>ebpf:tcp</sourcetype><data>' + data + '</data></event>\\n');
const good = (more = '') => event('{"time":1712345678.123456,"event":"connect"' + more + '}');
const behaviours = BEHAVIOURS;
const verb = process.argv[2];
if (verb === '--scheme') { print(SCHEME); process.exit(0); }
let text = '';
process.stdin.on('data', (chunk) => {
  text += chunk;
  const behaviour = (/name="behaviour">([a-z_]+)</.exec(text) || [])[1] || 'good';
  if (verb === '--validate-arguments' && text.includes('</items>')) {
    if (behaviour === 'good') process.exit(0);
    print('<error><message>behaviour = ' + behaviour + '</message></error>');
    process.exit(1);
  }
  if (!verb && text.includes('</input>')) {
    process.stdin.pause();
    process.on('SIGTERM', () => { print('</stream>'); process.exit(0); });
    setInterval(() => undefined, 1000);
    print('<stream>');
    behaviours[behaviour]({ print, say, event, good, text });
  }
});
`;

export interface FakeApp {
  /** Name of a behaviour to the source of a function. */
  readonly behaviours?: Readonly<Record<string, string>>;
  readonly scheme?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly mode?: number;
}

/** Makes a package; gives its path. */
export function fakePackage({ behaviours = {}, scheme = fakeScheme, files = {}, mode = 0o755 }: FakeApp = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'fake-'));
  const functions = Object.entries({ good: '({ good }) => good()', ...behaviours }).map(([name, source]) => `${name}: ${source}`);
  const filled = program.replace('BEHAVIOURS', () => `{${functions.join(',')}}`).replace('SCHEME', () => JSON.stringify(scheme));
  const all = {
    'app/default/inputs.conf': '[fake]\nstart_by_shell = false\ninterval = 0\nbehaviour = good\n',
    'app/README/inputs.conf.spec': '[fake://<name>]\n* prose = here\nbehaviour = <string>\n* What it does.\n',
    'app/linux_x86_64/bin/fake': `#!${process.execPath}\n${filled}`,
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  chmodSync(join(folder, 'app/linux_x86_64/bin/fake'), mode);
  const tops = [...new Set(Object.keys(all).map((name) => name.split('/')[0] ?? ''))];
  execFileSync('tar', ['-czf', 'fake.spl', ...tops], { cwd: folder });
  return join(folder, 'fake.spl');
}
