/**
 * Restarts of the input while connections are open: what they carried is reported once, what passed while no input ran is
 * no event's, and all of it can be computed.
 */
import { run } from '../../preview/spl/run';
import { app } from '../../steps/paths.mjs';
import { type Peer } from './traffic/traffic';
import { Scene } from './traffic/scene';
import type { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of restart.test.ts: ${reason}\n`);

const port = 4501;
const many = 3000;
const directions = ['outbound', 'inbound'] as const;

type Fields = Readonly<Record<string, unknown>>;

const sum = (events: readonly Fields[], key: string): number => events.reduce((total, event) => total + Number(event[key] ?? 0), 0);

/** What docs/knowledge.md says: what the last existing says, and the sum of what comes after it. */
function carried(events: readonly Fields[], key: 'bytes_in' | 'bytes_out'): number {
  const last = events.map(({ event }) => event).lastIndexOf('existing');
  return Number(events[last]?.[`${key}_before`] ?? 0) + sum(events.slice(last + 1), key);
}

/** The same, by the macro that the app ships. */
function carriedInSplunk(events: readonly Fields[]): readonly (readonly [unknown, unknown])[] {
  const indexed = events.map((fields) => (
    { time: Number(fields['time']), raw: JSON.stringify(fields), host: 'web1', source: 'ebpf_trace://main', sourcetype: 'ebpf:tcp', index: 'ebpf' }));
  const latest = Math.max(...indexed.map(({ time }) => time)) + 1;
  const search = '`ebpf_trace_index` sourcetype=ebpf:tcp flow_id=* | `ebpf_trace_whole` | stats sum(bytes_in) AS bytes_in sum(bytes_out) AS bytes_out BY host flow_id';
  const { rows } = run({ app, events: indexed, now: latest }, search, { earliest: 0, latest });
  return rows.map((row) => [Number(row['bytes_in']), Number(row['bytes_out'])]);
}

(reason === undefined ? describe : describe.skip)('over restarts of the input', () => {
  const scene = new Scene();
  let events: Fields[] = [];
  let nextPort = port;

  const mine = (tracer: Traced): readonly Fields[] => tracer.events.filter((event) => event['direction'] !== 'listening');
  const at = (direction: string): readonly Fields[] => events.filter((event) => event['direction'] === direction);

  async function open(): Promise<{ readonly client: Peer; readonly server: Peer }> {
    nextPort += 1;
    events = [];
    const server = await scene.peers.serve({ namespace: scene.namespace, name: 'server' }, '127.0.0.1', nextPort, 1);
    const client = scene.peers.start({ namespace: scene.namespace, name: 'client' }, 'talk', '127.0.0.1', nextPort);
    await client.line(1);
    return { client, server };
  }

  const trace = (...options: readonly string[]): Promise<Traced> => scene.trace(['--include-ports', `${nextPort}`, ...options]);

  const summary = (interval: string): Promise<Traced> => trace('--mode', 'summary', '--summary-interval', interval);

  async function stop(tracer: Traced): Promise<void> {
    await tracer.stop();
    events.push(...mine(tracer));
  }

  async function kill(tracer: Traced): Promise<void> {
    tracer.kill();
    await tracer.ended();
    events.push(...mine(tracer));
  }

  const until = (tracer: Traced, name: string): Promise<void> =>
    tracer.until(() => directions.every((direction) => mine(tracer).some((event) => event['direction'] === direction && event['event'] === name)));

  test('summary mode: the sums are what was carried but for what nobody watched, after a stop, a gap and a kill', async () => {
    const { client, server } = await open();
    await client.talk(100_000); // before any input ran
    const first = await summary('300');
    await until(first, 'existing');
    await client.talk(5_000);
    await stop(first); // long before the interval
    await client.talk(700); // while none runs
    const second = await summary('1');
    await until(second, 'existing');
    await client.talk(30_000);
    await second.until(() => directions.every((direction) => sum(mine(second).filter((event) => event['direction'] === direction), 'bytes_out') === 30_000));
    await kill(second);
    const third = await summary('300');
    await until(third, 'existing');
    await client.talk(11);
    await kill(third); // with 11 bytes that no report had
    const fourth = await summary('300');
    await until(fourth, 'existing');
    await client.talk(13);
    await client.end();
    await server.end();
    await until(fourth, 'close');
    await stop(fourth);
    for (const direction of directions) {
      const reported = at(direction);
      expect(reported.map(({ event }) => event)).toEqual(['existing', 'flow', 'existing', ...reported.slice(3, -3).map(() => 'flow'), 'existing', 'existing', 'close']);
      expect(reported.filter(({ event }) => event === 'existing').map((event) => [event['bytes_in_before'], event['bytes_out_before']]))
        .toEqual([100_000, 105_700, 135_700, 135_711].map((bytes) => [bytes, bytes]));
      expect([sum(reported, 'bytes_in'), sum(reported, 'bytes_out')]).toEqual([35_013, 35_013]);
      expect([carried(reported, 'bytes_in'), carried(reported, 'bytes_out')]).toEqual([135_724, 135_724]);
      expect(new Set(reported.map((event) => event['flow_id'])).size).toBe(1);
    }
    expect(carriedInSplunk(events)).toEqual([[135_724, 135_724], [135_724, 135_724]]);
  }, 60_000);

  test('summary mode: packets and retransmits begin anew as well', async () => {
    const { client, server } = await open();
    const first = await summary('300');
    await client.talk(200_000);
    await stop(first);
    const second = await summary('300');
    await until(second, 'existing');
    await client.end();
    await server.end();
    await until(second, 'close');
    await stop(second);
    for (const direction of directions) {
      const [, reported, existing, close] = at(direction);
      expect(at(direction).map(({ event }) => event)).toEqual(['existing', 'flow', 'existing', 'close']);
      expect(Number(existing?.['packets_in_before'])).toBeGreaterThanOrEqual(Number(reported?.['packets_in']));
      expect(Number(close?.['packets_in'])).toBeLessThan(8);
      expect(close).not.toHaveProperty('bytes_in');
    }
  }, 60_000);

  test('summary mode: a stop reports also connections that are younger than the interval, with an interval of 0 too', async () => {
    const server = await scene.peers.serve({ namespace: scene.namespace, name: 'server' }, '127.0.0.1', (nextPort += 1), 1);
    events = [];
    const first = await summary('0');
    const client = scene.peers.start({ namespace: scene.namespace, name: 'client' }, 'talk', '127.0.0.1', nextPort);
    await client.line(1);
    await client.talk(1234);
    await stop(first);
    const second = await summary('0');
    await until(second, 'existing');
    await stop(second);
    await client.end();
    await server.end();
    for (const direction of directions) {
      expect(at(direction)).toMatchObject([{ event: 'flow', bytes_in: 1234, bytes_out: 1234 }, { event: 'existing', bytes_in_before: 1234, bytes_out_before: 1234 }]);
    }
  }, 60_000);

  test(`summary mode: a stop reports ${2 * many} open connections, each once, in time`, async () => {
    nextPort += 1;
    events = [];
    const tracer = await summary('300');
    const holder = scene.peers.start({ namespace: scene.namespace, name: 'holder' }, 'hold', '127.0.0.1', nextPort, many);
    await holder.line(2);
    const began = performance.now();
    await stop(tracer);
    expect(performance.now() - began).toBeLessThan(2000);
    await holder.end();
    expect(tracer.errors.filter((line) => line.includes('not every open connection'))).toEqual([]);
    expect(events.filter(({ event }) => event === 'flow')).toHaveLength(2 * many);
    expect(new Set(events.map((event) => event['flow_id'])).size).toBe(2 * many);
  }, 60_000);

  test('lifecycle mode: bytes are on the close alone, all of them', async () => {
    const { client, server } = await open();
    await client.talk(1000);
    const first = await trace();
    await until(first, 'existing');
    await client.talk(200);
    await stop(first);
    const second = await trace();
    await until(second, 'existing');
    await client.talk(30);
    await client.end();
    await server.end();
    await until(second, 'close');
    await stop(second);
    for (const direction of directions) {
      expect(at(direction).map(({ event }) => event)).toEqual(['existing', 'existing', 'close']);
      expect(Object.keys(at(direction)[1] ?? {}).filter((key) => key.endsWith('_before'))).toEqual([]);
      expect([sum(at(direction), 'bytes_in'), carried(at(direction), 'bytes_out')]).toEqual([1230, 1230]);
    }
    expect(carriedInSplunk(events)).toEqual([[1230, 1230], [1230, 1230]]);
  }, 60_000);

  test('a change from summary to lifecycle mode leaves the totals right', async () => {
    const { client, server } = await open();
    const first = await summary('300');
    await until(first, 'existing');
    await client.talk(400);
    await stop(first);
    const second = await trace();
    await until(second, 'existing');
    await client.end();
    await server.end();
    await until(second, 'close');
    await stop(second);
    expect(directions.map((direction) => carried(at(direction), 'bytes_in'))).toEqual([400, 400]);
    expect(carriedInSplunk(events)).toEqual([[400, 400], [400, 400]]);
  }, 60_000);
});
