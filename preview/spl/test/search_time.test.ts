/** What a search makes of events, from the app's folder as the build made it. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SearchTime, type SearchEvent } from '../search_time';
import { app } from '../../../steps/paths.mjs';

const installed = new SearchTime(app);

function searched(event: object, sourcetype = 'ebpf:tcp', by = installed): SearchEvent {
  return by.apply({ raw: JSON.stringify({ time: 1712345678.123456, ...event }), host: 'web1', sourcetype });
}

const outbound = { direction: 'outbound', src_ip: '192.0.2.2', src_port: 40000, dest_ip: '203.0.113.80', dest_port: 443 };
const inbound = { ...outbound, direction: 'inbound' };
const loopback = { src_ip: '127.0.0.1', dest_ip: '127.0.0.1' };
const listening = { direction: 'listening', dest_ip: '0.0.0.0', dest_port: 8080 };

test('a connect in full', () => {
  const { fields, eventtypes, tags } = searched({ event: 'connect', ...outbound, process_name: 'kubelet', flow_id: 'x' });
  expect(fields).toMatchObject({
    action: 'allowed', app: 'https', dest: '203.0.113.80', dest_port: '443', dvc: 'web1', noise: 'container orchestration', protocol: 'ip',
    protocol_version: 'ipv4', src: '192.0.2.2', src_port: '40000', transport: 'tcp', transport_dest_port: 'tcp/443', vendor_product: 'eBPF Trace',
    connection_ends: 0, connections: 0,
  });
  expect(fields).not.toHaveProperty('bytes');
  expect(fields).not.toHaveProperty('state');
  expect([eventtypes, tags]).toEqual([['ebpf_trace_traffic'], ['network', 'communicate']]);
});

test.each([
  ['connect', {}, 'allowed'],
  ['accept', {}, 'allowed'],
  ['existing', {}, 'allowed'],
  ['close', {}, 'teardown'],
  ['close', { outcome: 'success' }, 'allowed'],
  ['flow', { outcome: 'success' }, 'flow'],
  ['connect_failed', { outcome: 'refused', errno: 'ECONNREFUSED' }, 'blocked'],
  ['connect_failed', { outcome: 'aborted' }, 'blocked'],
])('%s %j is %s, and traffic', (event, more, action) => {
  const { fields, tags } = searched({ event, ...outbound, ...more });
  expect([fields.action, tags]).toEqual([action, ['network', 'communicate']]);
});

test.each(['listen', 'existing'])('a listener (%s) is a port, not traffic', (event) => {
  const { fields, eventtypes, tags } = searched({ event, ...listening });
  expect([eventtypes, tags]).toEqual([['ebpf_trace_listener'], ['listening', 'port']]);
  expect(fields).toMatchObject({ src: '0.0.0.0', src_port: 0, dest: 'web1', dest_ip: '0.0.0.0', state: 'listening', transport_dest_port: 'tcp/8080', connections: 0 });
  expect(fields).not.toHaveProperty('action');
  expect(searched({ event, ...listening, dest_ip: '::1' }).fields).toMatchObject({ src: '::', protocol_version: 'ipv6' });
});

test.each([
  [{ event: 'listen_close', ...listening }, 'ebpf:tcp'],
  [{ ...outbound, old_state: 'SYN_SENT', new_state: 'ESTABLISHED' }, 'ebpf:tcp_state'],
  [{ ...outbound, tcp_state: 'ESTABLISHED' }, 'ebpf:retransmit'],
  [{ event: 'start', hooks: { owners: 'x' } }, 'ebpf:health'],
])('the rest is untagged: %j', (event, sourcetype) => {
  const { fields, eventtypes } = searched(event, sourcetype);
  expect(eventtypes).toEqual([]);
  expect(fields).toMatchObject({ dvc: 'web1', vendor_product: 'eBPF Trace' });
  expect(fields).not.toHaveProperty('action');
});

test('bytes are their sum, a missing direction is 0, and both missing is none', () => {
  expect(searched({ event: 'close', ...outbound, bytes_in: 5, bytes_out: 7 }).fields).toMatchObject({ bytes: 12, bytes_in: '5', bytes_out: '7' });
  expect(searched({ event: 'close', ...outbound, bytes_out: 7 }).fields).toMatchObject({ bytes: 7, bytes_in: 0, bytes_out: '7' });
  const { fields } = searched({ event: 'close', ...outbound, packets_out: 1 });
  expect(fields).toMatchObject({ packets: 1, packets_in: 0 });
  for (const name of ['bytes', 'bytes_in', 'bytes_out']) expect(fields).not.toHaveProperty(name);
});

test('an address that was never there has a stand-in', () => {
  const failed = { event: 'connect_failed', direction: 'outbound' };
  expect(searched({ ...failed, dest_ip: '203.0.113.1' }).fields).toMatchObject({ src: 'web1', src_port: 0, dest: '203.0.113.1', dest_port: 0, app: 'unknown' });
  const { fields } = searched(failed);
  expect(fields).toMatchObject({ src: 'web1', dest: 'unknown' });
  expect(fields).not.toHaveProperty('protocol_version');
  expect(searched({ direction: 'inbound', dest_ip: '192.0.2.2' }, 'ebpf:tcp_state').fields).toMatchObject({ src: 'unknown', dest: '192.0.2.2' });
});

test.each<[string, object, number, number]>([
  ['close', outbound, 1, 1],
  ['close', inbound, 1, 1],
  ['connect_failed', outbound, 1, 1],
  ['close', { ...outbound, ...loopback }, 1, 1],
  ['close', { ...inbound, ...loopback }, 1, 0],
  ['close', { ...inbound, src_ip: '127.0.0.1', dest_ip: '127.0.0.15' }, 1, 0],
  ['close', { ...inbound, src_ip: '::1', dest_ip: '::1' }, 1, 0],
  ['close', { ...inbound, src_ip: '192.0.2.2', dest_ip: '192.0.2.2' }, 1, 0],
  ['connect', outbound, 0, 0],
  ['accept', inbound, 0, 0],
  ['existing', inbound, 0, 0],
  ['flow', outbound, 0, 0],
])('%s %j counts %d end, %d connection', (event, ends, ended, connections) => {
  expect(searched({ event, ...ends }).fields).toMatchObject({ connection_ends: ended, connections });
});

test('errno is described in words', () => {
  const { fields } = searched({ event: 'connect_failed', ...outbound, errno: 'ECONNREFUSED' });
  expect(fields.errno_text).toMatch(/^refused: /);
});

describe("an administrator's own rows", () => {
  const folder = mkdtempSync(join(tmpdir(), 'ebpf-trace-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('come first, and survive an upgrade', () => {
    install(folder);
    mkdirSync(join(folder, 'local'));
    writeFileSync(join(folder, 'lookups/my_ports.csv'), 'transport_dest_port,app\ntcp/443,our-portal\n');
    writeFileSync(join(folder, 'lookups/my_noise.csv'), 'process_name,noise\nbackup*,nightly backup\n');
    writeFileSync(join(folder, 'local/transforms.conf'),
      '[ebpf_trace_app_1_local]\nfilename = my_ports.csv\n\n[ebpf_trace_noise_1_local]\nfilename = my_noise.csv\n');
    install(folder); // the newer version
    const own = new SearchTime(folder);
    const event = { event: 'connect', ...outbound, process_name: 'backup7' };
    expect(searched(event, 'ebpf:tcp', own).fields).toMatchObject({ app: 'our-portal', noise: 'nightly backup' });
    expect(searched({ ...event, dest_port: 22, process_name: 'kubelet' }, 'ebpf:tcp', own).fields).toMatchObject({ app: 'ssh', noise: 'container orchestration' });
  });
});

/** As Splunk does: the package's files over what is there; what it does not hold stays. */
function install(folder: string): void {
  for (const part of ['default', 'lookups', 'metadata']) cpSync(join(app, part), join(folder, part), { recursive: true, force: true });
}
