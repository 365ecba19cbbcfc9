/**
 * What a search makes of an event before its first command, with the installed app's own conf files and lookups, in
 * Splunk's order: extraction, calculated fields (all at once), lookups by name, event types, tags.
 */
import { type Conf, readConf, type Stanza } from '../../src/splunk/conf';
import { compileEval } from './eval';
import type { Fields } from './eval/values';
import type { Value } from './rows';
import { type Extract, jsonFields, pairs, splunkdFields } from './search/extraction';
import { searchedRow } from './search/filters';
import { Lookup } from './search/lookup';
import { compileSearch, type Filter } from './search/terms';
import { Unsupported } from './unsupported';

export interface SearchEvent {
  readonly fields: Fields;
  readonly eventtypes: readonly string[];
  readonly tags: readonly string[];
}

export interface Indexed {
  readonly raw: string;
  readonly host: string;
  readonly sourcetype: string;
}

interface Rules {
  readonly extract: Extract;
  readonly evals: readonly (readonly [field: string, evaluate: ReturnType<typeof compileEval>])[];
  readonly lookups: readonly Lookup[];
  /** What is made of the extracted fields, or over them. */
  readonly made: ReadonlySet<string>;
}

/** Index time settings, which a search does not see, and KV_MODE, which is checked. */
const others = /^(?:SHOULD_LINEMERGE|LINE_BREAKER|EVENT_BREAKER|EVENT_BREAKER_ENABLE|TRUNCATE|TIME_PREFIX|TIME_FORMAT|MAX_TIMESTAMP_LOOKAHEAD|KV_MODE)$/;

/** For sourcetypes without a stanza in the app: Splunk's own. */
const foreign: Rules = { extract: pairs, evals: [], lookups: [], made: new Set() };
const splunkd: Rules = { ...foreign, extract: splunkdFields };

export class SearchTime {
  readonly #rules: ReadonlyMap<string, Rules>;
  readonly #eventtypes: readonly (readonly [name: string, filter: Filter])[];
  readonly #tags: ReadonlyMap<string, readonly string[]>;

  /** @param app the app's folder as installed */
  constructor(app: string) {
    const transforms = readConf(app, 'transforms');
    this.#rules = new Map([...readConf(app, 'props')].map(([name, stanza]) => [name, rulesOf(name, stanza, transforms, app)]));
    this.#eventtypes = [...readConf(app, 'eventtypes')].map(([name, stanza]) => [name, compileSearch(stanza.get('search') ?? '')] as const);
    this.#tags = tagsOf(readConf(app, 'tags'));
  }

  apply(indexed: Indexed): SearchEvent {
    return this.complete(indexed, this.extracted(indexed));
  }

  /** The event's own fields, before anything is made of them. */
  extracted({ raw, host, sourcetype }: Indexed): Record<string, Value> {
    const fields = this.#rulesOf(sourcetype).extract(raw);
    fields.host = host;
    fields.sourcetype = sourcetype;
    return fields;
  }

  complete({ sourcetype }: Indexed, extracted: Fields): SearchEvent {
    const rules = this.#rulesOf(sourcetype);
    const fields = withCalculated(extracted, rules);
    for (const lookup of rules.lookups) lookup.addTo(fields);
    const searched = searchedRow(fields);
    const eventtypes = this.#eventtypes.filter(([, filter]) => filter(searched)).map(([name]) => name);
    return { fields, eventtypes, tags: eventtypes.flatMap((name) => this.#tags.get(name) ?? []) };
  }

  /** Whether an event's field is more than what was extracted. */
  isMade(field: string, sourcetype: string): boolean {
    return field === 'eventtype' || field === 'tag' || this.#rulesOf(sourcetype).made.has(field);
  }

  #rulesOf(sourcetype: string): Rules {
    const rules = this.#rules.get(sourcetype);
    if (rules !== undefined) return rules;
    if (sourcetype.startsWith('ebpf:')) throw new Error(`no stanza ${sourcetype} in props.conf`);
    return sourcetype === 'splunkd' ? splunkd : foreign;
  }
}

function tagsOf(tags: Conf): ReadonlyMap<string, readonly string[]> {
  return new Map([...tags].map(([name, stanza]) => {
    const enabled = [...stanza].filter(([, value]) => value === 'enabled').map(([tag]) => tag);
    return [name.replace(/^eventtype=/, ''), enabled] as const;
  }));
}

function rulesOf(name: string, stanza: Stanza, transforms: Conf, app: string): Rules {
  const entries = [...stanza];
  const unknown = entries.find(([key]) => !/^(?:EVAL|LOOKUP)-/.test(key) && !others.test(key));
  if (unknown !== undefined) throw new Unsupported(`${unknown[0]} of ${name} in props.conf`);
  if (stanza.get('KV_MODE') !== 'json') throw new Unsupported(`KV_MODE of ${name} in props.conf`);
  const starting = (prefix: string): (readonly [string, string])[] =>
    entries.filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value] as const);
  const evals = starting('EVAL-').map(([field, text]) => [field, compileEval(text)] as const);
  const lookups = starting('LOOKUP-').sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => Lookup.automatic(use, transforms, app));
  return { extract: jsonFields, evals, lookups, made: new Set([...evals.map(([field]) => field), ...lookups.flatMap(({ outputs }) => outputs)]) };
}

/** All on what was extracted; null takes the field away. */
function withCalculated(extracted: Fields, { evals }: Rules): Record<string, Value> {
  const fields: Record<string, Value> = { ...extracted };
  for (const [field, evaluate] of evals) {
    const value = evaluate(extracted);
    if (value !== null) fields[field] = value;
    else delete fields[field];
  }
  return fields;
}
