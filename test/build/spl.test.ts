import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argumentList } from '../../src/settings';
import { buildNumber } from '../../steps/build_number.mjs';
import { knowledge } from '../../src/knowledge';
import { views } from '../../src/splunk/views';
import { partOf } from '../../steps/parts.mjs';
import { packageFile, root, searchPackageFile, version } from '../../steps/paths.mjs';
import { output } from './run';
import { entries, unpack } from './spl';

const bin = 'ebpf_trace/linux_x86_64/bin';
const common = [
  ...['LICENSE', 'README.txt', 'app.manifest', 'metadata/default.meta'],
  ...['app', 'props', 'transforms', 'eventtypes', 'tags', 'macros'].map((name) => `default/${name}.conf`),
  ...['ports', 'ports_none', 'errno', 'noise', 'noise_none'].map((name) => `lookups/ebpf_trace_${name}.csv`),
  ...['nav/default', ...views.map(({ id }) => `views/${id}`)].map((name) => `default/data/ui/${name}.xml`),
  ...['', '_2x', 'Alt', 'Alt_2x'].map((suffix) => `static/appIcon${suffix}.png`),
];
const ofInput = [
  ...['default/inputs.conf', 'README/inputs.conf.spec', 'default/data/ui/manager/ebpf_trace.xml'],
  ...['ebpf_trace', 'ebpf_trace.bpf.o', 'koffi.node', 'libbpf.so'].map((name) => `linux_x86_64/bin/${name}`),
];

describe.each([
  ['linux_x86_64', packageFile, [...common, ...ofInput]],
  ['search', searchPackageFile, common],
] as const)('the package %s', (suffix, file, expected) => {
  const all = entries(file);
  const names = all.map(({ name }) => name);
  const { app, remove } = unpack(file);
  afterAll(remove);
  const text = (name: string): string => readFileSync(join(app, name), 'utf8');

  test('is named after its version and kind', () => {
    expect(file.endsWith(`/ebpf_trace-${version}-${suffix}.spl`)).toBe(true);
  });

  test('holds all that the app is made of, in one folder', () => {
    expect(names).toEqual(expect.arrayContaining(expected.map((name) => `ebpf_trace/${name}`)));
    expect(names.filter((name) => !/^ebpf_trace(\/|$)/.test(name))).toEqual([]);
  });

  test('holds nothing that Splunk refuses: no dotfile, no local configuration, no limits', () => {
    expect(names.filter((name) => /\/\.|\/local(\/|\.meta$)|limits\.conf$/.test(name))).toEqual([]);
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

  test('names one version, and a build number that rises with it', () => {
    const values = (name: string): readonly unknown[] => [...text('default/app.conf').matchAll(new RegExp(`^${name} = (.*)$`, 'gm'))].map(([, value]) => value);
    expect(values('version')).toEqual([version, version]);
    expect(values('build')).toEqual([String(buildNumber(version, readFileSync(join(root, 'CHANGELOG.md'), 'utf8')))]);
    expect(JSON.parse(text('app.manifest')).info.id).toEqual({ group: null, name: 'ebpf_trace', version });
    expect(text('README.txt')).toContain(`eBPF Trace ${version}`);
  });

  test('is the app ebpf_trace, which asks nobody for updates, set-up or reloads', () => {
    const conf = text('default/app.conf');
    expect([conf.match(/^id = (.*)$/m)?.[1], conf.match(/^name = (.*)$/m)?.[1]]).toEqual(['ebpf_trace', 'ebpf_trace']);
    expect(conf).toMatch(/^check_for_updates = false$/m);
    expect(conf).not.toMatch(/install_source_checksum|\[triggers\]|reload\.|setup_view/);
  });

  test('says in its manifest which data models its events are for, and no Splunk version, which the packaging toolkit refuses', () => {
    const models = [...new Set(knowledge.datasets.map(({ name }) => name.replace(/\..*/, '')))].sort();
    const { info, platformRequirements } = JSON.parse(text('app.manifest')) as { info: { commonInformationModels: object }; platformRequirements: unknown };
    expect(Object.keys(info.commonInformationModels)).toEqual(models);
    expect(platformRequirements).toBeNull();
  });

  test('leaves no placeholder open', () => {
    for (const name of ['default/app.conf', 'app.manifest', 'README.txt']) {
      expect(text(name)).not.toMatch(/@\w+@|undefined/);
    }
  });

  test('gives its knowledge objects to every app: CIM and Enterprise Security look for tags from theirs', () => {
    expect(text('metadata/default.meta')).toMatch(/^\[\]\naccess = read : \[ \* \], write : \[ admin, sc_admin \]\nexport = system$/m);
    expect([...text('metadata/default.meta').matchAll(/^\[(\w+)\]\nexport = none$/gm)].map(([, kind]) => kind)).toEqual(['views', 'nav', 'savedsearches']);
  });

  test('times the events of every probe as the input does', () => {
    const props = text('default/props.conf');
    expect(props).toMatch(/^\[ebpf:tcp\]$/m);
    expect(props.match(/^TIME_FORMAT = %s\.%6N$/gm)?.length).toBe(props.match(/^\[/gm)?.length);
  });

  test.each([['', 36], ['_2x', 72]])('has icons for light and for dark%s, of %i pixels', (size, pixels) => {
    for (const kind of ['appIcon', 'appIconAlt']) {
      const png = readFileSync(join(app, `static/${kind}${size}.png`));
      expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', pixels, pixels]);
    }
  });
});

describe('the package linux_x86_64', () => {
  const names = entries(packageFile).map(({ name }) => name);
  const { app, remove } = unpack(packageFile);
  afterAll(remove);
  const text = (name: string): string => readFileSync(join(app, name), 'utf8');

  test('has the licence of every part', () => {
    const parts = ['node', 'koffi', 'libbpf', 'libelf', 'zlib', 'ebpf_trace.bpf', 'xml2js', 'splunk-sdk', 'ipaddr.js', 'string-width', 'strip-ansi'];
    const licences = names.filter((name) => name.startsWith('ebpf_trace/licenses/'));
    const without = parts.filter((part) => !licences.some((name) => name.startsWith(`ebpf_trace/licenses/${part}.`)));
    expect(without).toEqual([]);
  });

  test('declares its binaries', () => {
    const declared = text('README.txt').split('# Binary File Declaration')[1];
    for (const name of names.filter((one) => one.startsWith(`${bin}/`) && one !== `${bin}/`)) {
      expect(declared).toContain(`\n${name.replace('ebpf_trace/', '')}:`);
    }
  });

  test('has scheme, spec, defaults and form of one list of arguments', () => {
    const names = (name: string, pattern: RegExp): readonly unknown[] => [...text(name).matchAll(pattern)].map(([, argument]) => argument);
    const wanted = argumentList.map(({ name }) => name);
    expect(names('README/inputs.conf.spec', /^(\w+) =/gm)).toEqual(wanted);
    expect(names('default/inputs.conf', /^(\w+) =/gm)).toEqual(['start_by_shell', 'interval', ...wanted]);
    expect(names('default/data/ui/manager/ebpf_trace.xml', /<element name="(\w+)" type="(?:textfield|select|checkbox)"/g)).toEqual(['name', 'index', ...wanted]);
    const scheme = output(join(app, 'linux_x86_64/bin/ebpf_trace'), ['--scheme'], { env: {} });
    expect([...scheme.matchAll(/<arg name="(\w+)"/g)].map(([, argument]) => argument)).toEqual(wanted);
  });

  test('enables no input', () => {
    expect(text('default/inputs.conf')).not.toMatch(/^\[.*:\/\/|^disabled/m);
    expect(text('default/inputs.conf')).toMatch(/^\[ebpf_trace\]$/m);
  });
});

describe('the package search', () => {
  const [full, search] = [unpack(packageFile), unpack(searchPackageFile)];
  afterAll(() => [full, search].forEach(({ remove }) => remove()));
  const text = (name: string): string => readFileSync(join(search.app, name), 'utf8');
  const files = (file: string): readonly string[] => entries(file).filter(({ mode }) => mode.startsWith('-')).map(({ name }) => name.replace('ebpf_trace/', ''));

  test('has all of the other but what is of the input, to the byte', () => {
    const names = files(searchPackageFile);
    expect(names).toEqual(files(packageFile).filter((name) => partOf(name).inSearch));
    const others = names.filter((name) => !readFileSync(join(search.app, name)).equals(readFileSync(join(full.app, name))));
    expect(others).toEqual(['README.txt', 'app.manifest']);
  });

  test('has nothing of the input', () => {
    expect(files(searchPackageFile).filter((name) => /(^|\/)bin\/|inputs\.conf|manager|licenses|\.(so|node|o)$/.test(name))).toEqual([]);
    expect(text('README.txt')).not.toContain('Binary File Declaration');
  });

  test('says where to install it', () => {
    expect(JSON.parse(text('app.manifest'))).toMatchObject({
      supportedDeployments: ['_standalone', '_distributed', '_search_head_clustering'],
      targetWorkloads: ['_search_heads', '_indexers', '_forwarders'],
    });
  });
});

describe('the build number', () => {
  const changes = '### Added\n\n- One.\n- Two,\n  of two lines.\n';

  test('rises with the version and with each change that the changelog tells of', () => {
    const rising = [buildNumber('0.1.0', ''), buildNumber('0.1.0', changes), buildNumber('0.1.1', ''), buildNumber('0.2.0', changes), buildNumber('1.0.0', '')];
    expect(rising).toEqual([100000, 100002, 101000, 200002, 10000000]);
  });

  test.each(['1.100.0', '1.0', '1.0.0-beta'])('is refused of %s', (text) => {
    expect(() => buildNumber(text, changes)).toThrow(/makes no build number/);
  });
});
