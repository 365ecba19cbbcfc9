/** Each package, installed alone, and over an older one with what an administrator has of his own. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseConf, readConf } from '../../src/splunk/conf';
import { unpackPackage, upgradePackage } from '../../splunkd/package';
import { addonPackage, appPackage, version } from '../../steps/paths.mjs';
import { fieldsOf, own } from './own';
import { gone, olderPackage, olderVersion } from './older';

const packages = [['TA_ebpf_trace', addonPackage, 3], ['ebpf_trace', appPackage, 7]] as const;

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

function versionOf(app: string): { version: string | undefined; build: number } {
  const conf = readConf(app, 'app');
  return { version: conf.get('launcher')?.get('version'), build: Number(conf.get('install')?.get('build')) };
}

describe.each(packages)('the package %s', (_, file, confCount) => {
  test('installed alone has conf files that can be read', () => {
    const app = unpackPackage(file, newApps());
    const confs = readdirSync(join(app, 'default')).filter((name) => name.endsWith('.conf'));
    expect(confs).toHaveLength(confCount);
    for (const name of confs) expect(parseConf(readFileSync(join(app, 'default', name), 'utf8'), name).size).toBeGreaterThan(0);
    expect(versionOf(app).version).toBe(version);
  });

  describe('over an older one', () => {
    let app = '';
    let before: ReturnType<typeof versionOf>;
    const truncate = (): string | undefined => readConf(app, 'props').get('ebpf:tcp')?.get('TRUNCATE');

    beforeAll(() => {
      const apps = newApps();
      const older = olderPackage(file);
      app = unpackPackage(older.file, apps);
      older.remove();
      customise(app);
      before = versionOf(app);
      expect(truncate()).toBe('9');
      upgradePackage(file, apps);
    }, 120_000);

    test('is the new version, with a higher build number', () => {
      expect([before.version, versionOf(app).version]).toEqual([olderVersion, version]);
      expect(versionOf(app).build).toBeGreaterThan(before.build);
      expect(JSON.parse(readFileSync(join(app, 'app.manifest'), 'utf8')).info.id.version).toBe(version);
    });

    test('leaves nothing of the old default in force', () => {
      expect(existsSync(join(app, gone))).toBe(false);
      expect(truncate()).toBe('10000');
    });

    test("leaves all that is the administrator's as it was", () => {
      for (const [name, text] of Object.entries(own)) expect([name, readFileSync(join(app, name), 'utf8')]).toEqual([name, text]);
    });
  });
});

describe('the app for search', () => {
  let older: ReturnType<typeof olderPackage>;
  let apps = '';
  let app = '';

  beforeAll(() => {
    older = olderPackage(appPackage);
  });
  beforeEach(() => {
    apps = newApps();
    app = unpackPackage(older.file, apps);
    customise(app);
  });
  afterAll(() => older.remove());

  test('gives events their fields, also over an older one', () => {
    expect(fieldsOf(app, 443)).toMatchObject({ app: 'older', transport: 'udp' });
    upgradePackage(appPackage, apps);
    expect(fieldsOf(app, 443)).toMatchObject({ app: 'https', transport: 'tcp', action: 'allowed' });
    expect(fieldsOf(unpackPackage(appPackage, newApps()), 443)).toMatchObject({ app: 'https', transport: 'tcp', action: 'allowed' });
  });

  test("keeps in force what is the administrator's: rows of his own before ours, his index, an alert that he enabled, what he has hidden", () => {
    upgradePackage(appPackage, apps);
    expect(fieldsOf(app, 8443)['app']).toBe('our shop');
    expect(readConf(app, 'macros').get('ebpf_trace_index')?.get('definition')).toBe('(index=linux_network)');
    const enabled = readConf(app, 'savedsearches').get('eBPF Trace - New destination of a process');
    expect([enabled?.get('disabled'), enabled?.get('search') === 'older', enabled?.has('cron_schedule')]).toEqual(['0', false, true]);
    expect(readConf(app, 'app').get('ui')?.get('is_visible')).toBe('false');
  });

  test('where lookups are kept as they are, as a deployer may, works with the older ones', () => {
    const kept = newApps();
    cpSync(join(app, 'lookups'), kept, { recursive: true });
    upgradePackage(appPackage, apps);
    cpSync(kept, join(app, 'lookups'), { recursive: true });
    expect([443, 8443].map((port) => fieldsOf(app, port)['app'])).toEqual(['older', 'our shop']);
  });
});
