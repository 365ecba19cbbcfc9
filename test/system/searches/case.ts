/** A saved search of the installed app, run over events, and the rows that it must give. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConf } from '../../../src/splunk/conf';
import { relativeTime, type Result, run, type Value } from '../../../preview/spl/run';
import { app } from '../../../steps/paths.mjs';
import type { Recorded } from './recorded';

/** When the search is run, in seconds. */
export const now = Date.UTC(2026, 10, 21, 12, 30) / 1000;
export const minute = 60;
export const hour = 3600;
export const day = 86400;

type Cells = readonly (Value | null)[];

export interface Case {
  /** After `eBPF Trace - `. */
  readonly search: string;
  readonly when: string;
  readonly events: (recorded: Recorded) => Recorded;
  readonly columns: readonly string[];
  /** The cells of these columns, in the order of the result; null where there is no value. What a size decides is of the events. */
  readonly rows: readonly Cells[] | ((recorded: Recorded) => readonly Cells[]);
  /** What an administrator has set, by name without `ebpf_trace_`. */
  readonly macros?: Readonly<Record<string, string>>;
}

/** The columns of a case, in the order of the result. */
export function rowsOf({ search, columns, events, macros }: Case, recorded: Recorded): readonly Cells[] {
  const { fields, rows } = withMacros(macros, (folder) => resultOf(search, events(recorded), folder));
  const missing = columns.filter((name) => !fields.includes(name));
  if (missing.length > 0) throw new Error(`${search} has no column ${missing.join()}, but ${fields.join()}`);
  return rows.map((row) => columns.map((name) => row[name] ?? null));
}

/** With the time range of its conf file. */
export function resultOf(search: string, { events }: Recorded, folder = app): Result {
  const stanza = readConf(folder, 'savedsearches').get(`eBPF Trace - ${search}`);
  if (stanza === undefined) throw new Error(`no saved search ${search}`);
  const time = (name: string): number => relativeTime(stanza.get(`dispatch.${name}_time`) ?? '', now);
  return run({ app: folder, events, now }, stanza.get('search') ?? '', { earliest: time('earliest'), latest: time('latest') });
}

/** The app with a local/macros.conf. */
function withMacros<T>(macros: Case['macros'], work: (folder: string) => T): T {
  if (macros === undefined) return work(app);
  const folder = mkdtempSync(join(tmpdir(), 'app-'));
  try {
    for (const part of ['default', 'lookups']) cpSync(join(app, part), join(folder, part), { recursive: true });
    mkdirSync(join(folder, 'local'));
    const stanzas = Object.entries(macros).map(([name, definition]) => `[ebpf_trace_${name}]\ndefinition = ${definition}\n`);
    writeFileSync(join(folder, 'local', 'macros.conf'), stanzas.join('\n'));
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
