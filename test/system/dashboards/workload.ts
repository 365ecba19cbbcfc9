/** What the views are shown: the traffic of known truth, a process with a hostile name, and a connection of nobody. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { type Ports, Traffic } from '../knowledge/traffic';
import { record, type Recording } from '../knowledge/tracer';

/** Whatever SPL, a token or a list could take amiss; at most 15 bytes, as a process has. */
export const hostileName = 'w"e\\g,*$a$|t';

/** Fills what the other end does not read, closes, and goes: the kernel keeps the connection, and it is nobody's. */
const leaver = `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.setblocking(False)
try:
    while True: s.send(b"x" * 65536)
except BlockingIOError:
    pass
s.close()
`;

export async function recordWorkload(mode: string, ports: Ports): Promise<Recording & { readonly stuck: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'ebpf-trace-'));
  const traffic = new Traffic(ports);
  const nobody = new Unread();
  try {
    const stuck = await nobody.begin();
    await traffic.begin();
    spawnSync('python3', ['-c', leaver, String(stuck)]);
    const { http, http6, sink, closed, beacon } = ports;
    const recording = await record(mode, [http, http6, sink, closed, stuck], beacon, async () => {
      await traffic.work();
      connectAs(hostileName, folder, `http://127.0.0.1:${http}/`);
      nobody.end();
    });
    return { ...recording, stuck };
  } finally {
    nobody.end();
    traffic.end();
    rmSync(folder, { recursive: true });
  }
}

/** wget under another name. */
function connectAs(name: string, folder: string, url: string): void {
  const path = join(folder, name);
  copyFileSync(spawnSync('which', ['wget'], { encoding: 'utf8' }).stdout.trim(), path);
  chmodSync(path, 0o755);
  spawnSync(path, ['-q', '-t', '1', '-T', '5', '-O', '/dev/null', url]);
}

/** Accepts, and never reads. */
class Unread {
  readonly #server: Server = createServer({ pauseOnConnect: true }, (socket) => void this.#sockets.push(socket));
  readonly #sockets: Socket[] = [];

  async begin(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  end(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
