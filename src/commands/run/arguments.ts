/** The command line of run, to what it asks for. */
import { parseArgs } from 'node:util';
import { parseSettings, type Settings } from '../../settings';
import { shown } from '../../settings/refusal';
import { aliases, connectionProbe, dashed, isList, options } from './options';
import { filterWords } from './scope';
import { suggestion } from '../../settings/suggestion';

const formatNames = ['table', 'json', 'xml'] as const;
export type FormatName = (typeof formatNames)[number];

export interface Asked {
  readonly settings: Settings;
  /** A line for each combination of settings that does nothing. */
  readonly warnings: readonly string[];
  /** Names of users in filters. */
  readonly userNames: readonly string[];
  readonly format: FormatName;
  readonly durationSeconds: number;
  /** Lines after which it ends; Infinity: never. */
  readonly count: number;
  /** Process ids that are shown; none: all. */
  readonly pids: readonly number[];
  readonly onlyFailed: boolean;
  readonly isTop: boolean;
  /** A line an event, where a connection could have one. */
  readonly hasEvents: boolean;
  /** What the filters leave, in words: "to port 443 that failed"; empty: everything. */
  readonly scope: string;
  /** To be started and traced; none: the host is. */
  readonly command: readonly string[];
}

export interface Refused {
  readonly problems: readonly string[];
}

/** What was given: by the setting's or the option's name, and how that was typed. */
interface Given {
  readonly values: ReadonlyMap<string, string>;
  readonly typed: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** help: it is asked how to ask, whatever else is wrong. */
export function parseRun(args: readonly string[]): Asked | Refused | 'help' {
  const end = args.indexOf('--');
  const command = end < 0 ? [] : args.slice(end + 1);
  const given = readOptions(end < 0 ? args : args.slice(0, end));
  if (given.values.has('help')) return 'help';
  if (end >= 0 && command.length === 0) return { problems: ['-- needs a command behind it'] };
  if (given.problems.length > 0) return given;
  const problems: string[] = [];
  const asked = { ...readOwn(given, problems), ...readSettings(given, problems), scope: filterWords(given.values), command };
  problems.push(...notOfConnections(given, asked));
  return problems.length > 0 ? { problems } : { ...asked, warnings: [...asked.warnings, ...hiddenRows(asked)] };
}

/** Options that only connections have, where others are traced: they would hide everything, or do nothing. */
function notOfConnections({ values, typed }: Given, { settings: { probes }, onlyFailed, isTop }: Pick<Asked, 'settings' | 'onlyFailed' | 'isTop'>): readonly string[] {
  const hasConnections = probes.includes(connectionProbe);
  const wrong = [...(onlyFailed && !hasConnections ? ['--failed'] : []), ...(isTop && !(hasConnections && probes.length === 1) ? ['--top'] : [])];
  return wrong.map((option) => `${option} is for the probe ${connectionProbe}: not with ${typed.get('probes')} ${values.get('probes')}`);
}

function hiddenRows({ settings: { probes }, onlyFailed }: Pick<Asked, 'settings' | 'onlyFailed'>): readonly string[] {
  return onlyFailed && probes.length > 1 ? [`--failed shows connections only, and nothing else of ${probes.filter((name) => name !== connectionProbe).join(', ')}`] : [];
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

function readOptions(args: readonly string[]): Given {
  const known = Object.fromEntries(options.map(({ name, short, type }) => [name, { type, ...(short === undefined ? {} : { short }) }]));
  const { tokens = [] } = parseArgs({ args: [...args], options: known, strict: false, allowPositionals: true, tokens: true }) as { tokens?: readonly Token[] };
  const values = new Map<string, string>();
  const typed = new Map<string, string>();
  const problems: string[] = [];
  for (const token of tokens) {
    const problem = token.kind === 'option' ? whyWrong(token) : undefined;
    if (problem !== undefined) problems.push(problem);
    if (token.kind === 'option-terminator') continue;
    const name = token.kind === 'positional' ? 'include_processes' : (aliases[token.name] ?? token.name.replaceAll('-', '_'));
    const value = name === 'direction' ? wayOf(token.value ?? '') : (token.value ?? '');
    const before = values.get(name);
    values.set(name, before !== undefined && isList(name) ? `${before},${value}` : value);
    typed.set(name, token.kind === 'positional' ? 'process' : token.rawName);
  }
  return { values, typed, problems };
}

function whyWrong({ name, rawName, value, inlineValue }: Extract<Token, { kind: 'option' }>): string | undefined {
  const option = options.find((one) => one.name === name);
  if (option === undefined) return unknown(rawName);
  if (option.type === 'boolean') return inlineValue ? `${rawName} takes no value` : undefined;
  const isMissing = value === undefined || (!inlineValue && /^--?[a-z]/i.test(value));
  return isMissing ? `${rawName} needs a value; see "ebpf_trace run --help"` : undefined;
}

function unknown(typed: string): string {
  const near = typed.startsWith('--') ? suggestion(typed.slice(2), options.map(({ name }) => name)) : undefined;
  return `unknown option ${typed}; ${near === undefined ? 'see "ebpf_trace run --help"' : `did you mean --${near}?`}`;
}

/** Those of inputs.conf, whose problems name what was typed. */
function readSettings({ values, typed }: Given, problems: string[]): Pick<Asked, 'settings' | 'warnings' | 'userNames'> {
  const { settings, problems: found, warnings, userNames } = parseSettings(Object.fromEntries(values));
  problems.push(...found.map((text) => text.replace(/^(\w+) = /, (_, name: string) => `${typed.get(name) ?? `--${dashed(name)}`} `)));
  return { settings, warnings: warnings.map((text) => asTyped(text, typed)), userNames };
}

/** A warning, which begins with a setting's name and may have others. */
function asTyped(text: string, typed: Given['typed']): string {
  return text.replace(/^\w+|\b[a-z]+_\w+/g, (name) => typed.get(name) ?? name);
}

/** As the table of events writes them, too. */
function wayOf(text: string): string {
  const words: Readonly<Record<string, string>> = { out: 'outbound', in: 'inbound', lis: 'listening', listen: 'listening' };
  return text.split(',').map((word) => words[word.trim()] ?? word).join(',');
}

/** Timers of Node take 31 bits of milliseconds. */
const longestSeconds = 2147483;

function readOwn({ values, typed }: Given, problems: string[]): Omit<Asked, 'settings' | 'warnings' | 'userNames' | 'scope' | 'command'> {
  const read = <T>(name: string, otherwise: T, parse: (text: string) => T | undefined, allowed: string): T => {
    const text = values.get(name);
    const value = text === undefined ? otherwise : parse(text);
    if (value === undefined) problems.push(`${typed.get(name)} ${shown(text ?? '')}: must be ${allowed}`);
    return value ?? otherwise;
  };
  const asked = {
    format: read<FormatName>('format', values.has('json') ? 'json' : 'table', (text) => formatNames.find((name) => name === text), `one of ${formatNames.join(', ')}`),
    durationSeconds: read('duration', 0, (text) => numberOf(text, /^\d+(\.\d+)?$/, longestSeconds), `a number of seconds up to ${longestSeconds}`),
    count: read('count', Infinity, (text) => numberOf(text, /^0*[1-9]\d*$/, Number.MAX_SAFE_INTEGER), 'a whole number from 1 on'),
    pids: read<readonly number[]>('pid', [], pidsOf, 'process ids with commas between them'),
    onlyFailed: values.has('failed'),
    isTop: values.has('top'),
    hasEvents: values.has('events'),
  };
  if (asked.isTop && (asked.hasEvents || asked.format !== 'table')) problems.push(`--top is a table of its own: not with ${asked.hasEvents ? '--events' : `--format ${asked.format}`}`);
  return asked;
}

function numberOf(text: string, form: RegExp, most: number): number | undefined {
  return form.test(text) && Number(text) <= most ? Number(text) : undefined;
}

function pidsOf(text: string): readonly number[] | undefined {
  return /^\d{1,10}(,\d{1,10})*$/.test(text) ? text.split(',').map(Number) : undefined;
}
