/** A stop with a backlog, with readers of several speeds: the stream ends behind a whole event, and what is missing is counted. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { close, closeSync, read } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inputDocument } from '../../splunkd/documents';
import { EventStream, type SplunkEvent } from '../../splunkd/event_stream';
import { makePipe } from '../../splunkd/fifo';
import { proof } from '../prove/proof';
import { NetworkNamespace, type Peer, Peers, until } from './traffic/traffic';
import { program, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of stop.test.ts: ${reason}\n`);

const stanza = 'ebpf_trace://main';
const port = 4402;
const promisedStopMs = 2000;
const patienceMs = 20_000;
const readPart = promisify(read);

/** How the other end of the pipe reads: so many bytes each so many milliseconds. */
interface Speed {
  readonly bytes: number;
  readonly everyMs: number;
}

/** The input, with a reader that begins when it is asked to. */
class SlowlyRead {
  readonly events: SplunkEvent[] = [];
  readonly problems: string[] = [];
  log = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #readEnd: number;
  readonly #stream = new EventStream({
    stanza, onEvent: (event) => void this.events.push(event), onProblem: (problem) => void this.problems.push(problem),
  });

  constructor() {
    const { readEnd, writeEnd } = makePipe();
    this.#readEnd = readEnd;
    this.#child = spawn(program, [], { stdio: ['pipe', writeEnd, 'pipe'] });
    closeSync(writeEnd);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    this.#ended = once(this.#child, 'close');
    const params = { include_ports: String(port), existing_connections: 'false', include_splunk: 'true' };
    this.#child.stdin?.end(inputDocument({ stanza, app: 'ebpf_trace', home: '/nowhere', params }));
  }

  async traces(): Promise<void> {
    await until(() => this.log.includes('INFO tracing'), () => this.log, patienceMs);
  }

  /** Reads up to the end, at this speed until the input has ended. */
  async readAll({ bytes, everyMs }: Speed): Promise<void> {
    const buffer = Buffer.alloc(bytes);
    for (;;) {
      const { bytesRead } = await readPart(this.#readEnd, buffer, 0, bytes, null);
      if (bytesRead === 0) break;
      this.#stream.write(buffer.subarray(0, bytesRead));
      if (this.#child.exitCode === null) await Promise.race([after(everyMs, undefined, { ref: false }), this.#ended]);
    }
    this.#stream.end();
  }

  /** Gives the milliseconds that it took. */
  async stop(): Promise<number> {
    const began = performance.now();
    this.#child.kill('SIGTERM');
    await this.#ended;
    return performance.now() - began;
  }

  get code(): number | null {
    return this.#child.exitCode;
  }

  /** Sum over the health events of what they count. */
  counted(key: string): number {
    return this.events.reduce((sum, { sourcetype, fields }) => sum + (sourcetype === 'ebpf:health' ? Number(fields[key] ?? 0) : 0), 0);
  }

  get connectionEvents(): number {
    return this.events.filter(({ sourcetype }) => sourcetype === 'ebpf:tcp').length;
  }

  /** That the log says could not be written. */
  get givenUp(): number {
    return Number(/^ERROR (\d+) events could not be written before the end: splunkd took too little$/m.exec(this.log)?.[1] ?? 0);
  }

  remove(): void {
    this.#child.kill('SIGKILL');
    close(this.#readEnd, () => undefined);
  }
}

const speeds: readonly (readonly [string, Speed])[] = [
  ['that reads nothing before the end', { bytes: 4096, everyMs: 60_000 }],
  ['of 20 KB/s', { bytes: 1000, everyMs: 50 }],
  ['of 256 KB/s', { bytes: 12_800, everyMs: 50 }],
  ['of 3 MB/s', { bytes: 65_536, everyMs: 20 }],
  ['that keeps up', { bytes: 1_048_576, everyMs: 0 }],
];

const speedsInStorms = speeds.slice(1).map(([, speed]) => speed);

(reason === undefined ? describe : describe.skip)('a stop with a backlog', () => {
  const count = 4001;
  /** Both ends of each connection begin and end, and so does the listener. */
  const allEvents = 4 * count + 2;
  const stormCount = 20_001;
  let peers: Peers;
  let namespace: NetworkNamespace;
  let input: SlowlyRead;

  beforeAll(async () => {
    peers = new Peers();
    namespace = await NetworkNamespace.make();
  });

  beforeEach(begin);

  afterEach(() => input.remove());

  afterAll(() => {
    namespace?.remove();
    peers?.remove();
  });

  /** In a namespace of its own, since none lives long enough for all. */
  async function beginAnew(): Promise<void> {
    input.remove();
    namespace.remove();
    namespace = await NetworkNamespace.make();
    await begin();
  }

  async function begin(): Promise<void> {
    input = new SlowlyRead();
    await input.traces();
  }

  const serve = async (times: number): Promise<Peer> => peers.serve({ namespace, name: 'server' }, '127.0.0.1', port, times);
  const connect = async (times: number): Promise<Peer> => peers.connect({ namespace, name: 'client' }, '127.0.0.1', port, times, 1);

  test.each(speeds)('and a reader %s', async (_name, speed) => {
    const server = await serve(count);
    await connect(count);
    await server.end();
    const reading = input.readAll(speed);
    const tookMs = await input.stop();
    await reading;
    expect({ code: input.code, problems: input.problems }).toEqual({ code: 0, problems: [] });
    expect(tookMs).toBeLessThan(promisedStopMs);
    expect(input.connectionEvents + input.givenUp).toBe(allEvents);
    expect(input.counted('dropped_events')).toBe(input.givenUp);
    expect(input.events.at(-1)?.fields['event']).toBe('stop');
    if (speed.everyMs > 20) expect(input.givenUp).toBeGreaterThan(0);
  }, 60_000);

  test('that is none, since all was read: nothing is given up', async () => {
    const reading = input.readAll({ bytes: 1_048_576, everyMs: 0 });
    const server = await serve(count);
    await connect(count);
    await server.end();
    await until(() => input.connectionEvents === allEvents, () => `${input.connectionEvents} events`, patienceMs);
    await input.stop();
    await reading;
    expect({ code: input.code, problems: input.problems }).toEqual({ code: 0, problems: [] });
    expect(input.log).toMatch(/INFO stopped\n$/);
    expect(input.counted('dropped_events')).toBe(0);
  }, 60_000);

  proof('stops', async (count) => {
    let [slowestMs, givenUp] = [0, 0];
    for (let round = 0; round < count; round += 1) {
      if (round > 0) await beginAnew();
      const speed = speedsInStorms[round % speedsInStorms.length] as Speed;
      slowestMs = Math.max(slowestMs, await stopAmidStorm(speed));
      givenUp += input.givenUp;
    }
    return `the slowest took ${Math.round(slowestMs)} ms; ${givenUp.toLocaleString('en')} events given up and counted`;
  }, { skipped: reason, limitMs: 300_000 });

  async function stopAmidStorm(speed: Speed): Promise<number> {
    const server = await serve(stormCount);
    const storm = connect(stormCount);
    const reading = input.readAll(speed);
    await until(() => input.connectionEvents > 10, () => 'no event', patienceMs);
    const tookMs = await input.stop();
    await Promise.all([reading, storm]);
    await server.end();
    expect({ code: input.code, problems: input.problems }).toEqual({ code: 0, problems: [] });
    expect(tookMs).toBeLessThan(promisedStopMs);
    const stop = input.events.at(-1)?.fields;
    expect(stop?.['event']).toBe('stop');
    // What was in flight when the last health was made is written behind it.
    expect(input.connectionEvents).toBe(input.counted('events') + Number(stop?.['queued_events'] ?? 0));
    expect(input.counted('dropped_events')).toBe(input.givenUp);
    return tookMs;
  }
});
