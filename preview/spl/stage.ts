/** What a command is. */
import type { Scope } from './eval/function';
import type { Result, Table } from './rows';
import type { SearchTime } from './search_time';
import type { TimeRange } from './time';
import { Unsupported } from './unsupported';
import type { World } from './world';

/** A search in brackets. */
export interface InnerSearch {
  readonly spl: string;
  /** It goes on from the rows before, and does not begin anew. */
  readonly isChained: boolean;
  /** Its rows are among those that the command leaves. */
  readonly isJoined: boolean;
}

/** A command that has read its arguments. */
export interface Stage {
  /** Fields that it looks at; with *, all whose name fits. */
  readonly reads: readonly string[];
  /** Fields that it makes. */
  readonly makes: readonly string[];
  /** The fields of its result: `more`: those of its input and those it makes; `only`: those it makes; `any`: known from the data alone. */
  readonly leaves: 'more' | 'only' | 'any';
  /** Fields that are gone behind it; with *, all whose name fits. */
  readonly takes?: readonly string[];
  readonly inner?: readonly InnerSearch[];
  readonly apply: (table: Table) => Table;
}

/** What a command knows beside its arguments and its rows. */
export interface Context extends Scope {
  readonly world: World;
  readonly range: TimeRange;
  /** Whether it stands at the beginning of the search. */
  readonly isFirst: boolean;
  readonly searchTime: () => SearchTime;
  readonly search: (spl: string, base?: Table) => Result;
}

/** @throws Unsupported, with the command's name, for what is not known */
export type CompileCommand = (text: string, context: Context) => Stage;

/** Commands that make rows of nothing stand first, as Splunk has it. */
export function refuseUnlessFirst(command: string, { isFirst }: Context): void {
  if (!isFirst) throw new Unsupported(`${command} in another place than the first`);
}

/** Same rows, or fewer, or in another order. */
export function selection(reads: readonly string[], rows: (rows: Table['rows']) => Table['rows']): Stage {
  return { reads, makes: [], leaves: 'more', apply: (table) => ({ ...table, rows: rows(table.rows) }) };
}
