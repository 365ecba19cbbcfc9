/**
 * Files that programs are attached to, as long as a process runs them. The kernel side (bpf/services/targets/) reports an
 * executable that it meets for the first time; it is looked into, and attached to or not asked for again for a minute.
 */
import { readlinkSync } from 'node:fs';
import { executable_key, target_user_value, target_value, targets_sample } from '../generated/samples';
import { processStat } from '../host/process_stat';
import type { Surroundings } from '../host/surroundings';
import { isPlaced, type Program } from '../program';
import { type Place, PlaceError } from '../target';
import { Budget } from './budget';
import { bootNs } from './clock';
import { inspect, type Inspected, isShell } from './executable';
import type { Libbpf, Pointer } from './libbpf';
import type { BpfObject } from './object';
import { lookAtElements } from './sums';
import { attacherOf, hasAttachCookies } from './uprobes';

export interface TargetsOptions {
  readonly libbpf: Libbpf;
  readonly object: BpfObject;
  /** Those that are loaded. */
  readonly programs: readonly Program[];
  readonly surroundings: Surroundings;
}

interface Held {
  readonly id: number;
  readonly key: Uint8Array;
  /** Where its links are, by program and file. */
  readonly shared: readonly string[];
  /** As the kernel side counted them since it was looked at last. */
  ends: number;
}

/** A process that runs an executable which was not known. */
interface Met {
  readonly key: Uint8Array;
  readonly pid: number;
  readonly startNs: number;
}

interface Shared {
  readonly link: Pointer;
  users: number;
}

/** TARGETS of bpf/services/targets/targets.h. */
const mostTargets = 1024;
/** So many of them are kept for the shells of /etc/shells: anybody may run as many other files as he likes. */
const keptForShells = 64;
const mostProblems = 20;
const problemMs = 3_600_000;
/** From one tick to the next, to look into files and attach to them: anybody may run as many new files as he likes. */
const mostMs = 200;
const mostLetGo = 16;
const mostWaiting = 1024;
/** The kernel side does not report a file again for a tenth of a second: within that, and one more. */
const ticksUnanswered = 2;
/** A tick of /proc/pid/stat. */
const nsPerTick = 10_000_000;
/** Its process may have ended while it was attached to. */
const unknown = -1;

export class Targets {
  readonly #libbpf: Libbpf;
  readonly #object: BpfObject;
  readonly #programs: readonly Program[];
  readonly #surroundings: Surroundings;
  /** By key, in hexadecimal. */
  readonly #held = new Map<string, Held>();
  readonly #links = new Map<string, Shared>();
  /** What could not be attached to, and why. */
  readonly #problems = new Map<string, { readonly why: string; readonly atMs: number }>();
  #refused = 0;
  /** By key, those for which there was no time yet. */
  readonly #waiting = new Map<string, Met>();
  /** By key, those that nothing was said about, and for how many ticks they are asked for again. */
  readonly #unanswered = new Map<string, number>();
  /** Of those beyond `target_users`, since the start: what was met again since then. */
  #unnoted = 0;
  readonly #looks = new Budget(mostMs);
  readonly #hasCookies = hasAttachCookies();
  #lastId = 0;
  #isClosed = false;

  constructor({ libbpf, object, programs, surroundings }: TargetsOptions) {
    this.#libbpf = libbpf;
    this.#object = object;
    this.#programs = programs.filter(isPlaced);
    this.#surroundings = surroundings;
  }

  /** Files that are attached to now. */
  get count(): number {
    return this.#held.size;
  }

  /** Times that there was no room for another file, since the start. */
  get refused(): number {
    return this.#refused;
  }

  /** A line each, of the last hour. */
  get problems(): readonly string[] {
    const since = performance.now() - problemMs;
    return [...this.#problems].filter(([, { atMs }]) => atMs >= since).map(([path, { why }]) => `${path}: ${why}`);
  }

  /** A sample of the kernel side: an executable that it does not know. */
  take(view: DataView, at: number): void {
    if (this.#isClosed) return;
    const key = Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset + at + targets_sample.at.executable_inode, executable_key.size));
    const { pid, start_ns: startNs } = targets_sample.get;
    this.#take({ key, pid: pid(view, at), startNs: startNs(view, at) });
  }

  /** At once while there is time for it. */
  #take(met: Met): void {
    const text = textOf(met.key);
    if (this.#held.has(text) || this.#waiting.has(text)) return;
    if (this.#looks.isSpent) this.#wait(text, met);
    else this.#looks.spend(() => this.#meet(met));
  }

  #wait(text: string, met: Met): void {
    if (this.#waiting.size < mostWaiting) this.#waiting.set(text, met);
    else this.note('executables', new Error(`more than ${mostWaiting} waited to be looked into: those that come then are looked into when they run again`));
  }

  #meetWaiting(): void {
    for (const [text, met] of this.#waiting) {
      if (this.#looks.isSpent) return;
      this.#waiting.delete(text);
      if (!this.#held.has(text)) this.#looks.spend(() => this.#meet(met));
    }
  }

  #meet(met: Met): void {
    const { key, pid } = met;
    const found = this.#isRun(met) ? this.#inspect(pid, key) : 'unread';
    if (found === 'unread') return this.#leaveUnanswered(key);
    const name = nameOf(pid);
    try {
      const places = found === undefined ? [] : this.#placesIn(found, name);
      if (!this.#isRun(met)) this.#leaveUnanswered(key);
      else if (found === undefined || places.length === 0) this.#leaveAlone(key);
      else this.#attach(key, found, places);
    } catch (error) {
      this.note(name, error);
      this.#leaveAlone(key);
    } finally {
      found?.close();
    }
  }

  /** Whether the process still is the one that was met, and runs the same file: neither its pid nor its start change at an exec. */
  #isRun({ key, pid, startNs }: Met): boolean {
    if (processStat(pid)?.startTicks !== Math.floor((startNs + this.#surroundings.bootOffsetNs) / nsPerTick)) return false;
    const value = new Uint8Array(target_user_value.size);
    if (this.#libbpf.lookUp(this.#object.mapFd('target_users'), new Uint8Array(Uint32Array.of(pid).buffer), value) !== 0) return false;
    const at = target_user_value.at.executable_inode;
    return target_user_value.get.start_ns(new DataView(value.buffer), 0) === startNs && Buffer.compare(value.subarray(at, at + key.length), key) === 0;
  }

  /** Its process has ended, or runs something else, or its file could not be read now: another one is asked. */
  #leaveUnanswered(key: Uint8Array): void {
    if (this.#unanswered.size < mostWaiting) this.#unanswered.set(textOf(key), ticksUnanswered);
  }

  /** Undefined: there is nothing in it. */
  #inspect(pid: number, key: Uint8Array): Inspected | 'unread' | undefined {
    try {
      return inspect(pid, key);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EACCES') {
        if (!isGone(code)) this.note('executables that could not be read', error);
        return 'unread';
      }
      this.note('executables of other users', `${code}: CAP_SYS_PTRACE lets them be looked into; without it only the shells of /etc/shells are found`);
      return undefined;
    }
  }

  /** Whatever makes no sense in a file is nothing that is looked for. */
  #placesIn(executable: Inspected, name: string): readonly (readonly [program: Program, place: Place])[] {
    try {
      return this.#programs.flatMap((program) => {
        const place = program.place?.(executable);
        return place === undefined ? [] : [[program, place] as const];
      });
    } catch (error) {
      if (error instanceof PlaceError) this.note(name, error);
      return [];
    }
  }

  #attach(key: Uint8Array, executable: Inspected, places: readonly (readonly [Program, Place])[]): void {
    this.#refuseBeyond(isShell(key) ? mostTargets : mostTargets - keptForShells);
    const id = (this.#lastId += 1);
    const shared: string[] = [];
    try {
      for (const [program, place] of places) shared.push(this.#link(program, place, executable, id));
    } catch (error) {
      this.#release(shared);
      throw error;
    }
    this.#held.set(textOf(key), { id, key, shared, ends: unknown });
    this.#insert(key, id);
  }

  #refuseBeyond(most: number): void {
    if (this.#held.size < most) return;
    this.#refused += 1;
    throw new Error(`more than ${most} files at once`);
  }

  /** Kernels without cookies would run a program for each link to one file: there they have one. */
  #link(program: Program, place: Place, executable: Inspected, id: number): string {
    const identity = `${program.name} ${this.#hasCookies ? id : executable.identityOf(place.file)} ${place.address}`;
    const known = this.#links.get(identity);
    if (known === undefined) {
      const attach = attacherOf(this.#libbpf, program.hook);
      const link = attach(this.#object.program(program.name), place.file.path, executable.fileOffset(place), program.hook.startsWith('uret'), this.#hasCookies ? id : 0);
      this.#links.set(identity, { link, users: 1 });
    } else {
      known.users += 1;
    }
    return identity;
  }

  #release(shared: readonly string[]): void {
    for (const identity of shared.toReversed()) {
      const one = this.#links.get(identity);
      if (one === undefined || (one.users -= 1) > 0) continue;
      this.#links.delete(identity);
      this.#libbpf.destroyLink(one.link);
    }
  }

  #insert(key: Uint8Array, id: number): void {
    const value = new Uint8Array(target_value.size);
    target_value.set.id(new DataView(value.buffer), 0, id);
    this.#libbpf.update(this.#object.mapFd('targets'), key, value, 0);
    this.#libbpf.remove(this.#object.mapFd('other_executables'), key);
  }

  #leaveAlone(key: Uint8Array): void {
    const since = BigUint64Array.of(BigInt(Math.round(bootNs() - this.#surroundings.bootOffsetNs)));
    this.#libbpf.update(this.#object.mapFd('other_executables'), key, new Uint8Array(since.buffer), 0);
  }

  /** Lets go of those whose last process has ended, and looks into what had to wait. Called every second or so. */
  tick(unnoted: number): void {
    this.#looks.renew();
    this.#meetWaiting();
    this.#askAgain();
    if (unnoted > this.#unnoted) return; // a process that nobody counts may run it
    this.#letGo();
  }

  /** A look at all processes found room for each that runs such a file. @param unnoted as they are counted since the start */
  haveMetAll(unnoted: number): void {
    this.#unnoted = unnoted;
  }

  /** What ended before it was looked at may be run by another process, which was not reported so soon after. */
  #askAgain(): void {
    if (this.#unanswered.size === 0) return;
    const users = this.#users();
    for (const [text, times] of [...this.#unanswered]) {
      const user = users.get(text);
      this.#unanswered.delete(text);
      if (user !== undefined) this.#take(user);
      else if (times > 1) this.#unanswered.set(text, times - 1);
    }
  }

  /**
   * The rest next time: to detach waits for the kernel. First the kernel side is to forget them: a process that begins to run one
   * now asks anew, and is there when the others are counted.
   */
  #letGo(): void {
    const ended = [...this.#held.values()].filter((held) => this.#endsOf(held) !== held.ends).slice(0, mostLetGo);
    if (ended.length === 0) return;
    for (const { key } of ended) this.#libbpf.remove(this.#object.mapFd('targets'), key);
    const used = this.#users();
    for (const held of ended) {
      const text = textOf(held.key);
      this.#held.delete(text);
      if (!used.has(text)) this.#release(held.shared);
      else this.#keep(text, held);
    }
  }

  /** Behind the others: each has its turn. */
  #keep(text: string, held: Held): void {
    held.ends = 0;
    this.#held.set(text, held);
    this.#insert(held.key, held.id);
  }

  #endsOf({ key }: Held): number {
    const value = new Uint8Array(target_value.size);
    this.#libbpf.lookUp(this.#object.mapFd('targets'), key, value);
    return target_value.get.ends(new DataView(value.buffer), 0);
  }

  /** One for each key. */
  #users(): ReadonlyMap<string, Met> {
    const { count, keys, values } = lookAtElements(this.#libbpf, this.#object.map('target_users'));
    const { at: { executable_inode: keyAt }, get, size } = target_user_value;
    const users = new Map<string, Met>();
    for (let index = 0; index < count; index += 1) {
      const key = Uint8Array.from(new Uint8Array(values.buffer, values.byteOffset + index * size + keyAt, executable_key.size));
      users.set(textOf(key), { key, pid: keys.getUint32(index * 4, true), startNs: get.start_ns(values, index * size) });
    }
    return users;
  }

  note(what: string, error: unknown): void {
    const atMs = performance.now();
    for (const [one, { atMs: since }] of [...this.#problems]) {
      if (one === what || since < atMs - problemMs) this.#problems.delete(one);
    }
    if (this.#problems.size < mostProblems) this.#problems.set(what, { why: error instanceof Error ? error.message : String(error), atMs });
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    for (const { link } of this.#links.values()) this.#libbpf.destroyLink(link);
    this.#links.clear();
    this.#held.clear();
    this.#waiting.clear();
  }
}

/** Errors of a process that has ended. */
function isGone(code: string | undefined): boolean {
  return code === 'ENOENT' || code === 'ESRCH';
}

/** The path of the executable that it runs, as its own mount namespace has it. */
function nameOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return `the executable of process ${pid}`;
  }
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}
