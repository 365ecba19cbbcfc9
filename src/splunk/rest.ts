/** splunkd's REST interface through splunk-sdk, for `check --splunk` alone; the events' way never comes here. */
import type { Answer } from 'splunk-sdk/lib/service';
import { httpsRequest, type HttpsOptions } from './https_request';

export interface RestOptions extends HttpsOptions {
  /** https alone. */
  readonly uri: URL;
  /** A session key, or a token for authentication (a JSON Web Token). A secret. */
  readonly token: string;
}

export interface Rest {
  /** The `content` of each entry, with its name. A path without leading / is looked up in all apps. */
  entries(path: string): Promise<readonly Entry[]>;
  /** Rows of a search that ends in a table; relative times as in Splunk. */
  search(query: string, earliest: string): Promise<readonly Readonly<Record<string, string>>[]>;
}

export interface Entry {
  readonly name: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A request that failed. The message has no secret in it. */
export class RestError extends Error {
  override readonly name = 'RestError';
  /** HTTP's, or 0 where there was no answer. */
  readonly status: number;
  /** Node's or OpenSSL's, or empty. */
  readonly code: string;

  constructor(message: string, status: number, code: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Loads the SDK; nothing is sent yet. */
export async function openRest(options: RestOptions): Promise<Rest> {
  const { Service, Http } = await loadSdk();
  const VerifiedHttp = Http.extend({
    makeRequest: async (url, { method, headers = {}, body = '' }) => {
      const answer = await httpsRequest(new URL(url), options, { method, headers, body });
      return { response: answer, status: answer.status, data: parsed(answer.text), error: null };
    },
    parseJson: JSON.parse,
  });
  const { hostname, port } = options.uri;
  const authorization = /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(options.token) ? 'Bearer' : 'Splunk';
  const service = new Service(new VerifiedHttp(), {
    scheme: 'https', host: hostname, port: port || '443', owner: '-', app: '-', sessionKey: options.token, authorization, autologin: false,
  });
  return {
    entries: async (path) => entriesOf((await orRestError(service.get(path, { count: '0' }))).data),
    search: async (query, earliest) => {
      // It asks for the version, which decides between the two paths of search.
      await orRestError(service.getInfo());
      return rowsOf(await orRestError(service.oneshotSearch(query, { earliest_time: earliest, latest_time: 'now', count: '10000' })));
    },
  };
}

/**
 * The SDK's parts, not its index: that runs dotenv, which would take ./.env into our environment, and loads an HTTP
 * client that verifies nothing. What its logger sets in the environment is taken back.
 */
async function loadSdk(): Promise<{ Service: typeof import('splunk-sdk/lib/service').default; Http: typeof import('splunk-sdk/lib/http').default }> {
  const before = process.env['LOG_LEVEL'];
  try {
    const [service, http] = await Promise.all([import('splunk-sdk/lib/service'), import('splunk-sdk/lib/http')]);
    return { Service: service.default, Http: http.default };
  } finally {
    if (before === undefined) delete process.env['LOG_LEVEL'];
    else process.env['LOG_LEVEL'] = before;
  }
}

/** What the SDK rejects with (an answer, an Error, a text) as a RestError. */
async function orRestError<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (failure) {
    if (isAnswer(failure)) throw new RestError(messageOf(failure), failure.status, '');
    const { message = String(failure), code = '' } = failure as Partial<NodeJS.ErrnoException>;
    throw new RestError(message, 0, code);
  }
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'status' in value && 'response' in value;
}

/** splunkd's own words: {"messages":[{"type":"WARN","text":"call not properly authenticated"}]}. */
function messageOf({ status, data }: Answer): string {
  const messages = property(data, 'messages');
  const texts = Array.isArray(messages) ? messages.map((message) => property(message, 'text')) : [];
  return [`HTTP status ${status}`, ...texts.filter((text) => typeof text === 'string')].join(': ');
}

function entriesOf(data: unknown): Entry[] {
  const entries = property(data, 'entry');
  if (!Array.isArray(entries)) throw new RestError('the answer is not of splunkd', 0, '');
  return entries.map((entry) => {
    const content = property(entry, 'content');
    return { name: String(property(entry, 'name')), content: isObject(content) ? content : {} };
  });
}

function rowsOf(data: unknown): Readonly<Record<string, string>>[] {
  const rows = property(data, 'results');
  return Array.isArray(rows) ? rows.filter(isObject).map((row) => row as Record<string, string>) : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Some other server: the status, or what is missing in the answer, is the error.
    return text;
  }
}

function property(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
