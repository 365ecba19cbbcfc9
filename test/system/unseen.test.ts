/** What no hook showed: the records are put back into the state that they would have then. */
import { readFileSync } from 'node:fs';
import { direction } from '../../src/generated/samples';
import { Records } from './traffic/records';
import { type Peer, until } from './traffic/traffic';
import { Scene } from './traffic/scene';
import type { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';
import { buildWorkload, RunningCase } from './truth/workload';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of unseen.test.ts: ${reason}\n`);

const port = 4701;
const hiddenPort = 4702;
const closedPort = 4703;
/** FAR_PORT of connect_crossing in workloads/connect.c. */
const crossingPort = 7002;
const interval = ['--health-interval', '10'];
const intervalMs = 15_000;

type Fields = Readonly<Record<string, unknown>>;

(reason === undefined ? describe : describe.skip)('an ending that no hook showed', () => {
  const scene = new Scene();

  const trace = (...options: readonly string[]): Promise<Traced> => scene.trace(['--include-ports', `${port},${closedPort}`, '--existing-connections', 'false', ...options]);

  const opened: Records[] = [];
  afterEach(() => opened.splice(0).forEach((records) => records.close()));

  function recordsOf(tracer: Traced): Records {
    const records = new Records(tracer.pid);
    opened.push(records);
    return records;
  }

  async function talk(to: number): Promise<[client: Peer, server: Peer]> {
    const server = await scene.peers.serve({ namespace: scene.namespace, name: 'server' }, '127.0.0.1', to, 1);
    const client = scene.peers.start({ namespace: scene.namespace, name: 'client' }, 'talk', '127.0.0.1', to);
    await client.line(1);
    await client.talk(100);
    return [client, server];
  }

  /** Stopped, when it resolves. */
  async function halt(peer: Peer): Promise<void> {
    peer.signal('SIGSTOP');
    await until(() => / T /.test(readFileSync(`/proc/${peer.pid}/stat`, 'utf8')), () => 'a stopped process');
  }

  const closes = (tracer: Traced, way = 'outbound'): readonly Fields[] =>
    tracer.events.filter((event) => event['event'] === 'close' && event['direction'] === way);
  const begin = (tracer: Traced): Fields | undefined => tracer.events.find(({ event }) => event === 'connect');

  /** What is known of it, and nothing else. */
  function expectUnknown(close: Fields | undefined, connect: Fields | undefined): void {
    expect(close).toMatchObject({
      close_reason: 'unknown', src_port: connect?.['src_port'], dest_ip: '127.0.0.1', dest_port: port,
      flow_id: connect?.['flow_id'], process_id: connect?.['process_id'], process_name: 'client',
    });
    for (const key of ['bytes_in', 'bytes_out', 'packets_in', 'packets_out', 'duration', 'rtt_us']) expect(close).not.toHaveProperty(key);
  }

  test.each(['lifecycle', 'summary'])('is found by the pass over the records, and counted, in %s mode', async (mode) => {
    const tracer = await trace('--mode', mode, ...interval);
    const records = recordsOf(tracer);
    const [client, server] = await talk(port);
    const [hiddenClient, hiddenServer] = await talk(hiddenPort);
    // Their memory is that of no socket: a record is there as though its socket had been freed.
    for (const to of [port, hiddenPort]) {
      const { key, value } = await records.of(direction.DIRECTION_OUTBOUND, to);
      records.put({ key: key + 8n, value });
    }
    await tracer.until(() => closes(tracer).length > 0, intervalMs);
    const missed = closes(tracer);
    expect(missed).toHaveLength(1);
    await tracer.until(() => tracer.counted('missed') > 0, intervalMs);
    for (const one of [client, server, hiddenClient, hiddenServer]) await one.end();
    await tracer.until(() => closes(tracer).length === 2 && closes(tracer, 'inbound').length === 1);
    await tracer.stop();
    const [, last] = closes(tracer);
    expectUnknown(missed[0], mode === 'summary' ? last : begin(tracer));
    expect(last).toMatchObject({ bytes_in: 100, bytes_out: 100, close_reason: 'fin_local' });
    // What the filter hides is neither an event nor a loss.
    expect(tracer.counted('missed')).toBe(1);
    expect(tracer.health.some((health) => Number(health['completeness']) < 100)).toBe(true);
  }, 60_000);

  test('is found at the end of the run', async () => {
    const tracer = await trace('--health-interval', '3600');
    const records = recordsOf(tracer);
    const [client, server] = await talk(port);
    const { key, value } = await records.of(direction.DIRECTION_OUTBOUND, port);
    records.put({ key: key + 8n, value });
    await tracer.stop();
    expect(closes(tracer)).toHaveLength(1);
    expectUnknown(closes(tracer)[0], begin(tracer));
    expect(tracer.health.map(({ event, missed, completeness }) => [event, missed, Number(completeness) < 100]))
      .toEqual([['start', undefined, false], ['stop', 1, true]]);
    for (const one of [client, server]) await one.end();
  }, 30_000);

  test('has all its values while the memory of its socket has them', async () => {
    const tracer = await trace(...interval);
    const records = recordsOf(tracer);
    const [client, server] = await talk(port);
    const record = await records.of(direction.DIRECTION_OUTBOUND, port);
    await halt(server);
    const unread = client.talk(10);
    await until(() => scene.namespace.run('ss', '-tnH', 'state', 'established', `( sport = :${port} )`).startsWith('10 '), () => 'unread data');
    await halt(client); // which keeps the socket, and does not ask for its error
    server.kill(); // with data that nobody read: a reset
    await tracer.until(() => closes(tracer).length === 1);
    records.put(record);
    await tracer.until(() => closes(tracer).length === 2, intervalMs);
    client.signal('SIGCONT');
    await Promise.allSettled([unread, client.ended()]);
    await tracer.stop();
    const [seen, found] = closes(tracer);
    expect(found).toEqual({ ...seen, time: expect.anything() as unknown, duration: expect.anything() as unknown });
    expect(seen).toMatchObject({ bytes_in: 100, close_reason: 'rst_remote' });
    expect(Number(seen?.['bytes_out']) + Number(seen?.['bytes_unacked'] ?? 0)).toBe(110);
    expect([tracer.counted('repaired'), tracer.counted('missed')]).toEqual([1, 0]);
    expect(closes(tracer)).toHaveLength(2);
  }, 60_000);

  test('leaves open who closed first where the memory of its socket does not say it', async () => {
    const tracer = await trace(...interval);
    const records = recordsOf(tracer);
    const [client, server] = await talk(port);
    const record = await records.of(direction.DIRECTION_OUTBOUND, port);
    await client.finish();
    await tracer.until(() => closes(tracer).length === 1);
    records.put(record);
    await tracer.until(() => closes(tracer).length === 2, intervalMs);
    for (const one of [client, server]) await one.end();
    await tracer.stop();
    const [seen, found] = closes(tracer);
    expect(seen).toMatchObject({ bytes_in: 100, bytes_out: 100, close_reason: 'fin_local' });
    expect(found).toEqual({ ...seen, time: expect.anything() as unknown, duration: expect.anything() as unknown, close_reason: 'unseen' });
    expect([tracer.counted('repaired'), tracer.counted('missed')]).toEqual([1, 0]);
  }, 60_000);

  test('is found when the next connection takes the address', async () => {
    const tracer = await trace('--health-interval', '3600');
    const records = recordsOf(tracer);
    const [client, server] = await talk(port);
    const { value } = await records.of(direction.DIRECTION_OUTBOUND, port);
    const again = scene.peers.start({ namespace: scene.namespace, name: 'again' }, 'again', '127.0.0.1', closedPort);
    expect(await again.line(1)).toBe('111');
    records.put({ key: (await records.of(direction.DIRECTION_OUTBOUND, closedPort)).key, value });
    await again.talk(0); // refused once more
    await tracer.until(() => closes(tracer).length === 1);
    for (const one of [client, server, again]) await one.end();
    await tracer.stop();
    const failures = tracer.events.filter(({ event }) => event === 'connect_failed');
    expect(failures).toEqual(Array(2).fill(expect.objectContaining({ outcome: 'refused', dest_port: closedPort, process_name: 'again' })));
    expectUnknown(closes(tracer)[0], begin(tracer));
    // All that is counted, so that a failure says what became of the other close.
    expect({ closes: closes(tracer).map(({ close_reason: reason }) => reason), repaired: tracer.counted('repaired'), losses: tracer.losses })
      .toEqual({ closes: ['unknown', 'fin_local'], repaired: 0, losses: { missed: 1 } });
  }, 30_000);

  test('is found when a connection closes that is not the record\'s', async () => {
    const tracer = await trace('--health-interval', '3600');
    const records = recordsOf(tracer);
    const [client, server] = await talk(port);
    const { value } = await records.of(direction.DIRECTION_OUTBOUND, port);
    const [other, otherServer] = await talk(closedPort);
    records.put({ key: (await records.of(direction.DIRECTION_OUTBOUND, closedPort)).key, value });
    await other.end();
    await tracer.until(() => closes(tracer).length === 2);
    for (const one of [client, server, otherServer]) await one.end();
    await tracer.stop();
    const [unknown, known] = closes(tracer);
    expectUnknown(unknown, begin(tracer));
    expect(known).toMatchObject({ dest_port: closedPort, bytes_in: 100, bytes_out: 100, close_reason: 'fin_local' });
    expect(closes(tracer)).toHaveLength(3);
    expect(tracer.counted('missed')).toBe(1);
  }, 30_000);

  test('a beginning of both ends at once is an opener\'s also where no record says so', async () => {
    const tracer = await scene.trace(['--include-ports', `${crossingPort}`, '--existing-connections', 'false', '--health-interval', '3600']);
    const records = recordsOf(tracer);
    const crossing = new RunningCase(buildWorkload(), 'connect_crossing', '1');
    await crossing.printed('ready'); // both have sent their SYN, and neither gets an answer
    records.forget(await records.of(direction.DIRECTION_OUTBOUND, crossingPort));
    crossing.goOn();
    await crossing.end();
    await tracer.until(() => closes(tracer).some((close) => close['dest_port'] === crossingPort));
    await tracer.stop();
    const ofIt = tracer.events.filter((event) => event['dest_port'] === crossingPort);
    expect(ofIt.map(({ event, direction: way }) => [event, way])).toEqual([['connect', 'outbound'], ['close', 'outbound']]);
    for (const event of ofIt) expect(event).not.toHaveProperty('connection_id');
  }, 60_000);
});
