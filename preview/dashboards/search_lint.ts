/**
 * What is wrong with a search, one line each, without running it: commands, functions, options, macros and lookups that
 * do not exist, and fields that neither a sourcetype has nor an earlier command made.
 */
import { knowledge, originOf } from '../../src/knowledge';
import { readConf } from '../../src/splunk/conf';
import { expanded } from '../spl/macros';
import { contextOf, stagesOf } from '../spl/run';
import type { Context, Stage } from '../spl/stage';
import { wildcard } from '../spl/wildcard';

/** Fields by name; undefined where only the data decides. */
type Known = ReadonlySet<string> | undefined;

export interface Linted {
  readonly problems: readonly string[];
  /** What is there behind the last command; undefined where only the data decides. */
  readonly fields: readonly string[] | undefined;
}

/**
 * @param app the app's folder as installed
 * @param base the fields of the search that this one is chained to
 */
export function lintSearch(app: string, spl: string, base?: Linted): Linted {
  try {
    const text = expanded(spl, readConf(app, 'macros'));
    const context = contextOf({ app, events: [], now: 0 }, { earliest: 0, latest: 86400 });
    const { problems, known } = flow(text, context, base === undefined ? undefined : { known: base.fields && new Set(base.fields) });
    return { problems, fields: known && [...known] };
  } catch (error) {
    return { problems: [(error as Error).message], fields: undefined };
  }
}

interface Flow {
  readonly problems: readonly string[];
  readonly known: Known;
}

function flow(text: string, context: Context, base?: { readonly known: Known }): Flow {
  let known = base === undefined ? eventFields(text) : base.known;
  const problems: string[] = [];
  for (const stage of stagesOf(text, context, base !== undefined)) {
    problems.push(...missing(stage, known).map((field) => `no field ${field} in ${text}`));
    const inner = (stage.inner ?? []).map(({ spl, isChained, isJoined }) => ({ ...flow(spl, context, isChained ? { known } : undefined), isJoined }));
    problems.push(...inner.flatMap((one) => one.problems));
    known = behind(stage, known, inner.filter(({ isJoined }) => isJoined));
  }
  return { problems, known };
}

function missing({ reads }: Stage, known: Known): readonly string[] {
  if (known === undefined) return [];
  return [...new Set(reads)].filter((field) => field.includes('*') ? ![...known].some((name) => wildcard(field).test(name)) : !known.has(field));
}

function behind({ makes, takes = [], leaves }: Stage, known: Known, inner: readonly Flow[]): Known {
  if (leaves === 'any') return undefined;
  if (leaves === 'only') return new Set(makes.flatMap((name) => meant(name, known)));
  if (known === undefined || inner.some((one) => one.known === undefined)) return undefined;
  const kept = [...known].filter((name) => !takes.some((pattern) => wildcard(pattern).test(name)));
  return new Set([...kept, ...makes, ...inner.flatMap((one) => [...one.known ?? []])]);
}

function meant(name: string, known: Known): readonly string[] {
  return name.includes('*') ? [...known ?? []].filter((one) => wildcard(name).test(one)) : [name];
}

const always = [...knowledge.defaultFields, 'eventtype', 'tag', 'time'];

/** For the sourcetypes that a search names, or for all of this app; other indexes hold what they hold. */
function eventFields(text: string): Known {
  if (/\bindex\s*=\s*"?_/.test(text)) return undefined;
  const named = [...text.matchAll(/\bsourcetype\s*=\s*"?ebpf:(\w+)/g)].map(([, name = '']) => name);
  const all = [...knowledge.probes.map(({ name }) => name as string)];
  return new Set([...always, ...(named.length > 0 ? named : all).flatMap(fieldsOfSourcetype)]);
}

function fieldsOfSourcetype(sourcetype: string): readonly string[] {
  const own = knowledge.probes.find(({ name }) => name === sourcetype)?.fields ?? [];
  const names = own.flatMap(({ name }) => name.includes('<') ? knowledge.probes.map((probe) => name.replace(/<\w+>/, probe.name)) : [name]);
  const made = [...knowledge.calculated.map(({ name }) => name), ...knowledge.lookups.map(({ output }) => output)];
  return [...names, ...made].filter((name) => originOf(name, sourcetype) !== undefined);
}
