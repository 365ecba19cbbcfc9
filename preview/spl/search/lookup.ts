/** CSV lookups, as the lookup command and the automatic lookups of props.conf apply them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stanza } from '../../../src/splunk/conf';
import { type CsvRow, parseCsv } from '../csv';
import { type Row, type Value, valueOf } from '../rows';
import { Unsupported } from '../unsupported';
import { wildcard } from '../wildcard';

const knownSettings = ['filename', 'max_matches', 'min_matches', 'default_match', 'match_type'];

type Definitions = ReadonlyMap<string, Stanza>;

/** A column of the lookup and the field that it is in the events. */
interface Pair {
  readonly column: string;
  readonly field: string;
}

interface Use {
  readonly name: string;
  readonly inputs: readonly Pair[];
  readonly outputs: readonly Pair[];
  /** OUTPUTNEW: only where the field is not there. */
  readonly isNew: boolean;
}

export function readLookup(name: string, transforms: Definitions, app: string): readonly CsvRow[] {
  const filename = name.endsWith('.csv') ? name : definitionOf(name, transforms).get('filename');
  return parseCsv(readFileSync(join(app, 'lookups', filename ?? ''), 'utf8'));
}

function definitionOf(name: string, transforms: Definitions): Stanza {
  const definition = transforms.get(name);
  if (definition === undefined) throw new Error(`no lookup ${name} in transforms.conf`);
  return definition;
}

export class Lookup {
  readonly #use: Use;
  readonly #fallback: string | undefined;
  readonly #find: (values: readonly string[]) => CsvRow | undefined;

  constructor(use: Use, transforms: Definitions, app: string) {
    const definition = use.name.endsWith('.csv') ? new Map([['max_matches', '1']]) : definitionOf(use.name, transforms);
    const columns = use.inputs.map(({ column }) => column);
    refuseUnknown(use.name, columns, definition);
    const rows = readLookup(use.name, transforms, app);
    const missing = [...use.inputs, ...use.outputs].find(({ column }) => rows.some((row) => row[column] === undefined));
    if (missing !== undefined) throw new Error(`${use.name} lacks ${missing.column}`);
    this.#use = use.outputs.length > 0 ? use : { ...use, outputs: otherColumns(rows, columns) };
    this.#fallback = definition.get('min_matches') === '1' ? definition.get('default_match') ?? '' : undefined;
    this.#find = definition.has('match_type') ? wildcardFinder(rows, columns) : exactFinder(rows, columns);
  }

  /** @param use the value of LOOKUP-*: `name input OUTPUTNEW output` */
  static automatic(use: string, transforms: Definitions, app: string): Lookup {
    const [name = '', input = '', keyword, output = '', rest] = use.split(/\s+/);
    if (keyword !== 'OUTPUTNEW' || rest !== undefined) throw new Unsupported(`the automatic lookup ${use}`);
    return new Lookup({ name, inputs: [{ column: input, field: input }], outputs: [{ column: output, field: output }], isNew: true }, transforms, app);
  }

  get outputs(): readonly string[] {
    return this.#use.outputs.map(({ field }) => field);
  }

  /** Adds the output fields. Without an input field nothing is looked up. */
  addTo(row: Record<string, Value>): void {
    const { inputs, outputs, isNew } = this.#use;
    const wanted = isNew ? outputs.filter(({ field }) => valueOf(row, field) === undefined) : outputs;
    const values = inputs.map(({ field }) => valueOf(row, field));
    if (wanted.length === 0 || values.includes(undefined)) return;
    if (values.some((value) => typeof value === 'object')) throw new Unsupported(`a multivalue field in the lookup ${this.#use.name}`);
    const found = this.#find(values.map(String));
    for (const { column, field } of wanted) {
      const value = found?.[column] ?? this.#fallback;
      if (value !== undefined && value !== '') row[field] = value;
      else if (!isNew) delete row[field];
    }
  }

  applied(row: Row): Row {
    const copy = { ...row };
    this.addTo(copy);
    return copy;
  }
}

function otherColumns(rows: readonly CsvRow[], inputs: readonly string[]): Pair[] {
  return Object.keys(rows[0] ?? {}).filter((column) => !inputs.includes(column)).map((column) => ({ column, field: column }));
}

/** The first row of those that fit; the case matters. */
function exactFinder(rows: readonly CsvRow[], columns: readonly string[]): (values: readonly string[]) => CsvRow | undefined {
  const byKey = new Map<string, CsvRow>();
  for (const row of [...rows].reverse()) byKey.set(columns.map((column) => row[column]).join('\0'), row);
  return (values) => byKey.get(values.join('\0'));
}

function wildcardFinder(rows: readonly CsvRow[], [column = '']: readonly string[]): (values: readonly string[]) => CsvRow | undefined {
  const patterns = rows.map((row) => [wildcard(row[column] ?? ''), row] as const);
  const known = new Map<string, CsvRow | undefined>();
  return ([value = '']) => {
    if (!known.has(value)) known.set(value, patterns.find(([pattern]) => pattern.test(value))?.[1]);
    return known.get(value);
  };
}

function refuseUnknown(name: string, inputs: readonly string[], definition: Stanza): void {
  const unknown = [...definition.keys()].find((setting) => !knownSettings.includes(setting));
  if (unknown !== undefined) throw new Unsupported(`${unknown} of the lookup ${name}`);
  if (definition.get('max_matches') !== '1') throw new Unsupported(`max_matches of the lookup ${name}`);
  const type = definition.get('match_type');
  if (type !== undefined && (inputs.length !== 1 || type !== `WILDCARD(${inputs[0]})`)) throw new Unsupported(`match_type of the lookup ${name}`);
}
