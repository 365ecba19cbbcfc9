import { readFileSync } from 'node:fs';
import { ancestor_value, process_exec_sample, process_exit_sample, process_failed_sample, process_flag, process_freed_sample, process_kind } from '../../src/generated/samples';
import { processProbe } from '../../src/probes/process';
import { Exits, type Exit } from '../../src/probes/process/exits';
import type { Reader } from '../../src/probes/probe';
import { capabilitiesText } from '../../src/probes/process/capabilities';
import { jsonLines } from '../../src/output/byte_format';
import type { Emit } from '../../src/text/emit';
import { xmlFormat } from '../../src/output/xml';
import { onTheHost } from '../../src/host/surroundings';
import { guidMaker } from '../../src/services/owners/guid';
import { contextOf, type Event, eventOf, textOf } from './formatted';
import { type Members, parentGuid, processSample, type Sample, sample, wgetGuid } from './sample';

const head: Members = { head_time_ns: 20_000_000_000, process_owner: 8193, process_pid: 4321 };
const wget = { process_id: 4321, process_name: 'wget', process_guid: wgetGuid };
const root = { user: 'root', user_id: 0 };
const detail = {
  ...root, parent_process_id: 4300, parent_process_name: 'bash', parent_process_guid: parentGuid, process_path: '/usr/bin/wget', process: 'wget -q http://192.0.2.1/',
};

function exec(members: Members = {}, kind: keyof typeof process_kind = 'PROCESS_EXEC'): Sample {
  const cwd = Buffer.from('wo\xe9rk\0home\0', 'latin1');
  return sample(process_exec_sample, { ...head, head_kind: process_kind[kind], session: 4300, tty: Buffer.from('pts3'), cwd, cwd_length: cwd.length, ...members });
}

function exit(members: Members = {}): Sample {
  return sample(process_exit_sample, {
    ...head, head_kind: process_kind.PROCESS_EXIT, start_ns: 18_500_000_000, cpu_ns: 12_345_678, peak_pages: 3, exit_code: 7 << 8, ...members,
  });
}

function told(one: Sample, params: Readonly<Record<string, string>> = {}, processes?: readonly Sample[]): Event {
  return eventOf(processProbe, one, contextOf({ probes: 'process', ...params }, processes));
}

const freed = (members: Members = {}): Sample => sample(process_freed_sample, {
  ...head, process_owner: 0, head_kind: process_kind.PROCESS_FREED, start_ns: 18_500_000_000, cpu_ns: 23_456_789, ...members,
});

/** The events of several samples, one reader's. */
function allTold(samples: readonly Sample[], then: (reader: Reader, emit: Emit) => void = () => undefined): readonly Event[] {
  const [format, reader] = [jsonLines(), processProbe.open(contextOf({ probes: 'process' }))];
  for (const { view, at, length } of samples) reader.take(view, at, length, format);
  then(reader, format);
  return Buffer.from(format.take()).toString().split('\n').filter((line) => line !== '').map((line) => {
    const { time, ...event } = JSON.parse(line) as Event;
    expect(time).toBeGreaterThan(0);
    expect(Object.keys(event)).toEqual(processProbe.fields.map(({ name }) => name).filter((name) => name in event));
    return event;
  });
}

/** That of an end, when its process is freed. */
function exitTold(members: Members = {}): Event {
  const [event = {}, ...others] = allTold([exit(members), freed()]);
  expect(others).toEqual([]);
  return event;
}

/** Each above the other: name, pid. */
function ancestors(...above: readonly (readonly [name: string | Buffer, pid: number])[]): Members {
  const bytes = above.map(([name, pid]) => sample(ancestor_value, { birth_start_ns: 5_000_000_000, birth_pid: pid, birth_pid_namespace: 4026531836, pid, name: Buffer.from(name) }));
  return { ancestor_count: above.length, ancestors: Buffer.concat(bytes.map(({ view, at, length }) => Buffer.from(view.buffer, view.byteOffset + at, length))) };
}

test('an exec says who is above the parent, the next one first', () => {
  const guid = guidMaker(onTheHost.bootId);
  const guids = [700, 12, 1].map((nsPid) => guid({ pidNamespace: 4026531836, startNs: 5_000_000_000n, nsPid }));
  const above = ancestors(['tmux: server', 700], [Buffer.from('a"\xff\n', 'latin1'), 12], ['sixteen bytes is', 1]);
  expect(told(exec(above))).toMatchObject({ ancestors: 'tmux:_server:700 a"\\xff_:12 sixteen_bytes_is:1', ancestor_guids: guids.join(' ') });
  expect(told(exec(above, 'PROCESS_EXISTING'))).toMatchObject({ ancestor_guids: guids.join(' ') });
});

test('one that has lost its pid has no guid, and keeps its place', () => {
  const { ancestors: bytes, ancestor_count } = ancestors(['a', 0], ['b', 1]);
  expect(told(exec({ ancestors: bytes!, ancestor_count: ancestor_count! }))['ancestor_guids']).toMatch(/^- [0-9a-f-]{36}$/);
});

test('an exec says all of the process, and where it is', () => {
  const event = told(exec());
  expect(event).toEqual({ event: 'exec', ...wget, ...detail, process_current_directory: '/home/wo\\xe9rk', tty: 'pts/3', session_id: 4300 });
  expect(Object.keys(event)).toEqual(processProbe.fields.map(({ name }) => name).filter((name) => name in event));
});

test('of what it has not nothing is said', () => {
  const event = told(exec({ tty: Buffer.of(0), session: 0, process_flags: process_flag.PROCESS_CWD_UNKNOWN }, 'PROCESS_EXISTING'));
  expect(event).toEqual({ event: 'existing', ...wget, ...detail });
});

test('the root folder is one, too', () => {
  expect(told(exec({ cwd_length: 0 }))['process_current_directory']).toBe('/');
});

test('a script, more rights, and a working directory that is cut', () => {
  const flags = process_flag.PROCESS_SECURE | process_flag.PROCESS_CWD_CUT | process_flag.PROCESS_CWD_DELETED;
  expect(told(exec({ process_flags: flags, script: Buffer.from('/opt/a "b".sh'), tty: Buffer.from('ttyS0') }))).toMatchObject({
    script: '/opt/a "b".sh', secure_exec: true, process_current_directory: '…/home/wo\\xe9rk (deleted)', tty: 'ttyS0',
  });
});

describe('a long working directory', () => {
  const six = ancestors(...Array.from({ length: 6 }, (_, at) => ['sixteen bytes is', 4_000_000 + at] as const));
  const fourteen = 0xa80425fb; // as root has them in a container
  const cwdOf = (names: readonly (string | Buffer)[], members: Members = {}): string => {
    const cwd = Buffer.concat(names.toReversed().flatMap((name) => [Buffer.from(name), Buffer.of(0)]));
    return String(told(exec({ ...six, gained: fourteen, cwd, cwd_length: cwd.length, ...members }))['process_current_directory']);
  };

  test('is told by its last folders, whole', () => {
    const names = Array.from({ length: 50 }, (_, at) => `folder.${String(at).padStart(2, '0')}`);
    expect(`/${names.join('/')}`).toHaveLength(500);
    const told = cwdOf(names);
    const behind = told.slice('…/'.length).split('/');
    expect([told.startsWith('…/'), behind.length > 5, behind]).toEqual([true, true, names.slice(-behind.length)]);
    const deleted = cwdOf(names, { process_flags: process_flag.PROCESS_CWD_DELETED });
    expect(deleted).toMatch(/^…\/folder\.\d\d\/.*\/folder\.49 \(deleted\)$/);
    expect(Math.abs(deleted.length - told.length)).toBeLessThanOrEqual('/folder.00'.length);
  });

  test('also of bytes that are no text, between which it is not cut', () => {
    const names = [Buffer.alloc(200, 0xff), Buffer.from('a"\\\n', 'latin1'), Buffer.alloc(12, 0xfe), 'end'];
    expect(cwdOf(names, { process_flags: process_flag.PROCESS_CWD_CUT })).toBe(`…/a"\\\n/${'\\xfe'.repeat(12)}/end`);
    expect(cwdOf([Buffer.alloc(255, 0xff)])).toMatch(/^…(\\xff){15,60}$/);
    expect(cwdOf(['x'.repeat(200), 'y'.repeat(255)])).toMatch(/^…y{60,254}$/);
  });

  test('that fits is whole', () => {
    const cwd = Buffer.from('last\0first\0');
    expect(told(exec({ cwd, cwd_length: cwd.length }))['process_current_directory']).toBe('/first/last');
    expect(cwdOf(['f'.repeat(20), 'l'.repeat(20)])).toBe(`/${'f'.repeat(20)}/${'l'.repeat(20)}`);
  });
});

test.each([
  [0x41, 4, 6],
  [0xff, 15, 2],
])('names and pids of ancestors are whole, and each has its guid (%d, %d times)', (byte, times, count) => {
  const above = Array.from({ length: 6 }, (_, at) => [Buffer.alloc(times, byte), 4_000_000 + at] as const);
  const { ancestors: names, ancestor_guids: guids } = told(exec({ ...ancestors(...above), gained: 2 ** 16 - 1 }));
  expect(String(names).split(' ').map((one) => one.split(':')[1])).toEqual(above.slice(0, count).map(([, pid]) => String(pid)));
  expect(String(guids).split(' ')).toHaveLength(count);
});

test.each([
  [0b1, 'CAP_CHOWN'],
  [1 << 13 | 1 << 10, 'CAP_NET_BIND_SERVICE CAP_NET_RAW'],
  [2 ** 41 - 1, 'all'],
  [2 ** 42 - 1, 'all'],
  [2 ** 41 - 2, 'all but CAP_CHOWN'],
  [2 ** 42 - 1 - 2 ** 25 - 2 ** 33, 'all but CAP_SYS_TIME CAP_MAC_ADMIN'],
  [2 ** 45 + 2, 'CAP_DAC_OVERRIDE 45'],
])('capabilities that it gained: %d', (gained, text) => {
  expect(told(exec({ gained }))['capabilities_gained']).toBe(text);
});

test('capabilities are called as the kernel calls them', () => {
  const header = readFileSync('/usr/include/linux/capability.h', 'utf8');
  const kernels = [...header.matchAll(/^#define (CAP_\w+)\s+(\d+)$/gm)].map(([, name, number]) => [name, capabilitiesText(1n << BigInt(number ?? 0))]);
  expect(kernels.length).toBe(41);
  expect(kernels.filter(([name, told]) => name !== told)).toEqual([]);
});

const failed = (members: Members = {}): Sample => sample(process_failed_sample, {
  ...head, head_kind: process_kind.PROCESS_EXEC_FAILED, tries: 4, error: 2, asked: Buffer.from('/usr/bin/"x"'), ...members,
});

test('an exec that failed says what was asked for, and who asked', () => {
  const event = told(failed());
  expect(event).toEqual({ event: 'exec_failed', errno: 'ENOENT', failed_tries: 4, ...wget, ...detail, requested_path: '/usr/bin/"x"' });
  expect(Object.keys(event)).toEqual(processProbe.fields.map(({ name }) => name).filter((name) => name in event));
});

test('of one that runs another program since only its process is named', () => {
  const expected = { event: 'exec_failed', errno: 'EACCES', failed_tries: 1, process_id: 4321, process_guid: wgetGuid };
  expect(told(failed({ process_flags: process_flag.PROCESS_OTHER_PROGRAM, error: 13, tries: 1, asked: Buffer.of(0) }))).toEqual(expected);
  expect(told(failed({ process_owner: 0, asked: Buffer.of(0) }))).toEqual({ event: 'exec_failed', errno: 'ENOENT', failed_tries: 4, process_id: 4321 });
});

test('an exec says how many failed before', () => {
  expect([told(exec({ failed_tries: 3 }))['failed_tries'], told(exec())['failed_tries']]).toEqual([3, undefined]);
});

test('an exit says what became of it, and of the process what a search needs', () => {
  expect(exitTold()).toEqual({
    event: 'exit', exit_code: 7, duration: 1.5, cpu_time: 0.023457, peak_memory_bytes: 12288, ...wget, ...root, process_path: '/usr/bin/wget',
  });
});

test('and of its connections how many there were, and what those that closed carried', () => {
  const counted = { opened: 7, closed: 5, bytes_in: 1000, bytes_out: 2 ** 40 };
  expect(exitTold(counted)).toMatchObject({ connections_opened: 7, connections_open: 2, connection_bytes_in: 1000, connection_bytes_out: 2 ** 40 });
  expect(exitTold({ ...counted, closed: 7 })).not.toHaveProperty('connections_open');
  expect(exitTold()).not.toHaveProperty('connections_opened');
});

test('an end waits for its processor time, and is reported once, also without', () => {
  const inexact = { event: 'exit', cpu_time: 0.012346, cpu_exact: 'false' };
  expect(allTold([exit()])).toEqual([]);
  expect(allTold([exit()], (reader, emit) => void reader.emitDue?.(emit, false))).toEqual([]);
  expect(allTold([exit(), exit({ process_pid: 7 })], (reader, emit) => { while (reader.emitDue?.(emit, true)); })).toMatchObject([inexact, { ...inexact, process_id: 7 }]);
  expect(allTold([exit(), freed(), freed()], (reader, emit) => { while (reader.emitDue?.(emit, true)); })).toHaveLength(1);
  expect(allTold([exit(), freed({ start_ns: 18_500_000_001 }), freed({ process_pid: 7 })])).toEqual([]);
});

test('what is not reaped is reported 10 seconds later', () => {
  let now = 0;
  const exits = new Exits(() => now);
  const ended = (pid: number): Exit => ({ timeNs: 1, startNs: 1, cpuNs: 1, peakBytes: 1, status: 0, pid, isForkedOnly: false, isExecCounted: false, owner: undefined });
  exits.add(ended(1));
  now = 4000;
  exits.add(ended(2));
  now = 10_001;
  expect([exits.takeDue(false)?.pid, exits.takeDue(false), exits.take(1, 1), exits.takeDue(true)?.pid, exits.takeDue(true)]).toEqual([1, undefined, undefined, 2, undefined]);
});

test.each([
  [0, { exit_code: 0 }],
  [255 << 8, { exit_code: 255 }],
  [9, { signal: 'SIGKILL' }],
  [0x80 | 11, { signal: 'SIGSEGV', core_dumped: true }],
  [40, { signal: 40 }],
])('the status %d of wait(2)', (status, expected) => {
  const { exit_code, signal, core_dumped } = exitTold({ exit_code: status });
  expect(JSON.parse(JSON.stringify({ exit_code, signal, core_dumped }))).toEqual(expected);
});

test('the end of one that never called exec says all of it', () => {
  expect(exitTold({ process_flags: process_flag.PROCESS_FORKED_ONLY })).toMatchObject({ forked_only: true, ...wget, ...detail });
});

test('a process that nobody described is its number', () => {
  expect(exitTold({ process_owner: 0 })).toMatchObject({ event: 'exit', process_id: 4321 });
  expect(told(exec({ process_owner: 0, process_pid: 99 }))).toEqual({ event: 'exec', process_id: 99, process_current_directory: '/home/wo\\xe9rk', tty: 'pts/3', session_id: 4300 });
});

test('the parent is described where it is known', () => {
  const bash = processSample({ name: 'bash', path: ['usr', 'bin', 'bash'], arguments: ['bash', '-c', 'x'.repeat(1000)] }, { id: 7, pid: 4300, birth_pid: 4300 }, 4096);
  const { parent_process_path, parent_process } = told(exec(), {}, [bash, processSample({}, {}, 4096)]);
  expect(parent_process_path).toBe('/usr/bin/bash');
  expect(parent_process).toMatch(/^bash -c x{380,392}…$/);
});

test('the command line is as long as its own setting says, that of the other probes as theirs', () => {
  const long = processSample({ arguments: ['wget', 'y'.repeat(3000), 'end'] }, {}, 4096);
  const context = contextOf({ probes: 'tcp,process' }, [long]);
  expect(eventOf(processProbe, exec(), context)['process']).toMatch(/^wget y{1300,3000}.* end$/);
  expect(context.owners.find(8193)?.detailKeys.pairs.find(([name]) => name === 'process')?.[1]).toMatch(/^wget y{251} … y{252} end$/);
  expect(told(exec(), { process_command_line_bytes: '0' }, [processSample({}, {}, 512)])).not.toHaveProperty('process');
});

test.each([0, 2 ** 16 - 1, 2 ** 19 - 1, 2 ** 30 - 1, 2 ** 41 - 2])('no event is longer than what Splunk extracts its fields of, where it gained %d', (gained) => {
  const bad = Buffer.alloc(255, 0xff);
  const processes = [processSample({ arguments: [Buffer.alloc(4000, 0x22)], path: [bad, bad] }, {}, 4096)];
  const cwd = Buffer.concat([bad, Buffer.of(0), bad, Buffer.of(0)]);
  const members = { process_flags: 1, gained, failed_tries: 2 ** 32 - 1, ...ancestors(...Array.from({ length: 6 }, (_, at) => [Buffer.alloc(15, 0xff), 4_000_000 + at] as const)), script: Buffer.alloc(255, 1), cwd, cwd_length: cwd.length };
  const text = textOf(processProbe, exec(members), contextOf({ probes: 'process' }, processes), xmlFormat('x'));
  const [, json = ''] = /<data>(.*)<\/data>/s.exec(text) ?? [];
  expect(Buffer.byteLength(json)).toBeLessThanOrEqual(4900);
  expect(Buffer.byteLength(json)).toBeGreaterThan(3000);
});

test('a sample that is none of the probe is refused', () => {
  expect(() => told(exec({ head_kind: 77 }))).toThrow('process sample of kind 77');
  expect(() => eventOf(processProbe, { ...exec(), length: 40 }, contextOf({ probes: 'process' }))).toThrow('process sample of kind 1 and 40 bytes');
});
