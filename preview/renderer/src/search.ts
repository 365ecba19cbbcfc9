/** Data sources ds.search and ds.chain: the preview's server runs the search, once an instance. */
import { DataSet } from '@splunk/datasource-utils';
import { DataSource, SplunkSearch } from '@splunk/datasources';

/** What the server says of a search that it ran. */
interface Job {
  readonly sid: string;
  readonly fields: string[];
  readonly rows: unknown[][];
  readonly error?: string;
}

interface Options {
  readonly query: string;
  readonly extend?: string;
  readonly queryParameters?: { readonly earliest?: string; readonly latest?: string };
}

type Observer = ReturnType<DataSource['getObserver']>;

interface Page {
  readonly offset?: number;
  readonly count?: number;
}

export class PreviewSearch extends DataSource {
  static readonly config = SplunkSearch.config;
  static readonly schema = SplunkSearch.schema;
  #base: string | undefined;
  #isNew = false;
  #job: Promise<Job> | undefined;

  override async setup(): Promise<null> {
    void this.#start();
    return null;
  }

  override request(page: Page = {}): ReturnType<DataSource['request']> {
    return (observer?: Observer) => {
      let isWanted = true;
      const answer = (job: Job): void => void (isWanted && observer !== undefined && publish(job, page, observer));
      void this.#start()?.then(answer);
      return () => void (isWanted = false);
    };
  }

  /** A chain hears of its base here: of the job whose results it goes on from. */
  override getObserver(): Observer {
    return { next: ({ meta }) => this.#follow(meta.sid), error: () => undefined, complete: () => undefined };
  }

  override shouldRefreshSubscription(): boolean {
    return this.#isNew;
  }

  #follow(sid: string): void {
    this.#isNew = this.#base !== sid;
    if (this.#isNew) [this.#base, this.#job] = [sid, undefined];
  }

  /** A chain waits for its base. */
  #start(): Promise<Job> | undefined {
    const { query, extend, queryParameters } = this.options as unknown as Options;
    if (extend !== undefined && this.#base === undefined) return undefined;
    return (this.#job ??= run({ query, base: this.#base, ...queryParameters }));
  }
}

/** What goes wrong is an answer too: a panel shows it. */
async function run(search: object): Promise<Job> {
  try {
    const response = await fetch('/preview/search', { method: 'POST', body: JSON.stringify(search) });
    return (await response.json()) as Job;
  } catch (error) {
    return { sid: '', fields: [], rows: [], error: String(error) };
  }
}

function publish({ sid, fields, rows, error }: Job, { offset, count }: Page, observer: Observer): void {
  if (error !== undefined) return observer.error({ level: 'error', message: error, meta: { status: 'failed' } });
  const all = DataSet.fromJSONRows(fields.map((name) => ({ name })), rows as never);
  const meta = { sid, status: 'done', percentComplete: 100, totalCount: rows.length, lastUpdated: new Date().toISOString() };
  observer.next({ data: all.getPage({ offset, count } as never), meta });
  observer.complete();
}
