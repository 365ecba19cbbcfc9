/** nginx: requests over connections that stay, and over one each. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../group';
import type { Bystander } from './index';
import { address, serverOf } from './server';

const port = 18_080;
const seconds = 2;

/** One process, and no file is sent. */
const conf = `daemon off;
master_process off;
worker_processes 1;
pid nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
    access_log off;
    keepalive_requests 1000000;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {
        listen ${address}:${port};
        location / { return 200 "hello\\n"; }
    }
}
`;

export function nginxOf(bench: Bench): Promise<readonly Bystander[]> {
  const folder = join(bench.folder, 'nginx');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'nginx.conf'), conf);
  const client = (title: string, ...options: readonly string[]) => ({
    title,
    command: ['/usr/bin/wrk', '-t', '1', '-c', '16', '-d', `${seconds}s`, ...options, `http://${address}:${port}/`] as [string, ...string[]],
    requestsOf: (output: string) => Number(/(\d+) requests in/.exec(output)?.[1]),
  });
  return serverOf(bench, {
    command: ['/usr/sbin/nginx', '-p', folder, '-c', 'nginx.conf', '-e', 'stderr'],
    port,
    clients: [client('nginx: a request, us'), client('nginx: a connection and its request, us', '-H', 'Connection: close')],
  });
}
