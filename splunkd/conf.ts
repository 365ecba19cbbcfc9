/** Splunk's conf files (Splunk: "Admin Manual, Configuration file structure"), strictly. */

/** Settings by name, by stanza; both in the order of the file. */
export type Conf = Map<string, Map<string, string>>;

/** Throws on a line that is neither a comment, a stanza nor a setting. Settings before any stanza are [default]'s. */
export function parseConf(text: string, file: string): Conf {
  const conf: Conf = new Map();
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
  const merged: Conf = new Map();
  for (const [stanza, settings] of confs.flatMap((conf) => [...conf])) {
    merged.set(stanza, new Map([...(merged.get(stanza) ?? []), ...settings]));
  }
  return merged;
}

/** A boolean as Splunk reads it. */
export function isTrue(value: string): boolean {
  return /^(?:1|true|t|yes|y)$/i.test(value);
}

function fail(message: string): never {
  throw new Error(message);
}
