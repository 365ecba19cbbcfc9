import { direction, filter_use, probe_id, trace_config } from '../../src/generated/samples';
import { configBytes, type Sight, wakeupNs } from '../../src/kernel/config';
import { directions, parseSettings, probeNames } from '../../src/settings';

const { get } = trace_config;
const all: Sight = { calls: true, writes: true, tracepoints: { arePreemptible: false, areReadable: true } };

function config(params: Readonly<Record<string, string>>, sight = all, salt = 1n): DataView {
  const { settings, problems } = parseSettings(params);
  expect(problems).toEqual([]);
  const bytes = configBytes(settings, salt, sight);
  expect(bytes).toHaveLength(trace_config.size);
  return new DataView(bytes.buffer, bytes.byteOffset);
}

test('without filters', () => {
  const view = config({ ring_mb: '16', command_line_bytes: '512' });
  const told = Object.fromEntries(Object.entries(get).filter(([name]) => name !== 'probes').map(([name, read]) => [name, (read as typeof get.summary)(view, 0)]));
  expect(told).toMatchObject({
    boot_salt: 1, wakeup_ns: wakeupNs, ring_bytes: 16 * 2 ** 20, arguments_limit: 512, direction_mask: 0b1110, summary: 0,
    include_splunk: 0, syscalls: 1, writes: 1, name_filter: 0, user_filter: 0, port_filter: 0, network_filter: 0,
  });
});

test('keeps all 64 bits of the salt', () => {
  expect(config({}, all, 0xfedc_ba98_7654_3211n).getBigUint64(trace_config.at.boot_salt, true)).toBe(0xfedc_ba98_7654_3211n);
});

test.each(probeNames)('turns on the probe %s alone', (name) => {
  const view = config({ probes: name });
  const on = Array.from({ length: probe_id.PROBE_COUNT }, (_, id) => get.probes(view, 0, id));
  expect(on).toEqual(on.map((_, id) => Number(id === probe_id[`PROBE_${name.toUpperCase()}` as keyof typeof probe_id])));
});

test.each(directions)('lets the direction %s through alone', (name) => {
  const bit = { outbound: direction.DIRECTION_OUTBOUND, inbound: direction.DIRECTION_INBOUND, listening: direction.DIRECTION_LISTENING };
  expect(get.direction_mask(config({ direction: name }), 0)).toBe(1 << bit[name]);
});

test.each([
  ['processes', 'name_filter', 'wget'],
  ['users', 'user_filter', '0'],
  ['ports', 'port_filter', '443'],
  ['networks', 'network_filter', '::1'],
] as const)('tells how the filter by %s is used', (list, member, value) => {
  const uses = [{}, { [`exclude_${list}`]: value }, { [`include_${list}`]: value }, { [`include_${list}`]: value, [`exclude_${list}`]: value }];
  expect(uses.map((params) => get[member](config(params), 0))).toEqual([
    filter_use.FILTER_NONE, filter_use.FILTER_EXCLUDES, filter_use.FILTER_INCLUDES, filter_use.FILTER_INCLUDES,
  ]);
});

test('has the numbers of the settings', () => {
  const view = config({ ring_mb: '256', command_line_bytes: '4096', mode: 'summary', include_splunk: 'yes' }, { calls: false, writes: false, tracepoints: { arePreemptible: true, areReadable: false } });
  expect(get.ring_bytes(view, 0)).toBe(2 ** 28);
  expect(get.arguments_limit(view, 0)).toBe(4096);
  expect([get.summary, get.include_splunk, get.syscalls, get.writes].map((read) => read(view, 0))).toEqual([1, 1, 0, 0]);
});
