/**
 * The one module that knows of an FFI: libbpf and the few functions of libc that Node lacks. Pointers are opaque to
 * callers, and never NULL: what is not there throws, with its name and libbpf's errno. Functions that give an int give
 * 0 or a negative errno, as libbpf does (libbpf.h, bpf.h of libbpf 1.7), unless they are said to throw.
 */
import { errorName } from '../text/errno';
import { koffi } from './koffi';

declare const opaque: unique symbol;
/** An address of C that is not NULL. */
export type Pointer = { readonly [opaque]: never };

const libc = koffi.load('libc.so.6');

const libcMmap = libc.func('void *mmap(void *, size_t, int, int, int, int64_t)') as (
  address: null, length: number, protection: number, flags: number, fd: number, offset: number) => Pointer;
const libcClockGettime = libc.func('int clock_gettime(int, void *)') as (clock: number, timespec: Uint8Array) => number;
const libcGetxattr = libc.func('intptr_t getxattr(const char *, const char *, void *, size_t)') as (
  path: string, name: string, value: Uint8Array, size: number) => number;
const libcPoll = libc.func('int poll(void *, unsigned long, int)') as (descriptors: Uint8Array, count: number, timeoutMs: number) => number;
const libcExit = libc.func('void _exit(int)') as (code: number) => void;
const libcFcntl = libc.func('int fcntl(int, int, ...)') as (fd: number, command: number, type: 'int', value: number) => number;

const libcSyscall = libc.func('int64_t syscall(int64_t, int64_t, const char *, void *, size_t)') as (
  number: number, folder: number, path: string, how: Uint8Array, size: number) => number;
const libcMadvise = libc.func('int madvise(uintptr_t, size_t, int)') as (address: number, bytes: number, advice: number) => number;
const libcMallopt = libc.func('int mallopt(int, int)') as (parameter: number, value: number) => number;

const protRead = 1;
const protWrite = 2;
const mapShared = 1;

/** struct bpf_test_run_opts; without a name, which koffi would keep beyond this module's life. */
const testRunOptions = koffi.struct({
  sz: 'size_t', data_in: 'void *', data_out: 'void *', data_size_in: 'uint32_t', data_size_out: 'uint32_t', ctx_in: 'void *', ctx_out: 'void *',
  ctx_size_in: 'uint32_t', ctx_size_out: 'uint32_t', retval: 'uint32_t', repeat: 'int', duration: 'uint32_t', flags: 'uint32_t', cpu: 'uint32_t', batch_size: 'uint32_t',
});

/** LIBBPF_OPTS(bpf_test_run_opts) with a context alone. @param context what the program is called with; read at each run */
export function runOptions(context: Uint8Array): object {
  return { sz: 80, ctx_in: context, ctx_size_in: context.length };
}

/** struct bpf_uprobe_opts and struct bpf_uprobe_multi_opts. */
const uprobeOptions = koffi.struct({ sz: 'size_t', ref_ctr_offset: 'size_t', bpf_cookie: 'uint64_t', retprobe: 'bool', func_name: 'void *', attach_mode: 'int' });
const uprobeMultiOptions = koffi.struct({
  sz: 'size_t', syms: 'void *', offsets: 'void *', ref_ctr_offsets: 'void *', cookies: 'void *', cnt: 'size_t', retprobe: 'bool', session: 'bool',
});
/** In whatever process runs the file. */
const anyProcess = -1;
const typeBytes = 12;

const installAgain = 'install the app again';
/** Why an open fails that is not the file's fault. */
const ofTheHost = ['EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ENOMEM', 'EIO'];

/** @param name of bpf_object__open's errno */
export function openProblem(object: string, name: string): string {
  return `open ${object}: ${name}${ofTheHost.includes(name) ? '' : `; ${installAgain}`}`;
}

/** A call that gives NULL or an address: NULL is thrown, in the words for the errno. */
function present<A extends readonly unknown[]>(call: (...args: A) => Pointer | null, problem: (errno: string, ...args: A) => string): (...args: A) => Pointer {
  return (...args) => {
    const pointer = call(...args);
    if (pointer === null) throw new Error(problem(errorName(koffi.errno()), ...args));
    return pointer;
  };
}

/** A call that gives a number: a negative errno is thrown, in the words for it. */
function positive<A extends readonly unknown[]>(call: (...args: A) => number, problem: (errno: string, ...args: A) => string): (...args: A) => number {
  return (...args) => {
    const number = call(...args);
    if (number < 0) throw new Error(problem(errorName(number), ...args));
    return number;
  };
}

/** libbpf's functions, each with the types that C gives it. Its own lines, which have no level, are turned off. */
export function loadLibbpf(path: string) {
  const library = koffi.load(path);
  const declare = <T>(declaration: string): T => library.func(declaration) as T;
  declare<(print: null) => unknown>('void *libbpf_set_print(void *)')(null);
  const programName = declare<(program: Pointer) => string>('const char *bpf_program__name(void *)');
  const mapName = declare<(map: Pointer) => string>('const char *bpf_map__name(void *)');
  const typeById = present(declare<(btf: Pointer, id: number) => Pointer | null>('const void *btf__type_by_id(void *, uint32_t)'), (errno, _btf, id) => `read type ${id} of the kernel's BTF: ${errno}`);
  const attachProblem = (errno: string, program: Pointer): string => `attach ${programName(program)}: ${errno}`;
  const mapProblem = (errno: string, map: Pointer): string => `the BPF object's map ${mapName(map)} is not this version's (${errno}): ${installAgain}`;
  return {
    version: declare<() => string>('const char *libbpf_version_string()'),
    /** Throws. */
    open: present(declare<(path: string) => Pointer | null>('void *bpf_object__open(const char *)'), (errno, object) => openProblem(object, errno)),
    load: declare<(object: Pointer) => number>('int bpf_object__load(void *)'),
    close: declare<(object: Pointer) => void>('void bpf_object__close(void *)'),
    /** Throws. */
    findProgram: present(
      declare<(object: Pointer, name: string) => Pointer | null>('void *bpf_object__find_program_by_name(void *, const char *)'),
      (_errno, _object, name) => `the BPF object has no program ${name}: ${installAgain}`),
    setAutoload: declare<(program: Pointer, on: boolean) => number>('int bpf_program__set_autoload(void *, bool)'),
    /** A descriptor, or a negative errno. @param options struct bpf_prog_load_opts */
    loadProgram: declare<(type: number, name: string, license: string, instructions: Uint8Array, count: number, options: Uint8Array) => number>(
      'int bpf_prog_load(int, const char *, const char *, void *, size_t, void *)'),
    programFd: declare<(program: Pointer) => number>('int bpf_program__fd(void *)'),
    programInfo: declare<(fd: number, info: Uint8Array, length: Uint8Array) => number>('int bpf_obj_get_info_by_fd(int, void *, void *)'),
    setLog: declare<(program: Pointer, buffer: Uint8Array, size: number) => number>('int bpf_program__set_log_buf(void *, void *, size_t)'),
    /** Throws. */
    attach: present(declare<(program: Pointer) => Pointer | null>('void *bpf_program__attach(void *)'), attachProblem),
    /** Throws. */
    attachTracepoint: present(
      declare<(program: Pointer, category: string, name: string) => Pointer | null>('void *bpf_program__attach_tracepoint(void *, const char *, const char *)'),
      attachProblem),
    /** Throws. */
    attachIterator: present(
      declare<(program: Pointer, options: null) => Pointer | null>('void *bpf_program__attach_iter(void *, void *)'), attachProblem),
    /** At an offset in a file, by perf. Throws. @param cookie 0 where the kernel has none */
    attachUprobe: present(uprobeAttacher(library), attachProblem),
    /** The same by a link of the kernel's own, since 6.6. Throws. */
    attachUprobeMulti: present(uprobeMultiAttacher(library), attachProblem),
    linkFd: declare<(link: Pointer) => number>('int bpf_link__fd(void *)'),
    /** Throws. */
    createIterator: positive(declare<(linkFd: number) => number>('int bpf_iter_create(int)'), (errno) => `read an iterator: ${errno}`),
    destroyLink: declare<(link: Pointer) => number>('int bpf_link__destroy(void *)'),
    /** Throws. */
    findMap: present(
      declare<(object: Pointer, name: string) => Pointer | null>('void *bpf_object__find_map_by_name(void *, const char *)'),
      (_errno, _object, name) => `the BPF object has no map ${name}: ${installAgain}`),
    setAutocreate: declare<(map: Pointer, on: boolean) => number>('int bpf_map__set_autocreate(void *, bool)'),
    mapFd: declare<(map: Pointer) => number>('int bpf_map__fd(void *)'),
    /** Throws. */
    setMaxEntries: positive(declare<(map: Pointer, entries: number) => number>('int bpf_map__set_max_entries(void *, uint32_t)'), mapProblem),
    /** Throws. */
    setMapFlags: positive(declare<(map: Pointer, flags: number) => number>('int bpf_map__set_map_flags(void *, uint32_t)'), mapProblem),
    /** Throws, as where the value has another size than the object's. */
    setInitialValue: positive(declare<(map: Pointer, value: Uint8Array, size: number) => number>('int bpf_map__set_initial_value(void *, void *, size_t)'), mapProblem),
    lookUp: declare<(fd: number, key: Uint8Array, value: Uint8Array) => number>('int bpf_map_lookup_elem(int, void *, void *)'),
    update: declare<(fd: number, key: Uint8Array, value: Uint8Array, flags: number) => number>('int bpf_map_update_elem(int, void *, void *, uint64_t)'),
    remove: declare<(fd: number, key: Uint8Array) => number>('int bpf_map_delete_elem(int, void *)'),
    /** Keys and values of a part of a map. @param before where the last part ended, null at first @param count how many there is room for, then how many it gave */
    lookUpBatch: declare<(fd: number, before: Uint8Array | null, end: Uint8Array, keys: Uint8Array, values: Uint8Array, count: Uint8Array, options: null) => number>(
      'int bpf_map_lookup_batch(int, void *, void *, void *, void *, void *, void *)'),
    /** The same, and deletes them. */
    takeBatch: declare<(fd: number, before: Uint8Array | null, end: Uint8Array, keys: Uint8Array, values: Uint8Array, count: Uint8Array, options: null) => number>(
      'int bpf_map_lookup_and_delete_batch(int, void *, void *, void *, void *, void *, void *)'),
    keyBytes: declare<(map: Pointer) => number>('uint32_t bpf_map__key_size(void *)'),
    valueBytes: declare<(map: Pointer) => number>('uint32_t bpf_map__value_size(void *)'),
    /** Runs a program, in this process. @param options of `runOptions` */
    run: library.func('bpf_prog_test_run_opts', 'int', ['int', koffi.pointer(testRunOptions)]) as (programFd: number, options: object) => number,
    possibleCpus: declare<() => number>('int libbpf_num_possible_cpus()'),
    /** Throws. */
    kernelBtf: present(
      declare<() => Pointer | null>('void *btf__load_vmlinux_btf()'),
      (errno) => `the kernel's BTF, /sys/kernel/btf/vmlinux, cannot be read (${errno}): it is empty or damaged, or something else is mounted there`),
    findType: declare<(btf: Pointer, name: string, kind: number) => number>('int btf__find_by_name_kind(void *, const char *, uint32_t)'),
    /** A view of its struct btf_type (include/uapi/linux/btf.h), as long as the BTF is there. Throws. */
    typeOf: (btf: Pointer, id: number): DataView => new DataView(koffi.view(typeById(btf, id), typeBytes)),
    freeBtf: declare<(btf: Pointer) => void>('void btf__free(void *)'),
  };
}
export type Libbpf = ReturnType<typeof loadLibbpf>;

type AttachUprobe = (program: Pointer, path: string, offset: number, isReturn: boolean, cookie: number) => Pointer | null;

function uprobeAttacher(library: ReturnType<typeof koffi.load>): AttachUprobe {
  const attach = library.func('bpf_program__attach_uprobe_opts', 'void *', ['void *', 'int', 'const char *', 'size_t', koffi.pointer(uprobeOptions)]) as (
    program: Pointer, pid: number, path: string, offset: number, options: object) => Pointer | null;
  return (program, path, offset, isReturn, cookie) => {
    return attach(program, anyProcess, path, offset, { sz: koffi.sizeof(uprobeOptions), bpf_cookie: cookie, retprobe: isReturn });
  };
}

function uprobeMultiAttacher(library: ReturnType<typeof koffi.load>): AttachUprobe {
  const attach = library.func('bpf_program__attach_uprobe_multi', 'void *', ['void *', 'int', 'const char *', 'const char *', koffi.pointer(uprobeMultiOptions)]) as (
    program: Pointer, pid: number, path: string, pattern: null, options: object) => Pointer | null;
  return (program, path, offset, isReturn, cookie) => {
    const [offsets, cookies] = [BigUint64Array.of(BigInt(offset)), BigUint64Array.of(BigInt(cookie))];
    return attach(program, anyProcess, path, null, { sz: koffi.sizeof(uprobeMultiOptions), offsets, cookies, cnt: 1, retprobe: isReturn });
  };
}

/** Maps shared memory of a map's descriptor. Throws if the kernel refuses. */
export function mapMemory(fd: number, bytes: number, offset: number, isWritable: boolean): ArrayBuffer {
  const protection = isWritable ? protRead | protWrite : protRead;
  const address = libcMmap(null, bytes, protection, mapShared, fd, offset);
  if (koffi.address(address) === 0xffff_ffff_ffff_ffffn) throw new Error(`map memory: ${errorName(koffi.errno())}`);
  return koffi.view(address, bytes);
}

/** A descriptor on the event loop. */
export interface Readable {
  /** Calls back once it is readable, and again each time as long as it is. */
  start(callback: () => void): void;
  stop(): void;
  close(): void;
}

export function watch(fd: number): Readable {
  const handle = koffi.node.poll(fd, { readable: true }, () => undefined);
  handle.stop();
  return {
    start: (callback) => handle.start({ readable: true }, callback),
    stop: () => handle.stop(),
    close: () => handle.close(),
  };
}

/** An extended attribute of a file; undefined if it has none, or cannot be asked. */
export function extendedAttribute(path: string, name: string): Uint8Array | undefined {
  const value = Buffer.alloc(256);
  const length = Number(libcGetxattr(path, name, value, value.length));
  return length < 0 ? undefined : value.subarray(0, length);
}

/** struct pollfd of poll(2): an int, and two shorts, of which the second is what happened. */
const pollDescriptor = Buffer.alloc(8);
const pollErrorOrHangUp = 0x8 | 0x10;

/** False once nobody can read what is written to a descriptor: a pipe, socket or terminal whose other end is closed. */
export function hasReader(fd: number): boolean {
  pollDescriptor.writeInt32LE(fd, 0);
  pollDescriptor.writeUInt32LE(0, 4);
  return libcPoll(pollDescriptor, 1, 0) <= 0 || (pollDescriptor.readUInt16LE(6) & pollErrorOrHangUp) === 0;
}

const timespec = Buffer.alloc(16);

/** Nanoseconds of a clock of clock_gettime(2), as a number: CLOCK_BOOTTIME is 7, CLOCK_REALTIME 0. */
export function clockNs(clock: number): number {
  libcClockGettime(clock, timespec);
  return Number(timespec.readBigInt64LE(0)) * 1e9 + Number(timespec.readBigInt64LE(8));
}

/** openat2(2), since 5.6: include/uapi/asm-generic/unistd.h, include/uapi/linux/openat2.h */
const [openat2, resolveNoMagicLinks, resolveInRoot] = [437, 0x02n, 0x10n];
/** O_PATH and O_CLOEXEC of x86-64. */
const pathFlags = 0x20_0000n | 0x8_0000n;

/**
 * A descriptor of a path below a folder, as a process has it whose root that is: no link leads out of it, nor by /proc to what somebody has
 * open. Nothing is opened by it (O_PATH): what a device or pipe would do does not happen. Throws.
 */
export function pathBelow(folder: number, path: string): number {
  const how = new Uint8Array(BigUint64Array.of(pathFlags, 0n, resolveInRoot | resolveNoMagicLinks).buffer);
  const fd = Number(libcSyscall(openat2, folder, path, how, how.length));
  if (fd < 0) throw new Error(`open ${path}: ${errorName(koffi.errno())}`);
  return fd;
}

/** include/uapi/linux/fcntl.h */
const setPipeSize = 1031;
const getPipeSize = 1032;
/** What anybody may ask for: /proc/sys/fs/pipe-max-size where nobody changed it. */
const largePipe = 2 ** 20;

/** Makes room in a pipe, which also wakes a write that blocks on it. Of what is no pipe, or where the kernel refuses, nothing happens. */
export function growPipe(fd: number): void {
  const size = libcFcntl(fd, getPipeSize, 'int', 0);
  if (size > 0) libcFcntl(fd, setPipeSize, 'int', Math.max(largePipe, size * 2));
}

const madviseDontneed = 4;

/** Forgets the pages of this part of the memory: of one that is mapped from a file what is in the file is there again, and what was written is lost. */
export function forgetPages({ address, bytes }: { readonly address: number; readonly bytes: number }): void {
  libcMadvise(address, bytes, madviseDontneed); // a kernel that refuses keeps them
}

/** include/malloc.h of glibc */
const mmapThreshold = -3;
const largeBytes = 256 * 1024;

/**
 * What is that large is mapped by itself, and back with the kernel as soon as it is freed. By default glibc stops to do so
 * with what was freed once, and keeps what lies below anything that is still in use (mallopt(3), M_MMAP_THRESHOLD).
 */
export function mapLargeMemory(): void {
  libcMallopt(mmapThreshold, largeBytes);
}

/** Leaves at once. process.exit would wait for a write that is blocked on a full pipe, for ever. */
export function exitNow(code: number): never {
  libcExit(code);
  throw new Error('unreachable');
}
