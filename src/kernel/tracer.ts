/** Loads and attaches what the settings ask for, reads what it reports, and undoes it in reverse. */
import { type Elements, noElements } from '../elements';
import { probe_id, targets_sample, wakeup_value } from '../generated/samples';
import type { Surroundings } from '../host/surroundings';
import { type ProbeName, probeIds } from '../probes/names';
import type { Settings } from '../settings';
import type { Links } from './attach';
import { attachPrograms } from './attached';
import { tracepoints } from './availability';
import { bootNs } from './clock';
import { wakeupNs } from './config';
import { type Counters, CounterReader } from './counters';
import { iterate } from './iterate';
import { type Libbpf, mapMemory } from './libbpf';
import type { BpfObject } from './object';
import { keysCollected, keysInBatches, overKeys } from './on_demand';
import { forgetOwnText } from './own_text';
import { Passes } from './passes';
import { callWayOf, functions, isHooked, isPlaced, type Program } from '../program';
import { refuseOldKernel } from './refusals';
import { Ring } from './ring';
import { mostCollected, mostConnections, roomForKeys } from './room';
import { SkipReader } from './skips';
import { lookAtElements, sumsMap, takeElements } from './sums';
import { Targets } from './targets';

const pageBytes = 4096;
const keyBytes = 8;
/** The part of the room for connections that those from before the start may take. */
const walkShare = 3 / 4;
/** How full the ring may be, as a share, before a pass over the records stops to let it be read. */
const crowdedPart = 1 / 16;
const reliefMs = 10;
/** A minute's: as long as a file is left alone. */
const ticksBetweenWalks = 60;
/** When the start is over. */
const settledTicks = 5;
const quietNs = wakeupNs + 1e6;

export interface TracerOptions {
  readonly libbpf: Libbpf;
  /** The BPF object's file. */
  readonly object: string;
  readonly settings: Settings;
  /** Those that are to trace, in the order in which they attach; what this kernel lacks of them is left out. */
  readonly programs: readonly Program[];
  /** In its filters. */
  readonly userNames?: readonly string[];
}

/** Takes what is traced. */
export interface SampleSink {
  take(view: DataView, at: number, length: number): void;
  /** After each turn that gave something. */
  turn(): void;
  /** Whether much of what it made of it waits to be written. */
  readonly isBehind?: boolean;
  /** Until that is written, some milliseconds at most. */
  catchUp?(): Promise<unknown>;
}

const nowhere: SampleSink = { take: () => undefined, turn: () => undefined };

export class Tracer {
  readonly #libbpf: Libbpf;
  readonly #object: BpfObject;
  readonly #links: Links;
  readonly #ring: Ring;
  /** struct wakeup_value, which the kernel side reads and writes too. */
  readonly #shared: DataView;
  readonly #counters: CounterReader;
  readonly #skips: SkipReader;
  /** Where a program is attached to files. */
  readonly targets: Targets | undefined;
  readonly #settings: Settings;
  readonly #tracepoints = tracepoints();
  /** Whether a process's container, pod and unit can be known. */
  readonly hasControlGroups: boolean;
  readonly surroundings: Surroundings;
  readonly #mostConnections: number;
  readonly #passes = new Passes({
    isCrowded: () => this.ringFill > crowdedPart,
    relieve: () => this.#ring.drain(reliefMs),
    isBehind: () => this.#sink.isBehind === true,
    catchUp: async () => this.#sink.catchUp?.(),
  });
  /** Where they are collected; undefined where they are read in batches. */
  readonly #recordKeys: ArrayBuffer | undefined;
  #isWalked = false;
  #ticks = 0;
  #sink = nowhere;
  /** Those that are attached, in the order of the list. */
  readonly programs: readonly Program[];

  /** Throws. When it returns, every connection from now on is seen. */
  constructor(options: TracerOptions) {
    const { libbpf, settings, programs } = options;
    this.#libbpf = libbpf;
    this.#settings = settings;
    this.#mostConnections = settings.maxConnections === 'auto' ? mostConnections() : settings.maxConnections;
    refuseOldKernel();
    const attached = attachPrograms({
      libbpf, path: options.object, settings, programs, userNames: options.userNames ?? [], tracepoints: this.#tracepoints, mostConnections: this.#mostConnections,
    });
    this.#object = attached.object;
    this.#links = attached.links;
    this.programs = attached.programs;
    this.surroundings = attached.surroundings;
    this.hasControlGroups = attached.hasControlGroups;
    try {
      this.#shared = new DataView(mapMemory(this.#object.mapFd('.data.wakeup'), pageBytes, 0, true));
      this.#recordKeys = this.#has('collect_keys') ? mapMemory(this.#object.mapFd('record_keys'), roomForKeys(this.#mostConnections) * keyBytes, 0, false) : undefined;
      this.#ring = this.#mapRing();
      wakeup_value.set.is_live(this.#shared, 0, 1);
      this.#counters = new CounterReader(libbpf, (map) => (this.#object.hasMap(map) ? this.#object.mapFd(map) : undefined));
      this.#skips = this.#skipReader();
      this.targets = this.programs.some(isPlaced) ? new Targets({ libbpf, object: this.#object, programs: this.programs, surroundings: this.surroundings }) : undefined;
    } catch (error) {
      this.#links.detach();
      this.#object.close();
      throw error;
    }
  }

  /** Begins to read. */
  start(sink: SampleSink): void {
    this.#sink = sink;
    this.#ring.start();
  }

  /**
   * Reports what exists and is not known yet. What a first walk finds no room for is reported without being followed; a later walk
   * cannot know whether it was reported already. False: the stop came before it was over. Rejects.
   */
  walk(): Promise<boolean> {
    return this.#passes.run(() => this.#walkOver(), this.#isWalked ? {} : { sliceMs: Number.POSITIVE_INFINITY });
  }

  /** Reports what exists of what only hooks show later: iterators that are read once. False and rejection: as above. */
  readOnce(): Promise<boolean> {
    const names = this.programs.flatMap(({ name, isReadOnce = false }) => (isReadOnce ? [name] : []));
    return this.#passes.run(() => this.#iterateAll(names), { sliceMs: Number.POSITIVE_INFINITY });
  }

  *#walkOver(): Generator<void> {
    const { born, ended, untracked } = this.readCounters();
    const room = Math.max(0, Math.floor(this.#mostConnections * walkShare) - (born - ended));
    wakeup_value.set.walk_room(this.#shared, 0, this.#isWalked && untracked > 0 ? 0 : room);
    wakeup_value.set.is_first_walk(this.#shared, 0, Number(!this.#isWalked));
    this.#isWalked = true;
    yield* this.#iterateAll(['walk_descriptors', 'walk_sockets'].filter((name) => this.#has(name)));
  }

  *#iterateAll(names: readonly string[]): Generator<void> {
    for (const name of names) yield* iterate(this.#libbpf, this.#object.program(name));
  }

  /** Reports what each open connection did since its last report. False: the stop came before it was over. Rejects. */
  reportFlows(): Promise<boolean> {
    return this.#passOver('report_flows');
  }

  /** The same for the last time, in place of what is under way: also of those that are too young for a report. False: there was not time enough for all. Rejects. */
  reportLastFlows(untilMs: number): Promise<boolean> {
    wakeup_value.set.is_ending(this.#shared, 0, 1);
    this.#passes.cancel();
    return this.#passOver('report_flows', untilMs);
  }

  /** Looks at each open connection, and reports those that ended without a hook showing it. False and rejection: as above. */
  findEndings(): Promise<boolean> {
    return this.#passOver('find_endings');
  }

  /**
   * The same for the last time, in place of what is under way: those that no hook showed while the hooks are on, and what waits for an
   * accept when they are off. Nothing begins or ends after that. False: there was not time enough for all. Rejects.
   */
  async findLastEndings(untilMs: number): Promise<boolean> {
    this.#passes.cancel();
    try {
      const areShown = await this.#passOver('find_endings', untilMs);
      wakeup_value.set.is_live(this.#shared, 0, 0);
      return (await this.#passOver('find_endings', untilMs)) && areShown;
    } finally {
      wakeup_value.set.is_live(this.#shared, 0, 0);
    }
  }

  readCounters(): Counters {
    return this.#counters.read();
  }

  /** Events that no program took, at most. */
  readSkips(): number {
    return this.#skips.read();
  }

  /** From now on this probe's programs add to its other map of sums; the one so far is to be taken before the next change. */
  changeTurn(probe: ProbeName): void {
    wakeup_value.set.turns(this.#shared, 0, probeIds[probe], this.#turnOf(probe) + 1);
  }

  /** What was summed before the last change of turns. Not at once: programs may still be at it. Throws. */
  takeSums(probe: ProbeName): Elements {
    const map = sumsMap(probe, this.#turnOf(probe) + 1);
    return this.#object.hasMap(map) ? takeElements(this.#libbpf, this.#object.map(map)) : noElements;
  }

  /** Runs a program over all keys of a map, each a u64; nothing where this kernel cannot run it. Throws. */
  runOver(program: string, map: string): void {
    if (!this.#has(program)) return;
    for (const _ of overKeys(this.#libbpf, this.#object.program(program), keysInBatches(this.#libbpf, this.#object.map(map)))) continue;
  }

  /** All elements of a map, which stay. Throws. */
  lookAt(map: string): Elements {
    return this.#object.hasMap(map) ? lookAtElements(this.#libbpf, this.#object.map(map)) : noElements;
  }

  #turnOf(probe: ProbeName): number {
    return wakeup_value.get.turns(this.#shared, 0, probeIds[probe]);
  }

  /** Now, on the clock of samples. */
  get nowNs(): number {
    return bootNs() - this.surroundings.bootOffsetNs;
  }

  get ringFill(): number {
    return this.#ring.fill;
  }

  /** Whether accepts, listens and connects that fail at once are seen as calls. */
  get seesCalls(): boolean {
    return callWayOf(this.programs) !== 'off';
  }

  /** Lets go of what is not needed any more: files that no process runs, and what the start was run from. Called every second or so. */
  tick(): void {
    this.#ticks += 1;
    if (this.#ticks === settledTicks) forgetOwnText();
    if (this.targets === undefined) return;
    this.targets.tick(this.readCounters().target_users_unnoted);
    if (this.#ticks % ticksBetweenWalks === 0 && this.#has('walk_executables')) void this.#meetAll(this.targets);
  }

  /** What began while its file was left alone, or found no room, is met by this. */
  async #meetAll(targets: Targets): Promise<void> {
    const before = this.readCounters().target_users_unnoted;
    try {
      const isWhole = await this.#passes.run(() => this.#iterateAll(['walk_executables']));
      if (isWhole && this.readCounters().target_users_unnoted === before) targets.haveMetAll(before);
    } catch (error) {
      targets.note('what began while its file was left alone', error);
    }
  }

  /** Reads the ring to its end, and detaches. The counters can still be read. */
  stop(): void {
    this.#passes.cancel();
    wakeup_value.set.is_live(this.#shared, 0, 0);
    this.#ring.drain(); // on a busy machine what follows takes longer than a stop may
    this.targets?.close();
    this.#links.detach();
    this.#ring.stop();
  }

  /** After a stop. */
  close(): void {
    this.#object.close();
  }

  #mapRing(): Ring {
    const stamp = this.#shared;
    return new Ring({
      fd: this.#object.mapFd('samples'),
      bytes: this.#settings.ringMb * 2 ** 20,
      lastWakeupNs: () => wakeup_value.get.last_ns(stamp, 0),
      nowNs: () => this.nowNs,
      quietNs,
      onSample: (view, at, length) => this.#take(view, at, length),
      onTurn: () => this.#sink.turn(),
    });
  }

  #take(view: DataView, at: number, length: number): void {
    if (targets_sample.get.head_probe(view, at) === probe_id.PROBE_TARGETS) this.targets?.take(view, at);
    else this.#sink.take(view, at, length);
  }

  #skipReader(): SkipReader {
    const counted = this.programs.filter((program) => (isHooked(program) || isPlaced(program)) && !program.isSpare && !program.isMarked);
    return new SkipReader(this.#libbpf, counted.map((program) => functions(program, this.#tracepoints).map((name) => this.#object.program(name))));
  }

  /** Nothing where this kernel cannot run it. @param untilMs of a last one, which leaves none out */
  #passOver(name: string, untilMs?: number): Promise<boolean> {
    return this.#passes.run(() => (this.#has(name) ? overKeys(this.#libbpf, this.#object.program(name), this.#keys(untilMs !== undefined)) : [].values()), { untilMs });
  }

  #keys(areAll: boolean): Iterable<Uint8Array> {
    if (areAll || this.#recordKeys === undefined || this.#countRecords() > mostCollected) return keysInBatches(this.#libbpf, this.#object.map('connections'));
    return keysCollected(this.#libbpf, this.#object.program('collect_keys'), this.#recordKeys);
  }

  #countRecords(): number {
    const { born, ended } = this.readCounters();
    return born - ended;
  }

  #has(name: string): boolean {
    return this.programs.some((program) => program.name === name);
  }
}
