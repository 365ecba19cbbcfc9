/** Whether the kernel lets programs be attached to its functions (fentry, fexit), and why not. */
import { closeSync, readFileSync } from 'node:fs';
import { errorName } from '../text/errno';
import { isFunction, hasStandIn, type Program } from '../program';
import type { Libbpf } from './libbpf';
import type { HasType, TypeNumber } from './types';

/**
 * A function that is left while a program that was attached to it is not any more: kernels that do not have this free
 * what it returns to (e21aa341785c of 5.12, "bpf: Fix fexit trampoline", and stable kernels since).
 */
const whatKeepsTrampolines = 'bpf_tramp_image';

/** include/uapi/linux/bpf.h */
const typeTracing = 26;
const attachAtExit = 25;
/** r0 = 0, exit: struct bpf_insn. */
const nothing = Uint8Array.of(0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0);
/** struct bpf_prog_load_opts of libbpf's bpf.h, as far as it is needed. */
const optionsBytes = 48;
const [attachTypeAt, functionAt] = [12, 32];

/** Undefined: calls can be seen by these programs' functions. One that does nothing is loaded for it; nothing is attached. */
export function whyNoFunctions(libbpf: Libbpf, has: HasType, numberOf: TypeNumber, programs: readonly Program[]): string | undefined {
  const all = programs.filter(isFunction);
  const there = all.filter((program) => has('function', functionOf(program)));
  const needed = all.filter((program) => !isOptional(program) && !hasStandIn(program, there)).map(functionOf);
  if (all.every(isOptional)) return 'no program needs them';
  if (!has('struct', whatKeepsTrampolines)) return 'this kernel cannot detach from a function that sleeps: it has no fexit, or an early one';
  const missing = needed.find((name) => !has('function', name));
  if (missing !== undefined) return `this kernel does not name its function ${missing}`;
  if (areFunctionsOff()) return `kernel.ftrace_enabled is 0: a program at a function would never be run`;
  const [first = ''] = there.map(functionOf);
  const fd = loadNothing(libbpf, numberOf('function', first));
  if (fd < 0) return `this kernel refuses fexit (${errorName(fd)})`;
  closeSync(fd);
  return undefined;
}

/** Not every kernel has it, and another program or nothing is lacking then. */
function isOptional({ isOnlyWhereThere = false, insteadOf }: Program): boolean {
  return isOnlyWhereThere || insteadOf !== undefined;
}

function functionOf({ hook }: Program): string {
  return hook.slice(hook.indexOf('/') + 1);
}

/** Attaching succeeds then, and does nothing (ftrace_startup_enable of kernel/trace/ftrace.c). Not there: nothing can turn them off. */
function areFunctionsOff(): boolean {
  try {
    return readFileSync('/proc/sys/kernel/ftrace_enabled', 'utf8').trim() === '0';
  } catch {
    return false;
  }
}

/** A descriptor, or a negative errno. */
function loadNothing(libbpf: Libbpf, functionNumber: number): number {
  const options = Buffer.alloc(optionsBytes);
  options.writeBigUInt64LE(BigInt(optionsBytes));
  options.writeUInt32LE(attachAtExit, attachTypeAt);
  options.writeUInt32LE(functionNumber, functionAt);
  return libbpf.loadProgram(typeTracing, 'nothing', 'GPL', nothing, nothing.length / 8, options);
}
