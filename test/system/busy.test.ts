/** Sockets that are looked at without their lock while segments come and go: what identifies them is the same at each look. */
import { loadNative } from '../../src/commands/native';
import { direction, tcp_kind, tcp_sample } from '../../src/generated/samples';
import { Tracer } from '../../src/kernel/tracer';
import { programsOf } from '../../src/probes/hooks';
import { parseSettings } from '../../src/settings';
import { Records } from './traffic/records';
import { until } from './traffic/traffic';
import { Scene } from './traffic/scene';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of busy.test.ts: ${reason}\n`);

const port = 4751;
/** There and back, until it is ended. */
const endless = 10 ** 15;
/** Of a thousand looks at either end some seven are of two moments, where nothing is compared. */
const looks = 500;
/** A host with very many sockets takes long to walk: then they are fewer. */
const enoughMs = 20_000;
const maxConnections = 262_144;

interface Look {
  readonly way: number;
  readonly flow: number;
  readonly connection: number;
}

(reason === undefined ? describe : describe.skip)('a connection that is looked at amid its segments', () => {
  const scene = new Scene();

  /** All that a walk says of it, each time as though it had not been seen. */
  async function lookOften(): Promise<readonly Look[]> {
    const { settings } = parseSettings({ include_ports: `${port}`, max_connections: `${maxConnections}`, ring_mb: '16' });
    const tracer = new Tracer({ ...loadNative(), settings: { ...settings, includeSplunk: true }, programs: programsOf(['tcp']) });
    const records = new Records(process.pid);
    const found: Look[] = [];
    const take = (view: DataView, at: number, length: number): void => {
      if (length !== tcp_sample.size || tcp_sample.get.head_kind(view, at) !== tcp_kind.TCP_EXISTING) return;
      const { subject_direction, subject_flow, subject_connection_id } = tcp_sample.get;
      found.push({ way: subject_direction(view, at), flow: subject_flow(view, at), connection: subject_connection_id(view, at) });
    };
    try {
      tracer.start({ take, turn: () => undefined });
      const endMs = performance.now() + enoughMs;
      for (let look = 0; look < looks && performance.now() < endMs; look += 1) {
        records.forgetAll();
        await tracer.walk();
      }
    } finally {
      tracer.stop();
      tracer.close();
      records.close();
    }
    return found;
  }

  const different = (values: readonly number[]): number => new Set(values.filter((value) => value !== 0)).size;

  test('has the same ids and direction at each look, or none', async () => {
    const server = await scene.peers.serve({ namespace: scene.namespace, name: 'server' }, '127.0.0.1', port, 1);
    const client = scene.peers.start({ namespace: scene.namespace, name: 'client' }, 'connect', '127.0.0.1', port, 1, endless);
    await until(() => scene.namespace.run('ss', '-tnH', 'state', 'established', `( sport = :${port} )`) !== '', () => 'a connection');
    const found = await lookOften();
    for (const peer of [client, server]) peer.kill();
    for (const way of [direction.DIRECTION_OUTBOUND, direction.DIRECTION_INBOUND]) {
      const ofIt = found.filter((look) => look.way === way);
      expect(ofIt.length).toBeGreaterThan(1);
      expect(different(ofIt.map(({ flow }) => flow))).toBe(1);
      expect(ofIt.filter(({ flow }) => flow !== 0).length).toBeGreaterThan(ofIt.length / 2);
    }
    expect(different(found.map(({ connection }) => connection))).toBe(1);
  }, 120_000);
});
