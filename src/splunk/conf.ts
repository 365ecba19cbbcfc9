/** Splunk's conf files (Splunk: "Admin Manual, Configuration file structure"), written and strictly read. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Stanza = ReadonlyMap<string, string>;
/** Settings by name, by stanza; both in the order of the file. */
export type Conf = ReadonlyMap<string, Stanza>;

/**
 * The text of a conf file. Throws on a line that would be read as two, or run on into the next.
 * @param origin a comment that opens it
 * @param stanzas lines each: comments, [name], settings
 */
export function confText(origin: string, stanzas: readonly (readonly string[])[]): string {
  const broken = stanzas.flat().find((line) => line.includes('\n') || line.endsWith('\\'));
  if (broken !== undefined) throw new Error(`no line of a conf file: ${broken}`);
  return `${[origin, ...stanzas.map((lines) => lines.join('\n'))].join('\n\n')}\n`;
}

/** Throws on a line that is neither a comment, a stanza nor a setting. Settings before any stanza are [default]'s. */
export function parseConf(text: string, file = 'a conf file'): Conf {
  const conf = new Map<string, Map<string, string>>();
  let stanza = 'default';
  for (const line of logicalLines(text)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const header = /^\[(.*)\]$/s.exec(trimmed);
    if (header !== null) stanza = header[1] ?? '';
    const settings = conf.get(stanza) ?? new Map<string, string>();
    conf.set(stanza, settings);
    if (header === null) addSetting(settings, trimmed, file);
  }
  return conf;
}

function addSetting(settings: Map<string, string>, line: string, file: string): void {
  const [, key = '', value = ''] = /^([^=]+?)\s*=\s*(.*)$/s.exec(line) ?? fail(`${file}: no setting: ${line}`);
  settings.set(key, value);
}

/** A backslash at the end of a line continues it. */
function logicalLines(text: string): string[] {
  return text.replace(/^\ufeff/, '').replace(/\\\r?\n/g, '\n\0').split(/\r?\n(?!\0)/).map((line) => line.replaceAll('\0', ''));
}

/** One conf of several, later ones win, setting by setting: default first, then local. */
export function mergeConf(...confs: readonly Conf[]): Conf {
  const merged = new Map<string, Stanza>();
  for (const [stanza, settings] of confs.flatMap((conf) => [...conf])) {
    merged.set(stanza, new Map([...(merged.get(stanza) ?? []), ...settings]));
  }
  return merged;
}

/** An app's own, as splunkd sees it: default/<name>.conf below local/<name>.conf. */
export function readConf(app: string, name: string): Conf {
  return mergeConf(...['default', 'local'].map((layer) => readConfFile(join(app, layer, `${name}.conf`))));
}

/** Empty where there is no such file. */
export function readConfFile(file: string): Conf {
  return existsSync(file) ? parseConf(readFileSync(file, 'utf8'), file) : new Map();
}

/** A boolean as Splunk reads it. */
export function isTrue(value: string): boolean {
  return /^(?:1|true|t|yes|y)$/i.test(value);
}

function fail(message: string): never {
  throw new Error(message);
}
