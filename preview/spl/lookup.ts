/** CSV lookups, as an automatic lookup of props.conf applies them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stanza } from './conf';
import { Unsupported } from './eval_tokens';
import type { Fields } from './eval_values';
import { wildcard } from './wildcard';

export type Row = Readonly<Record<string, string>>;

const knownSettings = ['filename', 'max_matches', 'min_matches', 'default_match', 'match_type'];

/** Rows of a CSV file by its header; a quoted value may hold commas and doubled quotes, but no line break. */
export function parseCsv(text: string): readonly Row[] {
  const [header = [], ...lines] = text.trimEnd().split('\n').map(cells);
  return lines.map((line) => {
    if (line.length !== header.length) throw new Error(`${line.length} columns instead of ${header.length}: ${line.join()}`);
    return Object.fromEntries(header.map((name, at) => [name, line[at] ?? '']));
  });
}

function cells(line: string): string[] {
  const found = [...line.replace(/\r$/, '').matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
  return found.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

export class Lookup {
  readonly #name: string;
  readonly #input: string;
  readonly #output: string;
  readonly #fallback: string | undefined;
  readonly #isWildcard: boolean;
  readonly #rows: readonly Row[];

  /** @param use the value of LOOKUP-*: `name input OUTPUTNEW output` */
  constructor(use: string, transforms: ReadonlyMap<string, Stanza>, app: string) {
    const [name = '', input = '', keyword, output = '', rest] = use.split(/\s+/);
    const definition = transforms.get(name);
    if (definition === undefined) throw new Error(`no lookup ${name} in transforms.conf`);
    if (keyword !== 'OUTPUTNEW' || rest !== undefined) throw new Unsupported(`the automatic lookup ${use}`);
    refuseUnknown(name, input, definition);
    [this.#name, this.#input, this.#output] = [name, input, output];
    this.#fallback = definition.get('min_matches') === '1' ? definition.get('default_match') ?? '' : undefined;
    this.#isWildcard = definition.has('match_type');
    this.#rows = parseCsv(readFileSync(join(app, 'lookups', definition.get('filename') ?? ''), 'utf8'));
    if (this.#rows.some((row) => row[input] === undefined || row[output] === undefined)) throw new Error(`${name} lacks ${input} or ${output}`);
  }

  get name(): string {
    return this.#name;
  }

  /** Adds the output field where it is not there. Without an input field nothing is looked up. */
  apply(fields: Fields): Fields {
    const input = fields[this.#input];
    if (input === undefined || fields[this.#output] !== undefined) return fields;
    const row = this.#rows.find((one) => this.#fits(one[this.#input] ?? '', String(input)));
    const found = row?.[this.#output] ?? this.#fallback;
    return found === undefined || found === '' ? fields : { ...fields, [this.#output]: found };
  }

  #fits(pattern: string, text: string): boolean {
    if (!this.#isWildcard) return pattern === text;
    return wildcard(pattern).test(text);
  }
}

function refuseUnknown(name: string, input: string, definition: Stanza): void {
  const unknown = [...definition.keys()].find((setting) => !knownSettings.includes(setting));
  if (unknown !== undefined) throw new Unsupported(`${unknown} of the lookup ${name}`);
  if (definition.get('max_matches') !== '1') throw new Unsupported(`max_matches of the lookup ${name}`);
  const type = definition.get('match_type');
  if (type !== undefined && type !== `WILDCARD(${input})`) throw new Unsupported(`match_type of the lookup ${name}`);
}
