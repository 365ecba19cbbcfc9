import * as layouts from '../../src/generated/samples';
import { call_sight, connection_config, direction, filter_use, probe_id, trace_config } from '../../src/generated/samples';
import { configSections, type Sight, wakeupNs } from '../../src/kernel/config';
import { directions, parseSettings, probeNames } from '../../src/settings';

type Read = (view: DataView, base: number, index?: number) => number;
type Layout = Readonly<{ size: number; get: Readonly<Record<string, Read>> }>;
const all: Sight = { calls: 'tracepoints', writes: true, queueComesFirst: false, tracepoints: { arePreemptible: false, areFunctionsPreemptible: false, areReadable: true } };

/** By section its bytes. */
function sections(params: Readonly<Record<string, string>>, sight = all, salt = 1n): ReadonlyMap<string, DataView> {
  const { settings, problems } = parseSettings(params);
  expect(problems).toEqual([]);
  return new Map(configSections(settings, salt, sight).map(([section, bytes]) => [section, new DataView(bytes.buffer, bytes.byteOffset, bytes.length)]));
}

/** All members of all of them, but for `probes`. */
function config(params: Readonly<Record<string, string>>, sight = all): Readonly<Record<string, number>> {
  const structs = Object.entries(layouts).filter(([name]) => name.endsWith('_config')) as unknown as readonly (readonly [string, Layout])[];
  const views = sections(params, sight);
  expect([...views.keys()].sort()).toEqual(structs.map(([name]) => `.rodata.${name.replace('_config', '')}`).sort());
  return Object.fromEntries(structs.flatMap(([name, { size, get }]) => {
    const view = views.get(`.rodata.${name.replace('_config', '')}`)!;
    expect(view.byteLength).toBe(size);
    return Object.entries(get).filter(([member]) => member !== 'probes').map(([member, read]) => [member, read(view, 0)] as const);
  }));
}

test('without filters', () => {
  expect(config({ ring_mb: '16', command_line_bytes: '512' })).toMatchObject({
    boot_salt: 1, wakeup_ns: wakeupNs, ring_bytes: 16 * 2 ** 20, arguments_limit: 512, direction_mask: 0b1110, summary: 0,
    include_splunk: 0, syscalls: 1, writes: 1, name_filter: 0, user_filter: 0, port_filter: 0, network_filter: 0,
  });
});

test.each([['off', call_sight.CALLS_UNSEEN], ['tracepoints', call_sight.CALLS_BY_TRACEPOINTS], ['functions', call_sight.CALLS_BY_FUNCTIONS]] as const)('tells that calls are seen by: %s', (calls, expected) => {
  expect(config({}, { ...all, calls }).syscalls).toBe(expected);
});

test('keeps all 64 bits of the salt', () => {
  expect(sections({}, all, 0xfedc_ba98_7654_3211n).get('.rodata.connection')?.getBigUint64(connection_config.at.boot_salt, true)).toBe(0xfedc_ba98_7654_3211n);
});

test.each(probeNames)('turns on the probe %s alone', (name) => {
  const view = sections({ probes: name }).get('.rodata.trace')!;
  const on = Array.from({ length: probe_id.PROBE_COUNT }, (_, id) => trace_config.get.probes(view, 0, id));
  expect(on).toEqual(on.map((_, id) => Number(id === probe_id[`PROBE_${name.toUpperCase()}` as keyof typeof probe_id])));
});

test.each(directions)('lets the direction %s through alone', (name) => {
  const bit = { outbound: direction.DIRECTION_OUTBOUND, inbound: direction.DIRECTION_INBOUND, listening: direction.DIRECTION_LISTENING };
  expect(config({ direction: name }).direction_mask).toBe(1 << bit[name]);
});

test.each([
  ['processes', 'name_filter', 'wget'],
  ['users', 'user_filter', '0'],
  ['ports', 'port_filter', '443'],
  ['networks', 'network_filter', '::1'],
] as const)('tells how the filter by %s is used', (list, member, value) => {
  const uses = [{}, { [`exclude_${list}`]: value }, { [`include_${list}`]: value }, { [`include_${list}`]: value, [`exclude_${list}`]: value }];
  expect(uses.map((params) => config(params)[member])).toEqual([
    filter_use.FILTER_NONE, filter_use.FILTER_EXCLUDES, filter_use.FILTER_INCLUDES, filter_use.FILTER_INCLUDES,
  ]);
});

test('has the numbers of the settings', () => {
  const sight: Sight = { calls: 'off', writes: false, queueComesFirst: true, tracepoints: { arePreemptible: true, areFunctionsPreemptible: true, areReadable: false } };
  expect(config({ ring_mb: '256', command_line_bytes: '4096', mode: 'summary', include_splunk: 'yes', block_io_slow_ms: '3600000' }, sight)).toMatchObject({
    ring_bytes: 2 ** 28, arguments_limit: 4096, summary: 1, include_splunk: 1, syscalls: 0, writes: 0, preemptible: 1, preemptible_functions: 1, classic: 0,
    slow_ns: 3.6e12, queue_comes_first: 1,
  });
});
