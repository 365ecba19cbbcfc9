/** Each package, installed alone, and over an older one with what an administrator has of his own. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readConf } from '../../preview/spl/conf';
import { SearchTime } from '../../preview/spl/search_time';
import { packageFile, searchPackageFile, version } from '../../steps/paths.mjs';
import { parseConf } from '../../splunkd/conf';
import { unpackPackage, upgradePackage } from '../../splunkd/package';
import { gone, olderPackage, olderVersion } from './older';

const packages = [['linux_x86_64', packageFile], ['search', searchPackageFile]] as const;

const alert = 'eBPF Trace - New destination of a process';

/** What is in no package, and stays. */
const own: Readonly<Record<string, string>> = {
  'local/macros.conf': '[ebpf_trace_index]\ndefinition = (index=linux_network)\n',
  'local/savedsearches.conf': `[${alert}]\ndisabled = 0\n`,
  'local/transforms.conf': '[ebpf_trace_app_1_local]\nfilename = my_ports.csv\n',
  'local/app.conf': '[ui]\nis_visible = false\n',
  'metadata/local.meta': '[macros/ebpf_trace_index]\nversion = 9.1.0\n',
  'lookups/my_ports.csv': 'transport_dest_port,app\ntcp/8443,our shop\n',
};

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A new etc/apps. */
function newApps(): string {
  const folder = mkdtempSync(join(tmpdir(), 'apps-'));
  folders.push(folder);
  return folder;
}

function customise(app: string): void {
  for (const [name, text] of Object.entries(own)) {
    mkdirSync(dirname(join(app, name)), { recursive: true });
    writeFileSync(join(app, name), text);
  }
}

/** What a search sees of a connect to that port. */
function fieldsOf(app: string, port: number): Readonly<Record<string, unknown>> {
  const raw = JSON.stringify({ time: 1712345678.123456, event: 'connect', direction: 'outbound', src_ip: '192.0.2.2', src_port: 40000, dest_ip: '203.0.113.8', dest_port: port });
  return new SearchTime(app).apply({ raw, host: 'web1', sourcetype: 'ebpf:tcp' }).fields;
}

function versionOf(app: string): { version: string | undefined; build: number } {
  const conf = readConf(app, 'app');
  return { version: conf.get('launcher')?.get('version'), build: Number(conf.get('install')?.get('build')) };
}

describe.each(packages)('the package %s', (_, file) => {
  test('installed alone has conf files that can be read, and gives events their fields', () => {
    const app = unpackPackage(file, newApps());
    const confs = readdirSync(join(app, 'default')).filter((name) => name.endsWith('.conf'));
    expect(confs.length).toBeGreaterThan(5);
    for (const name of confs) expect(parseConf(readFileSync(join(app, 'default', name), 'utf8'), name).size).toBeGreaterThan(0);
    expect(versionOf(app).version).toBe(version);
    expect(fieldsOf(app, 443)).toMatchObject({ app: 'https', transport: 'tcp', action: 'allowed' });
  });

  let older: ReturnType<typeof olderPackage>;
  beforeAll(() => {
    older = olderPackage(file);
  }, 120_000);
  afterAll(() => older.remove());

  describe('over an older one', () => {
    let app = '';
    let before: ReturnType<typeof versionOf>;

    beforeAll(() => {
      const apps = newApps();
      app = unpackPackage(older.file, apps);
      customise(app);
      before = versionOf(app);
      expect(fieldsOf(app, 443)).toMatchObject({ app: 'older', transport: 'udp' });
      upgradePackage(file, apps);
    });

    test('is the new version, with a higher build number', () => {
      expect([before.version, versionOf(app).version]).toEqual([olderVersion, version]);
      expect(versionOf(app).build).toBeGreaterThan(before.build);
      expect(JSON.parse(readFileSync(join(app, 'app.manifest'), 'utf8')).info.id.version).toBe(version);
    });

    test('leaves nothing of the old default in force', () => {
      expect(existsSync(join(app, gone))).toBe(false);
      expect(fieldsOf(app, 443)).toMatchObject({ app: 'https', transport: 'tcp' });
    });

    test("leaves all that is the administrator's as it was", () => {
      for (const [name, text] of Object.entries(own)) expect([name, readFileSync(join(app, name), 'utf8')]).toEqual([name, text]);
    });

    test('and in force: rows of his own before ours, his index, an alert that he enabled, what he has hidden', () => {
      expect(fieldsOf(app, 8443)['app']).toBe('our shop');
      expect(readConf(app, 'macros').get('ebpf_trace_index')?.get('definition')).toBe('(index=linux_network)');
      const enabled = readConf(app, 'savedsearches').get(alert);
      expect([enabled?.get('disabled'), enabled?.get('search') === 'older', enabled?.has('cron_schedule')]).toEqual(['0', false, true]);
      expect(readConf(app, 'app').get('ui')?.get('is_visible')).toBe('false');
    });
  });

  test('where lookups are kept as they are, as a deployer may, works with the older ones', () => {
    const [apps, kept] = [newApps(), newApps()];
    const app = unpackPackage(older.file, apps);
    customise(app);
    cpSync(join(app, 'lookups'), kept, { recursive: true });
    upgradePackage(file, apps);
    cpSync(kept, join(app, 'lookups'), { recursive: true });
    expect([443, 8443].map((port) => fieldsOf(app, port)['app'])).toEqual(['older', 'our shop']);
  });
});

test('the package search in place of the other, as its README says, leaves nothing of the input', () => {
  const apps = newApps();
  const app = unpackPackage(packageFile, apps);
  customise(app);
  const said = readFileSync(join(unpackPackage(searchPackageFile, newApps()), 'README.txt'), 'utf8').replace(/\s+/g, ' ');
  const [, list = ''] = /delete (.*) of the app's folder before/.exec(said) ?? [];
  for (const name of list.split(/, | and /)) rmSync(join(app, name), { recursive: true });
  cpSync(unpackPackage(searchPackageFile, newApps()), app, { recursive: true });
  const files = readdirSync(app, { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => /(^|\/)bin\/|^README\/|inputs\.conf|manager|licenses/.test(name))).toEqual([]);
  expect(fieldsOf(app, 8443)['app']).toBe('our shop');
});
