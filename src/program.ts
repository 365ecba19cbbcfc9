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
  /** It has a twin, attached after it, for what the kernel kept it from: see bpf/core/twins.h. */
  readonly hasTwin?: boolean;
  /** And a program for the classic tracepoint, attached before it where those behind it can be preempted. */
  readonly hasClassic?: boolean;
  /** Only asked where another hook saw nothing. */
  readonly isSpare?: boolean;
  /** What it misses is marked in events, and is none itself. */
  readonly isMarked?: boolean;
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

/** The system call programs stand or fall together: they all need tracefs. */
export function isSystemCall(program: Program): boolean {
  return program.hook.startsWith('tracepoint/syscalls/');
}

/** One that is read when it is needed. */
export function isIterator(program: Program): boolean {
  return program.hook.startsWith('iter/');
}

/** One that this process runs itself (on_demand.ts). */
export function isOnDemand(program: Program): boolean {
  return program.hook === onDemand;
}

/** Attached to an event of the kernel. */
export function isHooked(program: Program): boolean {
  return !isIterator(program) && !isOnDemand(program);
}

/** How this kernel runs the programs of tracepoints. */
export interface Tracepoints {
  /** A task may lose its processor within one, but for those of classic tracepoints that are no system call's. */
  readonly arePreemptible: boolean;
  /** Classic ones need tracefs. */
  readonly areReadable: boolean;
}

/** A program's functions in the object, in the order in which they attach. */
export function functions(program: Program, { arePreemptible, areReadable }: Tracepoints): readonly string[] {
  const { name, hasTwin = false, hasClassic = false } = program;
  if (isSystemCall(program)) return arePreemptible ? [name, `${name}_twin`, `${name}_twin2`] : [name];
  return [...(hasClassic && arePreemptible && areReadable ? [`${name}_classic`] : []), name, ...(hasTwin ? [`${name}_twin`] : [])];
}
