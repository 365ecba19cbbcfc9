import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile, version } from '../../steps/paths.mjs';
import { entries, unpack } from './spl';

const bin = 'ebpf_trace/linux_x86_64/bin';
const expected = [
  ...['LICENSE', 'README.txt', 'app.manifest', 'README/inputs.conf.spec', 'metadata/default.meta'],
  ...['app', 'inputs', 'props', 'transforms', 'eventtypes', 'tags', 'macros'].map((name) => `default/${name}.conf`),
  ...['ports', 'ports_none', 'errno', 'noise', 'noise_none'].map((name) => `lookups/ebpf_trace_${name}.csv`),
  ...['nav/default', 'views/process_connections'].map((name) => `default/data/ui/${name}.xml`),
  ...['', '_2x', 'Alt', 'Alt_2x'].map((suffix) => `static/appIcon${suffix}.png`),
  ...['ebpf_trace', 'ebpf_trace.bpf.o', 'koffi.node', 'libbpf.so'].map((name) => `linux_x86_64/bin/${name}`),
].map((name) => `ebpf_trace/${name}`);

describe('the .spl', () => {
  const all = entries();
  const names = all.map(({ name }) => name);
  const { app, remove } = unpack();
  afterAll(remove);
  const text = (name: string): string => readFileSync(join(app, name), 'utf8');

  test('is named after its version and architecture', () => {
    expect(packageFile.endsWith(`/ebpf_trace-${version}-linux_x86_64.spl`)).toBe(true);
  });

  test('holds all that the app is made of, in one folder', () => {
    expect(names).toEqual(expect.arrayContaining(expected));
    expect(names.filter((name) => !/^ebpf_trace(\/|$)/.test(name))).toEqual([]);
  });

  test('holds nothing that Splunk refuses: no dotfile, no local configuration, no limits', () => {
    expect(names.filter((name) => /\/\.|\/local(\/|\.meta$)|limits\.conf$/.test(name))).toEqual([]);
  });

  test('has the licence of every part', () => {
    const parts = ['node', 'koffi', 'libbpf', 'libelf', 'zlib', 'ebpf_trace.bpf', 'xml2js', 'splunk-sdk'];
    const licences = names.filter((name) => name.startsWith('ebpf_trace/licenses/'));
    const without = parts.filter((part) => !licences.some((name) => name.startsWith(`ebpf_trace/licenses/${part}.`)));
    expect(without).toEqual([]);
  });

  test('has folders and executables of mode 755, files of mode 644, of no user, at one time', () => {
    const mode = (name: string, folder: boolean): string => {
      if (folder) return 'drwxr-xr-x';
      return name === `${bin}/ebpf_trace` ? '-rwxr-xr-x' : '-rw-r--r--';
    };
    const wanted = all.map((one) => ({ ...one, mode: mode(one.name.replace(/\/$/, ''), one.mode.startsWith('d')) }));
    expect(all).toEqual(wanted);
    expect(new Set(all.map(({ owner, time }) => `${owner} ${time}`)).size).toBe(1);
    expect(all[0]?.owner).toBe('0/0');
  });

  test('names one version and declares its binaries', () => {
    const versions = [...text('default/app.conf').matchAll(/^version = (.*)$/gm)].map(([, value]) => value);
    expect(versions).toEqual([version, version]);
    expect(JSON.parse(text('app.manifest')).info.id).toEqual({ group: null, name: 'ebpf_trace', version });
    expect(text('README.txt')).toContain(`eBPF Trace ${version}\n`);
    const declared = text('README.txt').split('# Binary File Declaration')[1];
    for (const name of names.filter((one) => one.startsWith(`${bin}/`) && one !== `${bin}/`)) {
      expect(declared).toContain(`\n${name.replace('ebpf_trace/', '')}:`);
    }
  });

  test('leaves no placeholder open', () => {
    for (const name of ['default/app.conf', 'app.manifest', 'README.txt']) {
      expect(text(name)).not.toMatch(/@\w+@|undefined/);
    }
  });

  test('enables no input', () => {
    expect(text('default/inputs.conf')).not.toMatch(/^\[.*:\/\/|^disabled/m);
    expect(text('default/inputs.conf')).toMatch(/^\[ebpf_trace\]$/m);
  });

  test('gives its knowledge objects to every app: CIM and Enterprise Security look for tags from theirs', () => {
    expect(text('metadata/default.meta')).toMatch(/^\[\]\naccess = read : \[ \* \], write : \[ admin, sc_admin \]\nexport = system$/m);
  });

  test('times the events of every probe as the input does', () => {
    const props = text('default/props.conf');
    expect(props).toMatch(/^\[ebpf:tcp\]$/m);
    expect(props.match(/^TIME_FORMAT = %s\.%6N$/gm)?.length).toBe(props.match(/^\[/gm)?.length);
  });
});
