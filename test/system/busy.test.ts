/** Sockets that are looked at without their lock while segments come and go: what identifies them is the same at each look. */
import { loadNative } from '../../src/commands/native';
import { tcp_kind, tcp_sample } from '../../src/generated/samples';
import { Tracer } from '../../src/kernel/tracer';
import { programsOf } from '../../src/probes/hooks';
import { parseSettings } from '../../src/settings';
import { Records } from './traffic/records';
import { Scene } from './traffic/scene';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of busy.test.ts: ${reason}\n`);

const port = 4751;
/** Of each, there and back, until it is ended. */
const endless = 10 ** 15;
/** Where nothing is compared, a look in about two thousand is of two moments. */
const looks = 2_000;
const maxConnections = 262_144;

(reason === undefined ? describe : describe.skip)('a connection that is looked at amid its segments', () => {
  const scene = new Scene();

  test('has the same numbers and direction at each look', async () => {
    const server = await scene.peers.serve({ namespace: scene.namespace, name: 'server' }, '127.0.0.1', port, 1);
    const client = scene.peers.start({ namespace: scene.namespace, name: 'client' }, 'connect', '127.0.0.1', port, 1, endless);
    const { settings } = parseSettings({ include_ports: `${port}`, max_connections: `${maxConnections}` });
    const tracer = new Tracer({ ...loadNative(), settings: { ...settings, includeSplunk: true }, programs: programsOf(['tcp']) });
    const records = new Records(process.pid);
    const seen = new Map<string, number>();
    const take = (view: DataView, at: number, length: number): void => {
      if (length < tcp_sample.size || tcp_sample.get.head_kind(view, at) !== tcp_kind.TCP_EXISTING) return;
      const { subject_direction, subject_flow, subject_connection_id } = tcp_sample.get;
      const what = `${subject_direction(view, at)} ${subject_flow(view, at)} ${subject_connection_id(view, at)}`;
      seen.set(what, (seen.get(what) ?? 0) + 1);
    };
    const began = performance.now();
    tracer.start({ take, turn: () => undefined });
    for (let look = 0; look < looks; look += 1) {
      records.forgetAll();
      await tracer.walk();
    }
    console.log(performance.now() - began, [...seen], tracer.readCounters());
    tracer.stop();
    tracer.close();
    records.close();
    client.kill();
    server.kill();
    expect(seen.size).toBe(3);
  }, 120_000);
});
