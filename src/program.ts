import type { Executable, Place } from './target';

/**
 * A program of the BPF object, and what the product gains from it. `check` and health report by feature; a hook that this
 * kernel lacks turns its program off, and the product says what it cannot report then.
 */
/** The section of a program that is attached to nothing. */
export const onDemand = 'raw_tp';

export interface Program {
  /** Its function in bpf/. */
  readonly name: string;
  /** Where it attaches: its section. */
  readonly hook: string;
  /** It has a twin, attached after it, for what the kernel kept it from: see bpf/core/twins.h. One of a function of the kernel has two, where it needs any. */
  readonly hasTwin?: boolean;
  /** It has none, though it is a system call's. */
  readonly isAlone?: boolean;
  /** And a program for the classic tracepoint, attached before it where those behind it can be preempted. */
  readonly hasClassic?: boolean;
  /** That one comes last instead: it sees less than those before it, and acts where they did not. */
  readonly isClassicLast?: boolean;
  /** It is attached before the hooks of the services that it needs: those forget what it reports. */
  readonly comesFirst?: boolean;
  /** An iterator that is read once, at the start. */
  readonly isReadOnce?: boolean;
  /** Only asked where another hook saw nothing. */
  readonly isSpare?: boolean;
  /** What it misses is no event: it is marked in one, or another hook makes it good. */
  readonly isMarked?: boolean;
  /** A kernel without its hook has nothing that it would show. */
  readonly isOnlyWhereThere?: boolean;
  /** And is not needed where no task loses its processor within a program. */
  readonly isOnlyWherePreemptible?: boolean;
  /** It is attached to files, each as soon as it runs: where in one. */
  readonly place?: (executable: Executable) => Place | undefined;
  /** It finds the files for those, and is of no use without any. */
  readonly findsFiles?: boolean;
  /** What it shows, that one shows where the kernel lets it be attached. */
  readonly insteadOf?: string;
  /** It shows what a send returns. */
  readonly seesWrites?: boolean;
  /** A second tracepoint that the same program attaches to. */
  readonly also?: string;
  /** snake_case, as in health's `hooks`. */
  readonly feature: string;
  /** Without it there is no tracing at all. */
  readonly isRequired: boolean;
  /** What goes missing without it. */
  readonly without: string;
}

/**
 * How connects that fail at once, accepts and listens are seen: by functions of the kernel that the calls of every
 * program come to, or by the tracepoints of system calls, any one of which makes every system call of the host slower;
 * or not at all.
 */
export type CallWay = 'functions' | 'tracepoints' | 'off';

/** The system call programs stand or fall together: they all need tracefs. */
export function isSystemCall(program: Program): boolean {
  return program.hook.startsWith('tracepoint/syscalls/');
}

/** Attached to a function of the kernel; these stand or fall together, too. */
export function isFunction(program: Program): boolean {
  return /^f(entry|exit)\//.test(program.hook);
}

/** What is no call's, and of those that are the ones of this way; of `off` both are missing. */
export function isOfWay(program: Program, way: CallWay): boolean {
  if (isFunction(program)) return way !== 'tracepoints';
  return !isSystemCall(program) || way !== 'functions';
}

/** By what is attached. */
export function callWayOf(attached: readonly Program[]): CallWay {
  if (attached.some(isFunction)) return 'functions';
  return attached.some(isSystemCall) ? 'tracepoints' : 'off';
}

/** Whether one of these shows what it shows. */
export function hasStandIn({ name }: Program, programs: readonly Program[]): boolean {
  return programs.some(({ insteadOf }) => insteadOf === name);
}

/** One that is read when it is needed. */
export function isIterator(program: Program): boolean {
  return program.hook.startsWith('iter/');
}

/** One that this process runs itself (on_demand.ts). */
export function isOnDemand(program: Program): boolean {
  return program.hook === onDemand;
}

/** One that is attached to places in files (targets.ts). */
export function isPlaced(program: Program): boolean {
  return program.place !== undefined;
}

/** Attached to an event of the kernel. */
export function isHooked(program: Program): boolean {
  return !isIterator(program) && !isOnDemand(program) && !isPlaced(program);
}

/** How this kernel runs the programs of tracepoints, and of its functions. */
export interface Tracepoints {
  /** A task may lose its processor within one, but for those of classic tracepoints that are no system call's. */
  readonly arePreemptible: boolean;
  /** Or within one of a function. */
  readonly areFunctionsPreemptible: boolean;
  /** Classic ones need tracefs. */
  readonly areReadable: boolean;
}

/** A program's functions in the object, in the order in which they attach. */
export function functions(program: Program, { arePreemptible, areFunctionsPreemptible, areReadable }: Tracepoints): readonly string[] {
  const { name, hasTwin = false, hasClassic = false, isClassicLast = false, isAlone = false } = program;
  const withTwins = [name, `${name}_twin`, `${name}_twin2`];
  if (isSystemCall(program)) return arePreemptible && !isAlone ? withTwins : [name];
  if (isFunction(program)) return hasTwin && areFunctionsPreemptible ? withTwins : [name];
  const classic = hasClassic && arePreemptible && areReadable ? [`${name}_classic`] : [];
  const typed = [name, ...(hasTwin ? [`${name}_twin`] : [])];
  return isClassicLast ? [...typed, ...classic] : [...classic, ...typed];
}
