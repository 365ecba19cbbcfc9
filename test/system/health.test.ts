/** What the input says of itself: that it adds up, and that what is lost is told, soon and to the event. */
import { release } from 'node:os';
import { lossFields } from '../../src/health/counters';
import { Lateness } from './traffic/lateness';
import { pause } from './traffic/traffic';
import { Scene } from './traffic/scene';
import type { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of health.test.ts: ${reason}\n`);

const port = 4401;
/** Absent where nothing went wrong. */
const troubles = [...lossFields.map(([field]) => field), 'lost_tcp', 'untracked'];
type Fields = Readonly<Record<string, unknown>>;

(reason === undefined ? describe : describe.skip)('health', () => {
  const scene = new Scene();

  const trace = (...options: readonly string[]): Promise<Traced> => scene.trace(['--include-ports', `${port}`, '--existing-connections', 'false', ...options]);

  /** So many connections, each with an event at its begin and at its end, at either end. */
  async function connect(count: number): Promise<void> {
    const server = await scene.peers.serve({ namespace: scene.namespace, name: 'server' }, '127.0.0.1', port, count);
    await scene.peers.connect({ namespace: scene.namespace, name: 'client' }, '127.0.0.1', port, count, 1);
    await server.end();
  }

  const eventsOf = (count: number): number => 4 * count + 2; // and the listener's two

  describe('with a small ring', () => {
    const few = 11;
    const many = 4001;
    let tracer: Traced;

    const kinds = (): unknown[] => tracer.health.map(({ event }) => event);

    test('comes at the start and in its interval, and adds up', async () => {
      tracer = await trace('--ring-mb', '1', '--health-interval', '10');
      const lateness = new Lateness();
      await connect(few);
      await tracer.until(() => kinds().includes('interval'));
      expect(kinds()).toEqual(['start', 'interval']);
      const [start, interval] = tracer.health as [Fields, Fields];
      for (const health of [start, interval]) {
        expect(health).toMatchObject({
          version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string, kernel: release(), mode: 'lifecycle', probes: 'tcp', completeness: 100,
          hooks: expect.stringMatching(/\binet_sock_set_state tcp_destroy_sock .*(sys_exit_accept4|inet_accept) /) as string,
        });
        for (const key of troubles) expect(health).not.toHaveProperty(key);
      }
      expect(tracer.events).toHaveLength(eventsOf(few));
      expect(interval['events_tcp']).toBe(eventsOf(few));
      expect(interval['bytes_tcp']).toBe(tracer.bytesOfEvents);
      expect(interval['events']).toBe(eventsOf(few));
      expect(interval['seconds']).toBe(10);
      const elapsed = Number(interval['time']) - Number(start['time']);
      expect(elapsed).toBeGreaterThan(9.5);
      expect(elapsed).toBeLessThan(12 + lateness.end() / 1000);
    }, 30_000);

    test('a loss is told within 5 s of when it began, and what came and what was lost is all that happened', async () => {
      const before = tracer.events.length;
      tracer.signal('SIGSTOP'); // nobody reads the ring
      await connect(many);
      const lateness = new Lateness();
      const began = Date.now() / 1000; // for the program, which knows of no time that it was stopped
      tracer.signal('SIGCONT');
      await tracer.until(() => kinds().includes('loss'));
      const loss = tracer.health.find(({ event }) => event === 'loss');
      expect(Number(loss?.['time']) - began).toBeLessThan(5 + lateness.end() / 1000);
      expect(Number(loss?.['completeness'])).toBeLessThan(100);
      expect(Number(loss?.['lost_samples'])).toBeGreaterThanOrEqual(Number(loss?.['lost_tcp']));
      const byCpu = String(loss?.['lost_samples_by_cpu']).split(' ').map((one) => Number(/^cpu\d+=(\d+)$/.exec(one)?.[1]));
      expect(byCpu.reduce((sum, count) => sum + count, 0)).toBe(loss?.['lost_samples']);
      await tracer.stop();
      const came = tracer.events.length - before;
      expect(came).toBeGreaterThan(1000);
      expect(tracer.counted('lost_tcp')).toBeGreaterThan(1000);
      expect(came + tracer.counted('lost_tcp')).toBe(eventsOf(many));
      expect(kinds().at(-1)).toBe('stop');
      expect(tracer.counted('events_tcp')).toBe(tracer.events.length);
      expect(tracer.errors.filter((line) => /^WARN \d+ events were lost/.test(line)).length).toBeGreaterThan(0);
    }, 30_000);
  });

  test('what finds no room among the connections that are followed is told from its socket, and counted', async () => {
    const room = 1024;
    const count = 1301;
    const tracer = await trace('--max-connections', `${room}`);
    const holder = scene.peers.start({ namespace: scene.namespace, name: 'holder' }, 'hold', '127.0.0.1', port, count);
    await holder.line(2); // after that of the port
    await holder.end();
    await tracer.until(() => tracer.events.some(({ event }) => event === 'listen_close'));
    await tracer.stop();
    expect(tracer.events).toHaveLength(eventsOf(count));
    const marked = tracer.events.filter(({ untracked }) => untracked === true).length;
    expect(marked).toBeGreaterThan(room / 2);
    expect(tracer.counted('untracked')).toBe(marked);
    for (const health of tracer.health) expect(health).toMatchObject({ completeness: 100 });
  }, 30_000);

  test('a stalled output loses nothing while there is room to wait, and is told in seconds', async () => {
    const count = 3001;
    const stalledMs = 2500;
    const tracer = await trace('--ring-mb', '2'); // too small for all of it, if nobody read on
    tracer.stdout?.pause();
    const began = performance.now();
    await connect(count);
    await pause(Math.max(0, stalledMs - (performance.now() - began)));
    expect(tracer.events.length).toBeLessThan(eventsOf(count) / 2); // it was stalled indeed
    tracer.stdout?.resume();
    await tracer.until(() => tracer.events.length >= eventsOf(count));
    await tracer.stop();
    expect(tracer.events).toHaveLength(eventsOf(count));
    expect(tracer.losses).toEqual({});
    const blocked = tracer.counted('output_blocked');
    expect(blocked).toBeGreaterThan(0.5);
    expect(blocked).toBeLessThanOrEqual((performance.now() - began) / 1000);
  }, 30_000);
});
