import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Conf, readConf } from '../../src/splunk/conf';
import { knowledge } from '../../src/knowledge';
import { argumentList } from '../../src/settings';
import { views } from '../../src/knowledge/views';
import { buildNumber } from '../../steps/build_number.mjs';
import { packages } from '../../steps/parts.mjs';
import { addonId, addonPackage, appId, appPackage, root, version } from '../../steps/paths.mjs';
import { output } from './run';
import { entries, unpack } from './spl';

interface Manifest {
  readonly info: { readonly commonInformationModels: object | null };
  readonly targetWorkloads: readonly string[];
}

const common = [
  ...['LICENSE', 'README.txt', 'app.manifest', 'metadata/default.meta', 'default/app.conf', 'default/props.conf'],
  ...['', '_2x', 'Alt', 'Alt_2x'].map((suffix) => `static/appIcon${suffix}.png`),
];
const ofInput = [
  ...['default/inputs.conf', 'README/inputs.conf.spec', 'default/data/ui/manager/ebpf_trace.xml'],
  ...['ebpf_trace', 'ebpf_trace.bpf.o', 'koffi.node', 'libbpf.so'].map((name) => `linux_x86_64/bin/${name}`),
];
const ofSearch = [
  ...['transforms', 'eventtypes', 'tags', 'macros', 'savedsearches'].map((name) => `default/${name}.conf`),
  ...['ports', 'ports_none', 'errno', 'noise', 'noise_none'].map((name) => `lookups/ebpf_trace_${name}.csv`),
  ...['nav/default', ...views.map(({ id }) => `views/${id}`)].map((name) => `default/data/ui/${name}.xml`),
];
const files = (file: string): readonly string[] => entries(file).filter(({ mode }) => mode.startsWith('-')).map(({ name }) => name.replace(/^[^/]*\//, '')).sort();

describe.each([
  [addonId, `TA_ebpf_trace-${version}-linux_x86_64.spl`, addonPackage],
  [appId, `ebpf_trace-${version}.spl`, appPackage],
] as const)('the package %s', (id, name, file) => {
  const all = entries(file);
  const names = all.map((entry) => entry.name);
  const { app, remove } = unpack(file);
  afterAll(remove);
  const text = (name: string): string => readFileSync(join(app, name), 'utf8');

  test('is named after its app, version and kind', () => {
    expect(basename(file)).toBe(name);
  });

  test('has one folder, named as its app', () => {
    expect(names.filter((one) => one.split('/')[0] !== id)).toEqual([]);
  });

  test('holds nothing that Splunk refuses: no dotfile, no local configuration, no limits', () => {
    expect(names.filter((name) => /\/\.|\/local(\/|\.meta$)|limits\.conf$/.test(name))).toEqual([]);
  });

  test('has folders and executables of mode 755, files of mode 644, of no user, at one time', () => {
    const mode = (name: string, folder: boolean): string => {
      if (folder) return 'drwxr-xr-x';
      return name === `${addonId}/linux_x86_64/bin/ebpf_trace` ? '-rwxr-xr-x' : '-rw-r--r--';
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
    expect(JSON.parse(text('app.manifest')).info.id).toEqual({ group: null, name: id, version });
    expect(text('README.txt').split('\n')[0]).toBe(`${packages[id].label} ${version}`);
  });

  // app.conf.spec, [package] id
  test('has an id as Splunk wants it: the name of its folder, of letters, digits, dots and underscores', () => {
    expect(id).toMatch(/^\w[\w.]*\w$/);
    const conf = text('default/app.conf');
    expect([conf.match(/^id = (.*)$/m)?.[1], conf.match(/^name = (.*)$/m)?.[1]]).toEqual([id, id]);
  });

  test('asks nobody for updates, set-up or reloads', () => {
    const conf = text('default/app.conf');
    expect(conf).toMatch(/^check_for_updates = false$/m);
    expect(conf).not.toMatch(/install_source_checksum|\[triggers\]|reload\.|setup_view/);
  });

  test('names no Splunk version in its manifest, which the packaging toolkit refuses', () => {
    expect(JSON.parse(text('app.manifest')).platformRequirements).toBeNull();
  });

  test('leaves no placeholder open', () => {
    for (const name of ['default/app.conf', 'app.manifest', 'README.txt']) {
      expect(text(name)).not.toMatch(/@\w+@|undefined/);
    }
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

describe('the add-on', () => {
  const names = files(addonPackage);
  const { app, remove } = unpack(addonPackage);
  afterAll(remove);
  const text = (name: string): string => readFileSync(join(app, name), 'utf8');

  test('holds what is of the input, and what every app has, and nothing else', () => {
    expect(names.filter((name) => !name.startsWith('licenses/'))).toEqual([...common, ...ofInput].sort());
  });

  test('has the licence of every part', () => {
    const parts = ['node', 'koffi', 'libbpf', 'libelf', 'zlib', 'ebpf_trace.bpf', 'xml2js', 'splunk-sdk', 'ipaddr.js', 'string-width', 'strip-ansi'];
    const licences = names.filter((name) => name.startsWith('licenses/'));
    const without = parts.filter((part) => !licences.some((name) => name.startsWith(`licenses/${part}.`)));
    expect(without).toEqual([]);
  });

  test('declares its binaries', () => {
    const declared = text('README.txt').split('# Binary File Declaration')[1];
    for (const name of names.filter((one) => one.startsWith('linux_x86_64/'))) {
      expect(declared).toContain(`\n${name}:`);
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

  test('is not visible, has no data model, and is for the hosts that are traced', () => {
    expect(text('default/app.conf')).toMatch(/^is_visible = false$/m);
    const { info, targetWorkloads } = JSON.parse(text('app.manifest')) as Manifest;
    expect([info.commonInformationModels, targetWorkloads]).toEqual([null, ['_forwarders']]);
  });
});

describe('the app for search', () => {
  const { app, remove } = unpack(appPackage);
  afterAll(remove);
  const text = (name: string): string => readFileSync(join(app, name), 'utf8');

  test('holds what is of search, and what every app has, and nothing else', () => {
    expect(files(appPackage)).toEqual([...common, ...ofSearch].sort());
    expect(text('README.txt')).not.toContain('Binary File Declaration');
  });

  test('says where to install it, and which data models its events are for', () => {
    const manifest = JSON.parse(text('app.manifest')) as Manifest;
    expect(manifest).toMatchObject({
      supportedDeployments: ['_standalone', '_distributed', '_search_head_clustering'],
      targetWorkloads: ['_search_heads', '_indexers', '_forwarders'],
    });
    const models = [...new Set(knowledge.datasets.map(({ name }) => name.replace(/\..*/, '')))].sort();
    expect(Object.keys(manifest.info.commonInformationModels ?? {})).toEqual(models);
  });

  test('gives its knowledge objects to every app: CIM and Enterprise Security look for tags from theirs', () => {
    expect(text('metadata/default.meta')).toMatch(/^\[\]\naccess = read : \[ \* \], write : \[ admin, sc_admin \]\nexport = system$/m);
    expect([...text('metadata/default.meta').matchAll(/^\[(\w+)\]\nexport = none$/gm)].map(([, kind]) => kind)).toEqual(['views', 'nav', 'savedsearches']);
  });
});

describe('both, on one instance', () => {
  const both = [unpack(addonPackage), unpack(appPackage)] as const;
  afterAll(() => both.forEach(({ remove }) => remove()));

  test('define nothing twice but how events are parsed, and that alike', () => {
    const confs = (app: string): readonly string[] => readdirSync(join(app, 'default')).filter((name) => name.endsWith('.conf'));
    const [addons, apps] = both.map(({ app }) => confs(app)) as [readonly string[], readonly string[]];
    expect(addons.filter((name) => apps.includes(name))).toEqual(['app.conf', 'props.conf']);
    const [ofAddon, ofApp] = both.map(({ app }) => readConf(app, 'props')) as [Conf, Conf];
    expect([...ofAddon.keys()]).toEqual([...ofApp.keys()]);
    for (const [stanza, settings] of ofAddon) {
      const shared = [...settings].filter(([name]) => ofApp.get(stanza)?.has(name));
      expect(shared).toEqual([...(ofApp.get(stanza) ?? [])].filter(([name]) => settings.has(name)));
      expect(shared.map(([name]) => name)).toEqual(knowledge.indexTime.filter(({ actsOn }) => actsOn === 'full').map(({ name }) => name));
    }
  });
});

describe('the build number', () => {
  const changes = '### Added\n\n- One.\n- Two,\n  of two lines.\n';

  test('rises with the version and with each change that the changelog lists', () => {
    const rising = [buildNumber('0.1.0', ''), buildNumber('0.1.0', changes), buildNumber('0.1.1', ''), buildNumber('0.2.0', changes), buildNumber('1.0.0', '')];
    expect(rising).toEqual([100000, 100002, 101000, 200002, 10000000]);
  });

  test.each(['1.100.0', '1.0', '1.0.0-beta'])('is refused of %s', (text) => {
    expect(() => buildNumber(text, changes)).toThrow(/makes no build number/);
  });
});
