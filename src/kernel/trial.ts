/** Tries one program by itself on this kernel: opened, loaded, attached, and taken away again. */
import { closeSync, openSync } from 'node:fs';
import { ElfFile } from '../host/elf';
import type { Settings } from '../settings';
import { tracepoints } from './availability';
import { configSections } from './config';
import type { Libbpf, Pointer } from './libbpf';
import { BpfObject } from './object';
import { runOnce } from './on_demand';
import { queueComesFirst } from './requests';
import { functions, isFunction, isIterator, isOnDemand, isPlaced, type Program } from '../program';
import { attacherOf } from './uprobes';

/** Records are allocated at the start on some kernels: a trial needs few. */
const fewRecords = 1024;

/** What went wrong, or undefined: "load EPERM", "attach enter_connect: ENOENT". */
export function tryProgram(libbpf: Libbpf, path: string, program: Program, settings: Settings): string | undefined {
  try {
    withLoaded(libbpf, path, program, settings, (object) => attachOnce(libbpf, object, program));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Loads this program alone, for as long as it is used. Throws. */
export function withLoaded<T>(libbpf: Libbpf, path: string, program: Program, settings: Settings, use: (object: BpfObject) => T): T {
  const here = tracepoints();
  const object = new BpfObject(libbpf, path);
  try {
    object.choose(functions(program, here));
    object.configure(configSections(settings, 1n, { calls: isFunction(program) ? 'functions' : 'tracepoints', writes: true, queueComesFirst: queueComesFirst(libbpf, [program]), tracepoints: here }));
    object.resize('connections', fewRecords);
    object.load();
    return use(object);
  } finally {
    object.close();
  }
}

function attachOnce(libbpf: Libbpf, object: BpfObject, program: Program): void {
  const pointer = object.program(program.name);
  if (isOnDemand(program)) runOnce(libbpf, pointer);
  else libbpf.destroyLink(isPlaced(program) ? attachToSelf(libbpf, pointer, program.hook) : isIterator(program) ? libbpf.attachIterator(pointer, null) : libbpf.attach(pointer));
}

/** At the first instruction of this very program, which it has behind it. */
function attachToSelf(libbpf: Libbpf, program: Pointer, hook: string): Pointer {
  const fd = openSync('/proc/self/exe', 'r');
  try {
    const elf = new ElfFile(fd);
    return attacherOf(libbpf, hook)(program, `/proc/self/fd/${fd}`, elf.offsetOf(elf.entry), hook.startsWith('uret'), 0);
  } finally {
    closeSync(fd);
  }
}
