/** What a close repeats, as close_fields says: the same as its beginning has. */
import type { TracedEvent } from './truth/rules';
import { Tracer, whyNotTraceable } from './truth/tracer';
import { buildWorkload, runCase } from './truth/workload';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of close_fields.test.ts: ${reason}\n`);

const user = ['user', 'user_id'];
const path = ['process_path'];
const container = ['container_id', 'container_runtime', 'pod_uid'];
const all = ['connection_id', ...user, ...path, ...container];

function pick(event: TracedEvent, keys: readonly string[]): object {
  return Object.fromEntries(keys.filter((key) => key in event).map((key) => [key, event[key]]));
}

(reason === undefined ? describe : describe.skip)('a close', () => {
  const workload = buildWorkload();
  const tracers: Tracer[] = [];

  afterAll(() => tracers.forEach((tracer) => tracer.kill()));

  /** The events of three connections from two containers and one from none, both ends. */
  async function trace(...options: readonly string[]): Promise<readonly TracedEvent[]> {
    const tracer = new Tracer(options);
    tracers.push(tracer);
    await tracer.ready(workload);
    const { lines } = await runCase(workload, 'owner_container_v1');
    const pids = new Set(lines.flatMap((line) => (line.kind === 'process' ? [line.process_id] : [])));
    const { events, breaches } = await tracer.stop();
    expect(breaches).toEqual([]);
    return events.filter(({ process_id }) => pids.has(Number(process_id)));
  }

  test.each([
    ['the user by default', [], user],
    ['nothing', ['--close-fields', 'none'], []],
    ['container and path on choice', ['--close-fields', 'container, path'], [...path, ...container]],
    ['all of them', ['--user-format', 'both', '--close-fields', 'user, container, path, connection_id'], all],
  ] as const)('repeats %s', async (_, options, keys) => {
    const events = await trace(...options);
    const closes = events.filter(({ event }) => event === 'close' || event === 'listen_close');
    const beginningOf = (end: TracedEvent): TracedEvent | undefined => events.find(({ event, flow_id, process_id }) =>
      event === (end.event === 'close' ? (end.direction === 'outbound' ? 'connect' : 'accept') : 'listen') && flow_id === end.flow_id && process_id === end.process_id);
    expect(closes).toHaveLength(9);
    expect(closes.map((close) => pick(close, all))).toEqual(closes.map((close) => pick(beginningOf(close) ?? {}, keys)));
    expect(new Set(events.map(({ container_id }) => container_id)).size).toBe(3);
  }, 60_000);

  test('says all where it is the only event', async () => {
    const closes = (await trace('--mode', 'summary', '--close-fields', 'none')).filter(({ event, direction }) => event === 'close' && direction === 'outbound');
    expect(closes).toHaveLength(4);
    for (const close of closes) expect(Object.keys(close)).toEqual(expect.arrayContaining(['connection_id', 'process_path', 'process']));
    expect(closes.filter((close) => 'container_id' in close)).toHaveLength(3);
  }, 60_000);
});
