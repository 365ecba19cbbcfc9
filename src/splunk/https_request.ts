import { request } from 'node:https';

export interface HttpsOptions {
  /** PEM; the only authorities that are trusted. */
  readonly ca: readonly string[];
  /** The name that the certificate must be for, where it is not the host of the URL. */
  readonly serverName?: string | undefined;
  readonly timeoutMs: number;
}

export interface HttpsRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const mostBytes = 16 * 1024 * 1024;

/** One request over verified TLS; nothing, not even NODE_TLS_REJECT_UNAUTHORIZED, turns that off. No redirect is followed. */
export function httpsRequest(url: URL, options: HttpsOptions, { method, headers, body }: HttpsRequest): Promise<HttpsAnswer> {
  const tls = {
    ca: [...options.ca],
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2' as const,
    ...(options.serverName === undefined ? {} : { servername: options.serverName }),
  };
  const length = { 'Content-Length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...tls, method, headers: { ...headers, ...length }, agent: false, timeout: options.timeoutMs }, (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes > mostBytes) sent.destroy(new Error(`the answer is longer than ${mostBytes} bytes`));
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString('utf8') });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${options.timeoutMs / 1000} s`)));
    sent.on('error', reject);
    sent.end(body);
  });
}
