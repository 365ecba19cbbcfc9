import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../steps/paths.mjs';
import { output, run } from './run';
import { unpack } from './spl';

const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
const root = process.getuid?.() === 0;

describe('the executable', () => {
  const { app, remove } = unpack();
  afterAll(remove);
  const program = join(app, 'linux_x86_64/bin/ebpf_trace');

  test('starts on its own, without an environment', () => {
    expect(output('env', ['-i', program, '--version'])).toContain(version);
  });

  test('says nothing beside its own words', () => {
    expect(run(program, ['--version'], { env: {} }).stderr).toBe('');
  });

  test('takes no option of Node.js from outside', () => {
    const env = { NODE_OPTIONS: '--require=/nowhere/to/be/found' };
    expect(output(program, ['--version'], { env })).toContain(version);
    expect(run(program, ['--eval=process.exit(0)'], { env: {} }).status).not.toBe(0);
  });

  describe("takes no configuration of OpenSSL's, which is Splunk's", () => {
    const folder = mkdtempSync(join(tmpdir(), 'openssl-'));
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    afterAll(() => rmSync(folder, { recursive: true }));

    test.each([
      ['is not there', () => join(folder, 'none.cnf')],
      ['is malformed', () => file('bad.cnf', 'nodejs_conf = [[[\n[x\n')],
      ['asks for a provider that is not there', () => file('fips.cnf', 'nodejs_conf = a\n[a]\nproviders = b\n[b]\nfips = c\n[c]\nactivate = 1\nmodule = /nowhere.so\n')],
      ['is a folder', () => folder],
    ])('whether it %s', (_, path) => {
      const { status, stdout, stderr } = run(program, ['--version'], { env: { OPENSSL_CONF: path() } });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(version);
    });
  });

  describe.each(['koffi.node', 'libbpf.so', 'ebpf_trace.bpf.o'])('says in one line what to do about %s', (name) => {
    const file = join(app, 'linux_x86_64/bin', name);

    test('that is missing', () => {
      renameSync(file, `${file}.away`);
      const { status, stderr } = run(program, ['check'], { env: {} });
      renameSync(`${file}.away`, file);
      expect({ status, stderr }).toEqual({ status: 1, stderr: `FATAL ${file} is missing: install the app again\n` });
    });

    (root ? test : test.skip)('that it may not read', () => {
      chmodSync(file, 0o600);
      const { status, stderr } = run('setpriv', [...nobody, 'env', '-i', program, 'check']);
      chmodSync(file, 0o644);
      expect({ status, stderr }).toEqual({ status: 1, stderr: `FATAL ${file} may not be read by uid 65534: give the app's folder to splunkd's user, or chmod -R a+rX it\n` });
    });
  });

  (root ? test : test.skip)('starts with file capabilities, as an unprivileged user', () => {
    output('setcap', ['cap_bpf,cap_perfmon,cap_dac_read_search+ep', program]);
    expect(output('setpriv', [...nobody, 'env', '-i', program, '--version'])).toContain(version);
  });
});
