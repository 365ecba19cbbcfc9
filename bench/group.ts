/** What a group of the benchmark is: it measures, and gives tables. */
import type { Quiet } from './quiet';

/** What is measured with. */
export interface Bench {
  /** Of the add-on, as it was built, and the package of that. */
  readonly executable: string;
  readonly packageFile: string;
  /** The executable of an earlier build, to be measured beside it. */
  readonly before: string | undefined;
  readonly libbpf: string;
  /** What makes the load, and what is written meanwhile. */
  readonly folder: string;
  readonly quiet: Quiet;
  /** This count; of a quick run, which only shows that all works, a small part of it. */
  readonly count: (whole: number) => number;
  readonly rounds: (whole: number) => number;
  readonly say: (line: string) => void;
}

export interface Row {
  /** With its unit. */
  readonly title: string;
  /** A column each; undefined where there is none. */
  readonly values: readonly (number | undefined)[];
  /** What is to be reached, as issues and readers know it. */
  readonly goal?: string;
}

export interface Table {
  /** What stands above it. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface Group {
  readonly name: string;
  readonly title: string;
  readonly measure: (bench: Bench) => Promise<readonly Table[]>;
}
