import { readFileSync } from 'node:fs';

/** include/net/tcp_states.h, as /proc/net/tcp writes them: TIME_WAIT is no socket any more, LISTEN no connection. */
const over = new Set(['06', '0A']);
const patienceMs = 40_000;

/**
 * Until the kernel has closed every connection of a port. On a busy machine a full backlog drops a handshake's end, and
 * then the FIN of a connection that said nothing is acknowledged only when it is sent again.
 */
export async function settled(port: number): Promise<void> {
  const limit = Date.now() + patienceMs;
  while (openConnections(port) > 0 && Date.now() < limit) await new Promise((resolve) => setTimeout(resolve, 100));
}

function openConnections(port: number): number {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'latin1').split('\n').slice(1);
  return lines.filter((line) => {
    const [, local = '', remote = '', state = '06'] = line.trim().split(/\s+/);
    return (local.endsWith(end) || remote.endsWith(end)) && !over.has(state);
  }).length;
}
