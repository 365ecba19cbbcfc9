/** What the searches say of inputs that are not well: one that loses, one that lacks a hook, one that cannot trace. */
import { addonPackage } from '../../steps/paths.mjs';
import { minute, now, resultOf } from './searches/case';
import { Recorded } from './searches/recorded';
import { Splunkd } from '../../splunkd';
import { NetworkNamespace, Peers } from './traffic/traffic';
import { Traced } from './traffic/traced';
import { withoutTracefs } from './traffic/without_tracefs';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: most of searches_health.test.ts: ${reason}\n`);
const withTracer = reason === undefined ? test : test.skip;

const port = 4701;

/** As the index of a host would hold it. */
function health(documents: readonly object[]): Recorded {
  const source = { host: 'web1', source: 'ebpf_trace://main', sourcetype: 'ebpf:health', index: 'ebpf' };
  return new Recorded(documents.map((one) => ({ ...source, time: (one as { time: number }).time, raw: JSON.stringify(one) }))).at(now - 20 * minute);
}

withTracer('losses are told with their number and what to do', async () => {
  const peers = new Peers();
  const namespace = await NetworkNamespace.make();
  const tracer = await Traced.start(['--include-ports', `${port}`, '--existing-connections', 'false', '--ring-mb', '1']);
  try {
    tracer.signal('SIGSTOP'); // nobody reads the ring
    const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', port, 4001);
    await peers.connect({ namespace, name: 'client' }, '127.0.0.1', port, 4001, 1);
    await server.end();
    tracer.signal('SIGCONT');
    await tracer.until(() => tracer.health.some(({ event }) => event === 'loss'), 20_000);
    await tracer.stop();
  } finally {
    tracer.kill();
    namespace.remove();
    peers.remove();
  }
  const samples = tracer.counted('lost_samples');
  expect(samples).toBeGreaterThan(1000);
  const [row, ...others] = resultOf('Losses of the tracer', health(tracer.health)).rows;
  expect(others).toEqual([]);
  expect(row).toMatchObject({ host: 'web1', lost_samples: samples, dropped_events: '0', remedy: expect.stringContaining(`${samples} found the ring full: raise ring_mb.`) as string });
  const lost = Number(row?.['lost']);
  expect(lost).toBe(samples + tracer.counted('missed'));
  expect(row?.['completeness']).toBe(Math.floor((tracer.events.length / (tracer.events.length + lost)) * 10000) / 100);
}, 90_000);

withTracer('an input without tracefs is degraded', async () => {
  const tracer = await Traced.start(['--include-ports', `${port}`, '--system-calls', 'tracepoints'], { prefix: withoutTracefs });
  await tracer.stop();
  expect(resultOf('Input that fails or is degraded', health(tracer.health)).rows).toEqual([
    { _time: now - 20 * minute + sinceFirst(tracer.health), host: 'web1', state: 'hooks missing', message: '', degraded: 'connect_calls accept_calls listen_calls', problems: '', version: expect.any(String) as string },
  ]);
}, 60_000);

test('an input that cannot read its settings fails, and says why', async () => {
  const splunkd = new Splunkd(addonPackage);
  splunkd.configure('[ebpf_trace://main]\ninclude_ports = http\n');
  const input = splunkd.start('ebpf_trace://main');
  const { fields } = await input.waitForEvent(({ sourcetype }) => sourcetype === 'ebpf:health', 20_000).finally(async () => {
    await input.stop();
    splunkd.remove();
  });
  expect(resultOf('Input that fails or is degraded', health([fields])).rows).toEqual([
    { _time: now - 20 * minute, host: 'web1', state: 'cannot trace', message: expect.stringContaining('include_ports = "http"') as string, degraded: '', problems: '', version: fields['version'] },
  ]);
  const { message, ...mended }: Readonly<Record<string, unknown>> = { ...fields, event: 'interval', time: Number(fields['time']) + 60 };
  expect([message, resultOf('Input that fails or is degraded', health([fields, mended])).rows]).toEqual([expect.any(String), []]);
});

function sinceFirst(documents: readonly Readonly<Record<string, unknown>>[]): number {
  const times = documents.map(({ time }) => Number(time));
  return Math.round((Math.max(...times) - Math.min(...times)) * 1e6) / 1e6;
}
