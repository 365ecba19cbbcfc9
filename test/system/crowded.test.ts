/** More connections than max_connections: what is new is reported, each event once, from the record or from the socket. */
import { type Peer } from './traffic/traffic';
import { Scene } from './traffic/scene';
import type { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of crowded.test.ts: ${reason}\n`);

const port = 4801;
const newPort = 4802;
const refusingPort = 4803;
const room = 1024;
/** Each with two ends here. */
const count = 1301;
const bytes = 7;

type Fields = Readonly<Record<string, unknown>>;

(reason === undefined ? describe : describe.skip)('beyond max_connections', () => {
  const scene = new Scene();

  const trace = (...options: readonly string[]): Promise<Traced> => scene.trace(['--include-ports', `${port}-${refusingPort}`, '--max-connections', `${room}`, ...options]);

  async function hold(): Promise<Peer> {
    const holder = scene.peers.start({ namespace: scene.namespace, name: 'holder' }, 'hold', '127.0.0.1', port, count);
    await holder.line(2); // after that of the port
    return holder;
  }

  async function makeNew(): Promise<[client: Peer, server: Peer]> {
    const server = await scene.peers.serve({ namespace: scene.namespace, name: 'server' }, '127.0.0.1', newPort, 100);
    const client = await scene.peers.connect({ namespace: scene.namespace, name: 'client' }, '127.0.0.1', newPort, 100, bytes);
    await server.end();
    return [client, server];
  }

  const select = (tracer: Traced, to: number, event: string, way?: string): readonly Fields[] =>
    tracer.events.filter((one) => one['event'] === event && one['dest_port'] === to && (way === undefined || one['direction'] === way));
  const marked = (tracer: Traced): number => tracer.events.filter(({ untracked }) => untracked === true).length;

  function expectOnce(events: readonly Fields[], expected: number): void {
    expect([events.length, new Set(events.map((event) => event['flow_id'])).size]).toEqual([expected, expected]);
  }

  test('nothing is missing, and nothing comes twice: begins and ends, with the process where it is at work', async () => {
    const tracer = await trace('--existing-connections', 'false');
    const holder = await hold();
    const [client, server] = await makeNew();
    await scene.peers.connect({ namespace: scene.namespace, name: 'client' }, '127.0.0.1', refusingPort, 3);
    await holder.end();
    await tracer.until(() => select(tracer, port, 'listen_close').length === 1);
    await tracer.stop();
    for (const [to, connections] of [[port, count], [newPort, 100]] as const) {
      for (const [event, way] of [['connect', 'outbound'], ['accept', 'inbound'], ['close', 'outbound'], ['close', 'inbound']] as const) {
        expectOnce(select(tracer, to, event, way), connections);
      }
    }
    for (const [event, pid] of [['accept', server.pid], ['connect', client.pid]] as const) {
      expect(select(tracer, newPort, event)).toEqual(Array(100).fill(expect.objectContaining({ process_id: pid, untracked: true })));
    }
    for (const close of select(tracer, newPort, 'close')) {
      expect(close).toMatchObject({ untracked: true, bytes_in: bytes, bytes_out: bytes, close_reason: close['direction'] === 'outbound' ? 'fin_local' : 'fin_remote' });
      expect(close).not.toHaveProperty('duration');
    }
    expect(select(tracer, newPort, 'listen')).toEqual([expect.objectContaining({ process_id: server.pid, untracked: true })]);
    expect(select(tracer, refusingPort, 'connect_failed')).toEqual(Array(3).fill(expect.objectContaining({ outcome: 'refused', errno: 'ECONNREFUSED', process_name: 'client', untracked: true })));
    expect(marked(tracer)).toBeGreaterThan(count);
    expect(tracer.counted('untracked')).toBe(marked(tracer));
    for (const health of tracer.health) expect(health).toMatchObject({ completeness: 100 });
  }, 60_000);

  test('in summary mode an end says all', async () => {
    const tracer = await trace('--existing-connections', 'false', '--mode', 'summary');
    const holder = await hold();
    await makeNew();
    await holder.end();
    await tracer.until(() => select(tracer, port, 'listen_close').length === 1);
    await tracer.stop();
    for (const [to, connections] of [[port, count], [newPort, 100]] as const) {
      for (const way of ['outbound', 'inbound']) expectOnce(select(tracer, to, 'close', way), connections);
    }
    for (const close of select(tracer, newPort, 'close')) expect(close).toMatchObject({ untracked: true, bytes_in: bytes, bytes_out: bytes, outcome: 'success' });
    expect(tracer.events.filter(({ event }) => event === 'connect' || event === 'accept')).toEqual([]);
  }, 60_000);

  test('what is open at the start is reported once, and leaves room for what is new', async () => {
    const holder = await hold();
    const tracer = await trace();
    await tracer.until(() => select(tracer, port, 'existing').length >= 2 * count + 1);
    await makeNew();
    await holder.end();
    await tracer.until(() => select(tracer, port, 'close').length >= 2 * count);
    await tracer.stop();
    for (const way of ['outbound', 'inbound']) {
      expectOnce(select(tracer, port, 'existing', way), count);
      expectOnce(select(tracer, port, 'close', way), count);
      expect(select(tracer, port, 'existing', way)).toEqual(Array(count).fill(expect.objectContaining({ process_id: holder.pid, process_name: 'holder' })));
      expect(select(tracer, newPort, 'close', way)).toEqual(Array(100).fill(expect.objectContaining({ bytes_in: bytes, bytes_out: bytes, duration: expect.any(Number) as unknown })));
    }
    expect(tracer.events.filter((event) => event['dest_port'] === newPort && 'untracked' in event)).toEqual([]);
    expect(select(tracer, port, 'existing').filter(({ untracked }) => untracked !== true).length).toBeLessThanOrEqual((room * 3) / 4);
  }, 60_000);

  test('what a filter by process cannot judge is counted as a loss', async () => {
    const tracer = await trace('--existing-connections', 'false', '--include-processes', 'client,server');
    const holder = await hold();
    await makeNew();
    await holder.end();
    await tracer.stop();
    expectOnce(select(tracer, newPort, 'connect'), 100);
    expectOnce(select(tracer, newPort, 'accept'), 100);
    expect(select(tracer, port, 'connect')).toEqual([]);
    const closes = select(tracer, newPort, 'close').length;
    expect(closes + tracer.counted('unreported')).toBeGreaterThanOrEqual(200);
    expect(tracer.health.some((health) => Number(health['completeness']) < 100)).toBe(closes < 200);
  }, 60_000);
});
