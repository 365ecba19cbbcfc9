/** redis: many small requests over few connections. */
import type { Bench } from '../group';
import type { Bystander } from './index';
import { address, serverOf } from './server';

const port = 16_379;

/** One program has several names; that of the server is in a package of its own, with a service that is not wanted here. */
export function redisOf(bench: Bench): Promise<readonly Bystander[]> {
  const requests = bench.count(150_000);
  return serverOf(bench, {
    command: ['/usr/bin/redis-check-rdb', '--bind', address, '--port', String(port), '--save', '', '--daemonize', 'no', '--logfile', '/dev/null'],
    argv0: 'redis-server',
    port,
    clients: [{
      title: 'redis: a GET, us',
      command: ['/usr/bin/redis-benchmark', '-h', address, '-p', String(port), '-t', 'get', '-c', '16', '-n', String(requests), '-q'],
      requestsOf: () => requests,
    }],
  });
}
