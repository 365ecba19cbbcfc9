import { closeSync, openSync, statSync } from 'node:fs';
import { executable_key, target_user_value, targets_sample } from '../../src/generated/samples';
import { ElfFile } from '../../src/host/elf';
import { onTheHost } from '../../src/host/surroundings';
import { processStat } from '../../src/host/process_stat';
import type { Libbpf } from '../../src/kernel/libbpf';
import type { BpfObject } from '../../src/kernel/object';
import type { Targets } from '../../src/kernel/targets';
import { isPlaced, type Program } from '../../src/program';
import { programs as known } from '../../src/probes/hooks';
import type { Executable, Place } from '../../src/target';

type TargetsModule = typeof import('../../src/kernel/targets');
type ExecutableModule = typeof import('../../src/kernel/executable');
let module: TargetsModule;

beforeAll(async () => {
  module = await import('../../src/kernel/targets');
});

/** Why nothing can be opened now, if so. */
let refusal: string | undefined;

jest.mock('../../src/kernel/executable', () => {
  const { inspect, isShell } = jest.requireActual<ExecutableModule>('../../src/kernel/executable');
  return {
    isShell,
    inspect: (pid: number, key: Uint8Array) => {
      if (refusal !== undefined) throw Object.assign(new Error(`${refusal}, too many`), { code: refusal });
      return inspect(pid, key);
    },
  };
});

/** Where this executable has some code. */
const entry = elfEntry();

function elfEntry(): number {
  const fd = openSync('/proc/self/exe', 'r');
  try {
    return new ElfFile(fd).entry;
  } finally {
    closeSync(fd);
  }
}

const startNs = (processStat(process.pid)?.startTicks ?? 0) * 1e7 - onTheHost.bootOffsetNs;

/** The kernel side, as far as user space sees it: maps by name, keys in hexadecimal. */
class Kernel {
  readonly maps = new Map<string, Map<string, Uint8Array>>();
  readonly #fds: string[] = [];

  readonly object = { map: (name: string) => name, mapFd: (name: string) => this.#fds.push(name) - 1, program: () => ({}) } as unknown as BpfObject;
  readonly libbpf = {
    lookUp: (fd: number, key: Uint8Array, value: Uint8Array) => {
      const found = this.#map(fd).get(hex(key));
      if (found === undefined) return -2;
      value.set(found);
      return 0;
    },
    mapFd: (name: string) => this.#fds.push(name) - 1,
    keyBytes: () => 4,
    valueBytes: () => target_user_value.size,
    attachUprobe: () => ({}),
    attachUprobeMulti: () => ({}),
    remove: (fd: number, key: Uint8Array) => (this.#map(fd).delete(hex(key)) ? 0 : -2),
    lookUpBatch: (fd: number, _before: Uint8Array | null, _end: Uint8Array, keys: Buffer, values: Buffer, count: Buffer) => {
      const all = [...this.#map(fd)];
      all.forEach(([key, value], index) => {
        Buffer.from(key, 'hex').copy(keys, index * 4);
        values.set(value, index * value.length);
      });
      count.writeUInt32LE(all.length);
      return -2;
    },
    update: (fd: number, key: Uint8Array, value: Uint8Array) => void this.#map(fd).set(hex(key), value.slice()),
  } as unknown as Libbpf;

  #map(fd: number): Map<string, Uint8Array> {
    return this.map(this.#fds[fd] ?? '');
  }

  map(name: string): Map<string, Uint8Array> {
    const map = this.maps.get(name) ?? new Map<string, Uint8Array>();
    this.maps.set(name, map);
    return map;
  }

  runs(pid: number, inode: number, device = 0): void {
    const value = new Uint8Array(target_user_value.size);
    const view = new DataView(value.buffer);
    view.setBigUint64(target_user_value.at.executable_inode, BigInt(inode), true);
    view.setBigUint64(target_user_value.at.executable_device, BigInt(device), true);
    target_user_value.set.start_ns(view, 0, startNs);
    this.map('target_users').set(hex(new Uint8Array(Uint32Array.of(pid).buffer)), value);
  }

  get leftAlone(): readonly string[] {
    return [...this.map('other_executables').keys()];
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function keyOf(inode: number): string {
  const key = Buffer.alloc(executable_key.size);
  key.writeBigUInt64LE(BigInt(inode), executable_key.at.inode);
  return hex(key);
}

function met(inode: number, device = 0): DataView {
  const view = new DataView(new ArrayBuffer(targets_sample.size));
  view.setBigUint64(targets_sample.at.executable_inode, BigInt(inode), true);
  view.setBigUint64(targets_sample.at.executable_device, BigInt(device), true);
  view.setBigUint64(targets_sample.at.start_ns, BigInt(startNs), true);
  view.setUint32(targets_sample.at.pid, process.pid, true);
  return view;
}

/** @param look what is done with a file @param isFound whether that has a place in it then */
function targetsOf(kernel: Kernel, look: (file: Executable) => void = () => undefined, isFound = false): Targets {
  const [placed] = known.filter(isPlaced);
  const place = (file: Executable): Place | undefined => {
    look(file);
    return isFound ? { file, address: entry } : undefined;
  };
  const program = { ...placed, place } as unknown as Program;
  return new module.Targets({ libbpf: kernel.libbpf, object: kernel.object, programs: [program], surroundings: onTheHost });
}

test('what is none is not asked for again', () => {
  const kernel = new Kernel();
  kernel.runs(process.pid, 1);
  targetsOf(kernel).take(met(1), 0);
  expect(kernel.leftAlone).toEqual([keyOf(1)]);
});

test('a process that runs another file by now answers for none', () => {
  const kernel = new Kernel();
  const looked: Executable[] = [];
  const targets = targetsOf(kernel, (file) => looked.push(file));
  kernel.runs(process.pid, 2);
  targets.take(met(1), 0);
  expect([looked, kernel.leftAlone]).toEqual([[], []]);
});

test('nor does one that began to run another file while it was looked at', () => {
  const kernel = new Kernel();
  kernel.runs(process.pid, 1);
  targetsOf(kernel, () => kernel.runs(process.pid, 2)).take(met(1), 0);
  expect(kernel.leftAlone).toEqual([]);
});

test('files for which there is no time are looked into at the next ticks', () => {
  const kernel = new Kernel();
  let now = performance.now();
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
  try {
    const targets = targetsOf(kernel, () => void (now += 150));
    for (const inode of [1, 2, 3, 4, 5]) {
      kernel.runs(process.pid, inode);
      targets.take(met(inode), 0);
    }
    expect(kernel.leftAlone).toEqual([keyOf(1), keyOf(2)]);
    kernel.runs(process.pid, 3);
    targets.tick(1);
    expect(kernel.leftAlone).toEqual([keyOf(1), keyOf(2), keyOf(3)]);
    expect(targets.problems).toEqual([]);
  } finally {
    clock.mockRestore();
  }
});

test('what ended before it was looked at is looked at where another process runs it', () => {
  const kernel = new Kernel();
  const targets = targetsOf(kernel);
  targets.take(met(1), 0);
  targets.tick(0);
  expect(kernel.leftAlone).toEqual([]);
  kernel.runs(process.pid, 1);
  targets.tick(0);
  expect(kernel.leftAlone).toEqual([keyOf(1)]);
});

test('it is not asked for without end', () => {
  const kernel = new Kernel();
  const targets = targetsOf(kernel);
  targets.take(met(1), 0);
  for (let ticks = 0; ticks < 3; ticks += 1) targets.tick(0);
  kernel.runs(process.pid, 1);
  targets.tick(0);
  expect(kernel.leftAlone).toEqual([]);
});

test.each([
  ['EMFILE', ['executables that could not be read: EMFILE, too many']],
  ['ENOENT', []],
])('a file that cannot be read now is no other: %s', (code, problems) => {
  const kernel = new Kernel();
  kernel.runs(process.pid, 1);
  refusal = code;
  const targets = targetsOf(kernel);
  targets.take(met(1), 0);
  expect([kernel.leftAlone, targets.problems]).toEqual([[], problems]);
  refusal = undefined;
  targetsOf(kernel).take(met(1), 0);
  expect(kernel.leftAlone).toEqual([keyOf(1)]);
});

test('a problem is told for an hour, and beyond twenty none is until then', () => {
  let now = performance.now();
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
  try {
    const targets = targetsOf(new Kernel());
    for (let index = 0; index < 30; index += 1) targets.note(`file ${index}`, new Error('why'));
    expect(targets.problems).toHaveLength(20);
    now += 3_600_001;
    expect(targets.problems).toEqual([]);
    targets.note('another', new Error('why'));
    expect(targets.problems).toEqual(['another: why']);
  } finally {
    clock.mockRestore();
  }
});

test('room is left for the shells of the system, and what is refused is counted', () => {
  const kernel = new Kernel();
  const targets = targetsOf(kernel, undefined, true);
  const meet = (inode: number, device = 0): void => {
    kernel.runs(process.pid, inode, device);
    targets.take(met(inode, device), 0);
    targets.tick(1);
  };
  for (let inode = 1; inode <= 970; inode += 1) meet(inode);
  expect([targets.count, targets.refused]).toEqual([960, 10]);
  const { dev, ino } = statSync('/bin/sh');
  meet(ino, (dev >> 8) * 2 ** 20 + (dev & 0xff));
  expect([targets.count, targets.refused]).toEqual([961, 10]);
});
