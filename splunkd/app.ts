/** An app as it lies in etc/apps: installed from its package, its confs merged, its contract checked. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Conf, mergeConf, parseConf, readConfFile } from '../src/splunk/conf';
import { unpackPackage, upgradePackage } from './package';
import { reservedNames } from './scheme_document';

export interface App {
  readonly name: string;
  readonly folder: string;
  /** Its modular input: the name of the stanza in README/inputs.conf.spec. */
  readonly scheme: string;
  /** What the spec allows in a stanza. */
  readonly parameters: ReadonlySet<string>;
  readonly executable: string;
}

/** Unpacks a package into etc/apps. Throws where Splunk would refuse it, or not find its input. */
export function installApp(packageFile: string, apps: string): App {
  return readApp(unpackPackage(packageFile, apps));
}

/** The same over an older one. */
export function upgradeApp(packageFile: string, apps: string): App {
  return readApp(upgradePackage(packageFile, apps));
}

/** One that lies there already. */
export function readApp(folder: string): App {
  const { scheme, parameters } = readSpec(join(folder, 'README', 'inputs.conf.spec'));
  const app = { name: basename(folder), folder, scheme, parameters, executable: findExecutable(folder, scheme) };
  checkDefaults(app);
  return app;
}

/**
 * inputs.conf of all apps, merged as outside of any app: local before default, and of several apps the first in ASCII order
 * ("Admin Manual, Configuration file precedence"). Throws on a setting that the spec does not know.
 */
export function readInputsConf(app: App): Conf {
  const apps = dirname(app.folder);
  const lastFirst = readdirSync(apps).sort().reverse();
  const conf = mergeConf(...['default', 'local'].flatMap((layer) => lastFirst.map((name) => readConfFile(join(apps, name, layer, 'inputs.conf')))));
  for (const [stanza, settings] of conf) {
    const unknown = [...settings.keys()].find((key) => !app.parameters.has(key) && !reservedNames.includes(key));
    if (unknown !== undefined) throw new Error(`Invalid key in stanza [${stanza}] in inputs.conf: ${unknown}`);
  }
  return conf;
}

/** As an administrator would: local/inputs.conf, anew. */
export function writeLocalInputsConf(app: App, text: string): void {
  mkdirSync(join(app.folder, 'local'), { recursive: true });
  writeFileSync(join(app.folder, 'local', 'inputs.conf'), text);
}

function readSpec(file: string): Pick<App, 'scheme' | 'parameters'> {
  // A spec is a conf with prose lines, which begin with *.
  const text = readFileSync(file, 'utf8').replace(/^\*.*$/gm, '');
  const stanzas = [...parseConf(text, file)].filter(([stanza]) => stanza.includes('://'));
  const [[stanza, settings] = ['', new Map<string, string>()], ...more] = stanzas;
  const scheme = /^([a-z_]+):\/\/<name>$/.exec(stanza)?.[1];
  if (scheme === undefined || more.length > 0) throw new Error(`${file}: needs one stanza [<scheme>://<name>]`);
  return { scheme, parameters: new Set(settings.keys()) };
}

function findExecutable(folder: string, scheme: string): string {
  const file = ['linux_x86_64/bin', 'bin'].map((bin) => join(folder, bin, scheme)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`no executable ${scheme} in linux_x86_64/bin or bin`);
  const { mode } = statSync(file);
  if ((mode & 0o111) !== 0o111) throw new Error('child failed to start: Permission denied');
  if ((mode & 0o022) !== 0) throw new Error(`${file} is writable for others`);
  return file;
}

function checkDefaults(app: App): void {
  const defaults = readConfFile(join(app.folder, 'default', 'inputs.conf'));
  const own = defaults.get(app.scheme);
  if (own?.get('start_by_shell') !== 'false') throw new Error(`[${app.scheme}] needs start_by_shell = false: a shell would get the SIGTERM`);
  if (own.get('interval') !== '0') throw new Error(`[${app.scheme}] needs interval = 0`);
  const shipped = [...defaults.keys()].find((stanza) => stanza.startsWith(`${app.scheme}://`));
  if (shipped !== undefined) throw new Error(`default/inputs.conf has [${shipped}]: an input is the administrator's`);
}
