/** Splunk's conf files: stanzas of settings; what is in local/ overrides what is in default/, setting by setting. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Unsupported } from './unsupported';

export type Stanza = ReadonlyMap<string, string>;
export type Conf = ReadonlyMap<string, Stanza>;

export function parseConf(text: string): Conf {
  const conf = new Map<string, Map<string, string>>();
  let stanza = '';
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue;
    if (line.endsWith('\\')) throw new Unsupported(`a continued line: ${line}`);
    const name = /^\[(.*)\]\s*$/.exec(line)?.[1];
    if (name !== undefined) stanza = name;
    const settings = conf.get(stanza) ?? new Map<string, string>();
    conf.set(stanza, settings);
    if (name === undefined) settings.set(...setting(line));
  }
  return conf;
}

function setting(line: string): [name: string, value: string] {
  const [, name, value] = /^([^=\s]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Unsupported(`the line ${line}`);
  return [name, value];
}

/** The app's own, as splunkd sees it: default/<name>.conf below local/<name>.conf. */
export function readConf(app: string, name: string): Conf {
  const merged = new Map<string, Map<string, string>>();
  for (const layer of ['default', 'local']) {
    const path = join(app, layer, `${name}.conf`);
    if (!existsSync(path)) continue;
    for (const [stanza, settings] of parseConf(readFileSync(path, 'utf8'))) {
      merged.set(stanza, new Map([...(merged.get(stanza) ?? []), ...settings]));
    }
  }
  return merged;
}
