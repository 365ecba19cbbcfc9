/** What a search is run over. */
import type { Row } from './rows';

export interface IndexedEvent {
  /** In seconds, with a fraction. */
  readonly time: number;
  readonly raw: string;
  readonly host: string;
  readonly source: string;
  readonly sourcetype: string;
  readonly index: string;
}

export interface World {
  /** The app's folder as installed: default/, local/ and lookups/. */
  readonly app: string;
  readonly events: readonly IndexedEvent[];
  /** In seconds. */
  readonly now: number;
  /** The indexes that the role may search; without it, all. */
  readonly indexesOfRole?: readonly string[];
  /** What `| rest PATH` answers, by the path. */
  readonly rest?: Readonly<Record<string, readonly Row[]>>;
}
