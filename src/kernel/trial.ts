/** Tries one program by itself on this kernel: opened, loaded, attached, and taken away again. */
import { configBytes } from './config';
import { refuseOtherObject } from './files';
import { tracepoints } from './host';
import { errorName, type Libbpf, type Pointer } from './libbpf';
import { allFunctions, functions, type Program } from './programs';
import { VerifierLog } from './verifier';
import type { Settings } from '../settings';

/** What went wrong, or undefined: "load EPERM", "attach enter_connect: ENOENT". */
export function tryProgram(libbpf: Libbpf, object: string, program: Program, settings: Settings): string | undefined {
  try {
    withLoaded(libbpf, object, program, settings, (opened) => attachOnce(libbpf, opened, program));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Loads this program alone, for as long as it is used. Throws. */
export function withLoaded<T>(libbpf: Libbpf, object: string, program: Program, settings: Settings, use: (opened: Pointer) => T): T {
  const opened = libbpf.open(object);
  try {
    configure(libbpf, opened, program, settings);
    refuseOtherObject(object);
    load(libbpf, opened, program);
    return use(opened);
  } finally {
    libbpf.close(opened);
  }
}

function configure(libbpf: Libbpf, opened: Pointer, program: Program, settings: Settings): void {
  const here = tracepoints();
  const own = functions(program, here);
  for (const name of allFunctions()) libbpf.setAutoload(libbpf.findProgram(opened, name), own.includes(name));
  const config = configBytes(settings, 1n, { calls: true, writes: true, tracepoints: here });
  libbpf.setInitialValue(libbpf.findMap(opened, '.rodata.config'), config, config.length);
  libbpf.setMaxEntries(libbpf.findMap(opened, 'connections'), 1024);
}

function load(libbpf: Libbpf, opened: Pointer, program: Program): void {
  const log = new VerifierLog();
  for (const name of functions(program, tracepoints())) log.listenTo(libbpf, libbpf.findProgram(opened, name));
  const error = libbpf.load(opened);
  if (error !== 0) throw new Error(`load ${errorName(error)} ${log.lastWords}`.trim());
}

function attachOnce(libbpf: Libbpf, opened: Pointer, program: Program): void {
  const isIterator = program.hook.startsWith('iter/');
  if (isIterator && program.hook.endsWith('bpf_map_elem')) return; // attaches to a map, when it is read
  const function_ = libbpf.findProgram(opened, program.name);
  libbpf.destroyLink(isIterator ? libbpf.attachIterator(function_, null) : libbpf.attach(function_));
}
