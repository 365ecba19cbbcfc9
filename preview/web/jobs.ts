/** Searches that were run, each with the id by which a chained search goes on from its results. */
import type { Result, Row, Value } from '../spl/rows';
import { run } from '../spl/run';
import { relativeTime, type TimeRange } from '../spl/time';
import type { World } from '../spl/world';
import { isoTime } from './splunk_web';

/** As the page sends it. */
export interface SearchRequest {
  readonly query: string;
  readonly earliest?: string;
  readonly latest?: string;
  /** The job whose results a chained search goes on from. */
  readonly base?: string;
}

/** As the page gets it. */
export interface SearchAnswer {
  readonly sid: string;
  readonly fields: readonly string[];
  /** As Splunk's REST gives results: text, lists of it, or null. */
  readonly rows: readonly (readonly (string | readonly string[] | null)[])[];
  readonly error?: string;
}

interface Job {
  readonly world: World;
  readonly range: TimeRange;
  readonly result: Result;
}

/** Enough for the views that are open. */
const keptJobs = 500;

export class Jobs {
  readonly #jobs = new Map<string, Job>();
  #count = 0;

  answer(request: SearchRequest, world: World): SearchAnswer {
    try {
      const job = this.#run(request, world);
      return { sid: this.#keep(job), fields: job.result.fields, rows: job.result.rows.map((row) => cells(job.result, row)) };
    } catch (error) {
      return { sid: '', fields: [], rows: [], error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** A chained search sees the world and the time range of its base. */
  #run({ query, earliest = '-24h@h', latest = 'now', base }: SearchRequest, world: World): Job {
    const parent = base === undefined ? undefined : this.#jobs.get(base);
    if (base !== undefined && parent === undefined) throw new Error('the results of the base search are gone: load the view again');
    if (parent !== undefined) return { ...parent, result: run(parent.world, query, parent.range, parent.result) };
    const range = { earliest: relativeTime(earliest, world.now), latest: relativeTime(latest, world.now) };
    return { world, range, result: run(world, query, range) };
  }

  #keep(job: Job): string {
    const sid = `preview_${(this.#count += 1)}`;
    this.#jobs.set(sid, job);
    const [oldest] = this.#jobs.keys();
    if (this.#jobs.size > keptJobs && oldest !== undefined) this.#jobs.delete(oldest);
    return sid;
  }
}

function cells({ fields }: Result, row: Row): (string | readonly string[] | null)[] {
  return fields.map((field) => cell(field, row[field]));
}

function cell(field: string, value: Value | undefined): string | readonly string[] | null {
  if (value === undefined) return null;
  if (typeof value === 'object') return value;
  return field === '_time' && Number.isFinite(Number(value)) ? isoTime(Number(value)) : String(value);
}
