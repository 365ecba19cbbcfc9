/**
 * The arguments of inputs.conf, concatenated, and what their values mean. The scheme, inputs.conf, its spec, the form,
 * the command line and the documentation are made of them; no other module knows a default or a bound.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Argument } from './argument';
import { deadFilters, doubtfulName, unspecifiedPeers } from './dead';
import { groups } from './groups';
import { userNamesIn } from './ranges';
import { Refusal, shown } from './refusal';
import { suggestion } from './suggestion';

export { type ProbeName, probeNames } from '../probes/names';
export { type Direction, directions } from '../services/connections/arguments';
export type { Argument } from './argument';
export type { LogLevel } from './common';
export { groups } from './groups';
export type { Network } from './networks';
export type { ProcessPattern } from './processes';
export type { Range } from './ranges';

type Listed = (typeof groups)[number]['arguments'][number];

/** In the order of the form. */
export const argumentList: readonly Listed[] = groups.flatMap((group): readonly Listed[] => group.arguments);

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;

/** The arguments in camelCase, parsed: `ring_mb` is `ringMb`, in the units of its description. */
export type Settings = { readonly [A in Listed as Camel<A['name']>]: ReturnType<A['parse']> };

/** By sourcetype the index that its events name themselves; what is not in it goes to that of the stanza. */
export function indexesOf(settings: Settings): ReadonlyMap<string, string> {
  const indexes = settings.probes.map((probe) => [`ebpf:${probe}`, String(valueOf(`${probe}_index`, settings))] as const);
  return new Map(indexes.filter(([, index]) => index !== ''));
}

export interface ParsedSettings {
  /** An argument with a problem has its default here. */
  readonly settings: Settings;
  /** One message each, of one line: argument, value, what is allowed. */
  readonly problems: readonly string[];
  /** Those of them that forbid to trace: else a typing error would show what was meant to stay hidden. */
  readonly refusals: readonly string[];
  /** The others, with the default that is used. */
  readonly fallbacks: readonly string[];
  /** What is right by itself and does nothing, or hides everything, beside the others: a line each. */
  readonly warnings: readonly string[];
  /** Names of users in filters, which a container's user database knows otherwise than the host's. */
  readonly userNames: readonly string[];
}

interface Problem {
  readonly text: string;
  readonly argument: Argument;
}

/** Settings from a stanza's params. What is missing or empty has its default; params that are no argument are ignored, with a warning where one is nearly meant. */
export function parseSettings(params: Readonly<Record<string, string>>): ParsedSettings {
  const found: Problem[] = [];
  const entries = argumentList.map((argument: Argument) => {
    const given = (Object.hasOwn(params, argument.name) ? params[argument.name] : undefined) ?? '';
    return [camelCase(argument.name), parsed(argument, given.trim() === '' ? argument.default : given, found)];
  });
  const settings = Object.fromEntries(entries) as Settings;
  return {
    settings,
    problems: found.map(({ text }) => text),
    refusals: found.filter(({ argument }) => argument.selects).map(({ text }) => text),
    fallbacks: found.filter(({ argument }) => !argument.selects).map(({ text, argument }) => `${text}; using ${argument.default}`),
    warnings: [...mistypedNames(params), ...idleArguments(settings), ...doubtfulFilters(params, settings)],
    userNames: found.length > 0 ? [] : ['include_users', 'exclude_users'].flatMap((name) => userNamesIn(params[name] ?? '')),
  };
}

/** What is nearly an argument's name does nothing; splunkd's own attributes of a stanza are near none. */
function mistypedNames(params: Readonly<Record<string, string>>): string[] {
  const names = argumentList.map(({ name }) => name as string);
  return Object.keys(params).filter((name) => !names.includes(name)).flatMap((name) => {
    const meant = suggestion(name.trim().toLowerCase().replaceAll('-', '_'), names);
    return meant === undefined ? [] : [`${shown(name)} is no setting and does nothing; did you mean ${meant}?`];
  });
}

/** A line for each argument that is not at its default and does nothing beside the others. */
function idleArguments(settings: Settings): string[] {
  return groups.flatMap((group) => group.arguments.flatMap((argument: Argument) => {
    const { name, default: usual, parse } = argument;
    if (isDeepStrictEqual(valueOf(name, settings), parse(usual))) return [];
    const probes = 'probes' in group ? [...group.probes, ...argument.alsoFor ?? []] : settings.probes;
    if (!probes.some((probe) => settings.probes.includes(probe))) return [`${name} does nothing with these probes: it is for ${probes.join(', ')}`];
    return whyIdle(argument, settings);
  }));
}

function whyIdle({ name, isFor }: Argument, settings: Settings): string[] {
  if (isFor === undefined) return [];
  const chosen = [valueOf(isFor.argument, settings)].flat();
  return isFor.values.some((value) => chosen.includes(value)) ? [] : [`${name} does nothing here: it is for ${isFor.argument} = ${isFor.values.join(', ')}`];
}

function valueOf(name: string, settings: Settings): unknown {
  return settings[camelCase(name) as keyof Settings];
}

function doubtfulFilters(params: Readonly<Record<string, string>>, settings: Settings): string[] {
  const { include_processes: include = '', exclude_processes: exclude = '' } = params;
  return [
    ...deadFilters(settings),
    ...doubtfulName('include_processes', include, settings.includeProcesses), ...doubtfulName('exclude_processes', exclude, settings.excludeProcesses),
    ...unspecifiedPeers('include_networks', settings.includeNetworks), ...unspecifiedPeers('exclude_networks', settings.excludeNetworks),
  ];
}

function parsed(argument: Argument, text: string, found: Problem[]): unknown {
  try {
    return argument.parse(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    found.push({ text: `${argument.name} = ${shown(text)}: ${withoutValue(error.message, text)}`, argument });
    return argument.parse(argument.default);
  }
}

/** A list of one entry is that entry: it is said once. */
function withoutValue(message: string, text: string): string {
  const value = `has ${shown(text.trim())}: `;
  return message.startsWith(value) ? message.slice(value.length) : message;
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
