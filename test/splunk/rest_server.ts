/** A splunkd's REST interface as far as `check --splunk` goes, over TLS. */
import { createServer, type Server } from 'node:https';
import type { Certificate } from './certificate';

export interface Served {
  /** By path; what is missing is 404. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** What Authorization must be. */
  readonly authorization: string;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: URLSearchParams;
}

export interface RestServer {
  readonly uri: string;
  readonly asked: Asked[];
  close(): void;
}

export async function startRestServer(certificate: Certificate, served: Served): Promise<RestServer> {
  const asked: Asked[] = [];
  const server: Server = createServer({ cert: certificate.certificate, key: certificate.key }, (request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      const { pathname } = new URL(request.url ?? '', 'https://x');
      asked.push({ method: request.method ?? '', path: pathname, body: new URLSearchParams(body) });
      const isKnown = request.headers.authorization === served.authorization;
      const found = served.answers[pathname];
      const [status, answer] = !isKnown ? [401, messages('call not properly authenticated')] : found === undefined ? [404, messages('Not Found')] : [200, found];
      response.writeHead(status, { 'Content-Type': 'application/json; charset=UTF-8' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { uri: `https://127.0.0.1:${port}`, asked, close: () => void server.close() };
}

function messages(text: string): object {
  return { messages: [{ type: 'WARN', text }] };
}
