/**
 * What a search makes of an event before its first command, with the installed app's own conf files and lookups, in
 * Splunk's order: extraction, calculated fields (all at once), lookups by name, event types, tags.
 */
import { type Conf, readConf, type Stanza } from './conf';
import { compileEval } from './eval';
import { Unsupported } from './eval_tokens';
import type { Fields } from './eval_values';
import { Lookup } from './lookup';
import { compileSearch, type Filter } from './search_terms';

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
  readonly evals: readonly (readonly [field: string, evaluate: ReturnType<typeof compileEval>])[];
  readonly lookups: readonly Lookup[];
}

/** Index time settings, which a search does not see, and KV_MODE, which is checked. */
const others = /^(?:SHOULD_LINEMERGE|LINE_BREAKER|EVENT_BREAKER|EVENT_BREAKER_ENABLE|TRUNCATE|TIME_PREFIX|TIME_FORMAT|MAX_TIMESTAMP_LOOKAHEAD|KV_MODE)$/;

export class SearchTime {
  readonly #rules: ReadonlyMap<string, Rules>;
  readonly #eventtypes: readonly (readonly [name: string, filter: Filter])[];
  readonly #tags: Conf;

  /** @param app the app's folder as installed */
  constructor(app: string) {
    const transforms = readConf(app, 'transforms');
    this.#rules = new Map([...readConf(app, 'props')].map(([name, stanza]) => [name, rulesOf(name, stanza, transforms, app)]));
    this.#eventtypes = [...readConf(app, 'eventtypes')].map(([name, stanza]) => [name, compileSearch(stanza.get('search') ?? '')] as const);
    this.#tags = readConf(app, 'tags');
  }

  apply({ raw, host, sourcetype }: Indexed): SearchEvent {
    const rules = this.#rules.get(sourcetype);
    if (rules === undefined) throw new Error(`no stanza ${sourcetype} in props.conf`);
    const extracted = { ...flattened(JSON.parse(raw) as object), host, sourcetype };
    const calculated = withCalculated(extracted, rules);
    const fields = rules.lookups.reduce<Fields>((known, lookup) => lookup.apply(known), calculated);
    const eventtypes = this.#eventtypes.filter(([, filter]) => filter(fields)).map(([name]) => name);
    return { fields, eventtypes, tags: eventtypes.flatMap((name) => this.#tagsOf(name)) };
  }

  #tagsOf(eventtype: string): readonly string[] {
    const stanza = this.#tags.get(`eventtype=${eventtype}`) ?? new Map<string, string>();
    return [...stanza].filter(([, value]) => value === 'enabled').map(([tag]) => tag);
  }
}

function rulesOf(name: string, stanza: Stanza, transforms: Conf, app: string): Rules {
  const entries = [...stanza];
  const unknown = entries.find(([key]) => !/^(?:EVAL|LOOKUP)-/.test(key) && !others.test(key));
  if (unknown !== undefined) throw new Unsupported(`${unknown[0]} of ${name} in props.conf`);
  if (stanza.get('KV_MODE') !== 'json') throw new Unsupported(`KV_MODE of ${name} in props.conf`);
  const starting = (prefix: string): (readonly [string, string])[] =>
    entries.filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value] as const);
  return {
    evals: starting('EVAL-').map(([field, text]) => [field, compileEval(text)] as const),
    lookups: starting('LOOKUP-').sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => new Lookup(use, transforms, app)),
  };
}

/** All on what was extracted; null takes the field away. */
function withCalculated(extracted: Fields, { evals }: Rules): Fields {
  const results = evals.map(([field, evaluate]) => [field, evaluate(extracted)] as const);
  const nulls = new Set(results.filter(([, value]) => value === null).map(([field]) => field));
  const kept = Object.entries(extracted).filter(([field]) => !nulls.has(field));
  return Object.fromEntries([...kept, ...results.filter(([, value]) => value !== null)]) as Fields;
}

/** KV_MODE=json: text all of it, nested keys with a point between. */
function flattened(value: object, prefix = ''): Record<string, string> {
  const entries = Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (Array.isArray(inner)) throw new Unsupported(`the array ${prefix}${key}`);
    if (typeof inner === 'object' && inner !== null) return Object.entries(flattened(inner, `${prefix}${key}.`));
    return inner === null ? [] : [[prefix + key, String(inner)]];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
