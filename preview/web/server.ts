/** The preview's web server: on the loopback interface alone, for the browser of this host alone. */
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { World } from '../spl/world';
import { Jobs, type SearchAnswer, type SearchRequest } from './jobs';
import { pageOf } from './page';
import { splunkWebAnswer } from './splunk_web';
import { readViews } from './views';

export interface PreviewOptions {
  /** The app's folder as installed. */
  readonly app: string;
  /** Where the bundled renderer lies. */
  readonly renderer: string;
  /** What searches see now. */
  readonly world: () => World;
  /** Where the events come from, for people. */
  readonly origin: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Called with each search and its answer. */
  readonly onSearch?: (request: SearchRequest, answer: SearchAnswer) => void;
}

const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.woff': 'font/woff', '.woff2': 'font/woff2' };

export class PreviewServer {
  readonly #options: PreviewOptions;
  readonly #jobs = new Jobs();
  readonly #server: Server;

  constructor(options: PreviewOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => send(response, 500, 'text/plain', String(error)));
    });
  }

  /** The address to open. */
  async listen(): Promise<string> {
    this.#server.listen(this.#options.port, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A page of elsewhere that reaches us by a name of its own gets nothing: it would see this host's command lines. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    if (!['127.0.0.1', 'localhost'].includes(url.hostname)) return send(response, 403, 'text/plain', 'only as 127.0.0.1');
    if (url.pathname === '/preview/search') return this.#search(JSON.parse(await text(request)) as SearchRequest, response);
    if (url.pathname.startsWith('/preview/')) return this.#file(basename(url.pathname), response);
    const answer = splunkWebAnswer(url, this.#options.world().now);
    if (answer !== undefined) return send(response, 200, 'application/json', JSON.stringify(answer));
    return this.#page(url, response);
  }

  #search(request: SearchRequest, response: ServerResponse): void {
    const answer = this.#jobs.answer(request, this.#options.world());
    this.#options.onSearch?.(request, answer);
    send(response, 200, 'application/json', JSON.stringify(answer));
  }

  #file(name: string, response: ServerResponse): void {
    const path = join(this.#options.renderer, name);
    if (!existsSync(path)) return send(response, 404, 'text/plain', 'no such file');
    response.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream', 'cache-control': 'max-age=3600' });
    createReadStream(path).pipe(response);
  }

  /** Addresses as Splunk Web has them; and ?theme=light, to see a dark view in the other theme. */
  #page({ pathname, searchParams }: URL, response: ServerResponse): void {
    const views = readViews(this.#options.app);
    const [, id] = /^\/en-US\/app\/ebpf_trace\/(\w+)$/.exec(pathname) ?? [];
    const view = views.find((one) => one.id === id);
    if (pathname === '/') return void response.writeHead(302, { location: `/en-US/app/ebpf_trace/${views[0]?.id}` }).end();
    if (view === undefined) return send(response, 404, 'text/plain', 'no such view');
    const theme = searchParams.get('theme') === 'light' ? 'light' : view.theme;
    send(response, 200, 'text/html; charset=utf-8', pageOf({ ...view, theme }, { views, origin: this.#options.origin }));
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
