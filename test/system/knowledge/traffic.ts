/** Traffic of known truth within the host, by wget and python3: the same in every run. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { pause } from './tracer';

export interface Ports {
  /** An HTTP server of python3 on 127.0.0.1 and one on ::1. */
  readonly http: number;
  readonly http6: number;
  /** Takes whatever it is sent. */
  readonly sink: number;
  /** Nothing listens there. */
  readonly closed: number;
  readonly beacon: number;
}

const names = ['http', 'http6', 'sink', 'closed', 'beacon'] as const;

/** What `work` below makes: connections, each of two ends here, and connects that fail. */
export const truth = {
  wget: 3, wget6: 2, long: 1, existing: 1, refused: 2, unreachable: 1,
  get connections(): number {
    return this.wget + this.wget6 + this.long + this.existing + this.failed;
  },
  get failed(): number {
    return this.refused + this.unreachable;
  },
  get ends(): number {
    return this.connections * 2 - this.failed;
  },
};

/** Free now, below the range from which the kernel takes ports by itself. */
export async function freePorts(): Promise<Ports> {
  const found: number[] = [];
  for (let port = 18000 + (process.pid % 1000); found.length < names.length; port += 1) {
    if (await isFree(port)) found.push(port);
  }
  return Object.fromEntries(names.map((name, at) => [name, found[at] ?? 0])) as unknown as Ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port);
  const isHeld = await once(server, 'listening').then(() => true, () => false);
  if (isHeld) await new Promise((resolve) => server.close(resolve));
  return isHeld;
}

/** Sends what it reads on standard input, line by line, and ends with it. */
const client = `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
print("open", flush=True)
for line in sys.stdin:
    s.sendall(line.strip().encode())
s.close()
`;
const failures = `
import socket, sys
for family, address in ((socket.AF_INET6, "::1"), (socket.AF_INET6, "2001:db8::1")):
    try:
        socket.socket(family).connect((address, int(sys.argv[1])))
    except OSError as error:
        print(error)
`;

export class Traffic {
  readonly #ports: Ports;
  readonly #children: ChildProcess[] = [];
  #sink: Server | undefined;
  #existing: ChildProcess | undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Servers, and one connection: there before the tracer is. */
  async begin(): Promise<void> {
    const { http, sink } = this.#ports;
    this.#children.push(spawn('python3', ['-m', 'http.server', String(http), '--bind', '127.0.0.1'], { cwd: __dirname, stdio: 'ignore' }));
    this.#sink = createServer((socket) => void socket.resume()).listen(sink, '127.0.0.1');
    await once(this.#sink, 'listening');
    this.#existing = await this.#open();
    await this.#answers(`http://127.0.0.1:${http}/`);
  }

  /** While the tracer is. */
  async work(): Promise<void> {
    const { http, http6, closed } = this.#ports;
    const server = spawn('python3', ['-m', 'http.server', String(http6), '--bind', '::1'], { cwd: __dirname, stdio: 'ignore' });
    this.#children.push(server);
    const long = await this.#open();
    long.stdin?.write(`${'x'.repeat(1000)}\n`);
    for (let count = 0; count < truth.wget; count += 1) wget(`http://127.0.0.1:${http}/`);
    await pause(1500); // the second server, and an interval report
    for (let count = 0; count < truth.wget6; count += 1) wget(`http://[::1]:${http6}/`);
    wget(`http://127.0.0.1:${closed}/`);
    spawnSync('python3', ['-c', failures, String(closed)]);
    for (const one of [long, this.#existing]) await finish(one, 'y'.repeat(500));
    server.kill();
    await once(server, 'close');
  }

  end(): void {
    for (const child of this.#children) child.kill();
    this.#sink?.close();
  }

  async #open(): Promise<ChildProcess> {
    const child = spawn('python3', ['-c', client, String(this.#ports.sink)], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#children.push(child);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    return child;
  }

  async #answers(url: string): Promise<void> {
    for (let tries = 0; wget(url) !== 0; tries += 1) {
      if (tries > 50) throw new Error(`${url} does not answer`);
      await pause(100);
    }
  }
}

function wget(url: string): number | null {
  return spawnSync('wget', ['-q', '-t', '1', '-T', '5', '-O', '/dev/null', url]).status;
}

async function finish(child: ChildProcess | undefined, text: string): Promise<void> {
  if (child === undefined) return;
  child.stdin?.end(`${text}\n`);
  await once(child, 'close');
}
