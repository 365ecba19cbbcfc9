/** Opens, loads and attaches the BPF object, and undoes it in reverse. */
import { closeSync, readSync } from 'node:fs';
import { wakeup_value } from '../generated/samples';
import type { Settings } from '../settings';
import { hasControlGroups } from './cgroups';
import { bootNs } from './clock';
import { configBytes, wakeupNs } from './config';
import { type Counters, CounterReader } from './counters';
import { refuseOtherObject } from './files';
import { filterEntries } from './filters';
import { availablePrograms, bootSalt, tracepoints } from './host';
import { errorName, type Libbpf, mapIteratorOptions, mapMemory, type Pointer } from './libbpf';
import { allFunctions, functions, isSystemCall, type Program, programs } from './programs';
import { loadProblem, refuseForeignNames, refuseOldKernel, TracerError } from './refusals';
import { type OnSample, Ring } from './ring';
import { allocatesRecords, mostConnections, noPrealloc } from './room';
import { SkipReader } from './skips';
import { lookAround, type Surroundings } from './surroundings';
import { VerifierLog } from './verifier';

const pageBytes = 4096;
/** The part of the room for connections that those from before the start may take. */
const walkShare = 3 / 4;
const quietNs = wakeupNs + 1e6;

export interface TracerOptions {
  readonly libbpf: Libbpf;
  /** The BPF object's file. */
  readonly object: string;
  readonly settings: Settings;
  /** In its filters. */
  readonly userNames?: readonly string[];
  readonly onSample: OnSample;
  readonly onTurn: () => void;
}

export class Tracer {
  readonly #libbpf: Libbpf;
  readonly #object: Pointer;
  readonly #links: Pointer[] = [];
  readonly #ring: Ring;
  /** struct wakeup_value, which the kernel side reads and writes too. */
  readonly #shared: DataView;
  readonly #counters: CounterReader;
  readonly #skips: SkipReader;
  readonly #settings: Settings;
  readonly #tracepoints = tracepoints();
  /** Whether a process's container, pod and unit can be known. */
  readonly hasControlGroups: boolean;
  readonly surroundings: Surroundings;
  readonly #mostConnections: number;
  #isWalked = false;
  /** Those that are attached, in the order of the list. */
  readonly programs: readonly Program[];

  /** Throws. When it returns, every connection from now on is seen. */
  constructor(options: TracerOptions) {
    const { libbpf, settings } = options;
    this.#libbpf = libbpf;
    this.#settings = settings;
    this.#mostConnections = settings.maxConnections === 'auto' ? mostConnections() : settings.maxConnections;
    refuseOldKernel();
    this.programs = wantedPrograms(libbpf, settings);
    this.hasControlGroups = hasControlGroups(libbpf);
    this.#object = libbpf.open(options.object);
    try {
      this.#configure();
      refuseOtherObject(options.object);
      this.#load();
      this.#fillFilters();
      this.surroundings = lookAround(libbpf, this.#object);
      refuseForeignNames(this.surroundings, options.userNames ?? []);
      this.#shared = new DataView(mapMemory(this.#mapFd('.data.wakeup'), pageBytes, 0, true));
      this.#ring = this.#mapRing(options);
      this.#attach();
      wakeup_value.set.is_live(this.#shared, 0, 1);
      this.#counters = new CounterReader(libbpf, this.#mapFd('counters'));
      const hooks = this.programs.filter(({ hook, isSpare = false, isMarked = false }) => !hook.startsWith('iter/') && !isSpare && !isMarked);
      this.#skips = new SkipReader(libbpf, hooks.map((program) => functions(program, this.#tracepoints).map((name) => this.#program(name))));
    } catch (error) {
      this.#detach();
      libbpf.close(this.#object);
      throw error;
    }
  }

  /** Begins to read. What existed before comes first, if the settings ask for it. Throws, and reads on. */
  start(): void {
    this.#ring.start();
    if (this.#settings.existingConnections) this.walk();
  }

  /**
   * Reports what exists and is not known yet. Throws. What a first walk finds no room for is reported without being
   * followed; a later walk cannot know whether it was reported already.
   */
  walk(): void {
    const { born, ended, untracked } = this.readCounters();
    const room = Math.max(0, Math.floor(this.#mostConnections * walkShare) - (born - ended));
    wakeup_value.set.walk_room(this.#shared, 0, this.#isWalked && untracked > 0 ? 0 : room);
    wakeup_value.set.is_first_walk(this.#shared, 0, Number(!this.#isWalked));
    this.#isWalked = true;
    this.#iterate('walk_descriptors');
    this.#iterate('walk_sockets');
  }

  /** Reports what each open connection did since its last report. Throws. */
  reportFlows(): void {
    this.#iterate('report_flows', { mapFd: this.#mapFd('connections') });
  }

  /** The same for the last time: also of those that are too young for a report. False: there was not time enough for all. */
  reportLastFlows(untilMs: number): boolean {
    wakeup_value.set.is_ending(this.#shared, 0, 1);
    return this.#iterate('report_flows', { mapFd: this.#mapFd('connections'), untilMs });
  }

  /** Looks at each open connection, and reports those that ended without a hook showing it. Throws. */
  findEndings(): void {
    this.#iterate('find_endings', { mapFd: this.#mapFd('connections') });
  }

  readCounters(): Counters {
    return this.#counters.read();
  }

  /** Events that no program took, at most. */
  readSkips(): number {
    return this.#skips.read();
  }

  get #functions(): readonly string[] {
    return this.programs.flatMap((program) => functions(program, this.#tracepoints));
  }

  get ringFill(): number {
    return this.#ring.fill;
  }

  /** Whether accepts, listens and connects that fail at once are seen as system calls. */
  get hasSystemCalls(): boolean {
    return this.programs.some(isSystemCall);
  }

  /** Looks for endings once more, detaches, and reads the ring to its end. The counters can still be read. */
  stop(): void {
    this.#findLastEndings();
    this.#detach();
    this.#ring.stop();
  }

  /** After a stop. */
  close(): void {
    this.#libbpf.close(this.#object);
  }

  /** Those that no hook showed while the hooks are on, and what waits for an accept when they are off. Stops whatever it throws. */
  #findLastEndings(): void {
    try {
      this.findEndings();
      wakeup_value.set.is_live(this.#shared, 0, 0);
      this.findEndings();
    } catch {
      wakeup_value.set.is_live(this.#shared, 0, 0);
    }
  }

  #detach(): void {
    for (const link of this.#links.splice(0).reverse()) this.#libbpf.destroyLink(link);
  }

  #configure(): void {
    const { ringMb } = this.#settings;
    this.#libbpf.setMaxEntries(this.#map('samples'), ringMb * 2 ** 20);
    this.#libbpf.setMaxEntries(this.#map('connections'), this.#mostConnections);
    if (allocatesRecords()) this.#libbpf.setMapFlags(this.#map('connections'), noPrealloc);
    const config = configBytes(this.#settings, bootSalt(), {
      calls: this.hasSystemCalls,
      writes: this.programs.some(({ name }) => name === 'handle_write'),
      tracepoints: this.#tracepoints,
    });
    this.#libbpf.setInitialValue(this.#map('.rodata.config'), config, config.length);
    const wanted = this.#functions;
    for (const name of allFunctions()) this.#libbpf.setAutoload(this.#program(name), wanted.includes(name));
  }

  #load(): void {
    const log = new VerifierLog();
    for (const name of this.#functions) log.listenTo(this.#libbpf, this.#program(name));
    const error = this.#libbpf.load(this.#object);
    if (error !== 0) throw new TracerError(loadProblem(error, log.lastWords));
  }

  #fillFilters(): void {
    for (const { map, key, value } of filterEntries(this.#settings)) {
      const error = this.#libbpf.update(this.#mapFd(map), key, value, 0);
      if (error !== 0) throw new TracerError(`fill ${map}: ${errorName(error)}; use fewer filter entries`);
    }
  }

  #mapRing({ onSample, onTurn }: TracerOptions): Ring {
    const stamp = this.#shared;
    return new Ring({
      fd: this.#mapFd('samples'),
      bytes: this.#settings.ringMb * 2 ** 20,
      lastWakeupNs: () => wakeup_value.get.last_ns(stamp, 0),
      nowNs: () => bootNs() - this.surroundings.bootOffsetNs,
      quietNs,
      onSample,
      onTurn,
    });
  }

  /** Iterators are linked when they are read. */
  #attach(): void {
    for (const program of this.programs.filter(({ hook }) => !hook.startsWith('iter/'))) {
      const [, category = '', also] = program.also?.split('/') ?? [];
      for (const name of functions(program, this.#tracepoints)) {
        this.#links.push(this.#libbpf.attach(this.#program(name)));
        if (also !== undefined) this.#links.push(this.#libbpf.attachTracepoint(this.#program(name), category, also));
      }
    }
  }

  /**
   * False: it was not read to its end.
   * @param mapFd of the map to walk, for an iterator over a map's elements
   * @param untilMs on the clock of performance.now()
   */
  #iterate(name: string, { mapFd, untilMs = Number.POSITIVE_INFINITY }: { readonly mapFd?: number; readonly untilMs?: number } = {}): boolean {
    if (!this.programs.some((program) => program.name === name)) return true;
    const link = this.#libbpf.attachIterator(this.#program(name), mapFd === undefined ? null : mapIteratorOptions(mapFd));
    try {
      return this.#readAll(this.#libbpf.createIterator(this.#libbpf.linkFd(link)), untilMs);
    } finally {
      this.#libbpf.destroyLink(link);
    }
  }

  /** The ring is read in between: a walk may report more than it holds. False: the time was over before. */
  #readAll(fd: number, untilMs: number): boolean {
    const buffer = Buffer.alloc(pageBytes);
    try {
      for (let bytes = 1; bytes > 0; this.#ring.drain()) {
        if (performance.now() > untilMs) return false;
        bytes = readPart(fd, buffer);
      }
      return true;
    } finally {
      closeSync(fd);
    }
  }

  #map(name: string): Pointer {
    return this.#libbpf.findMap(this.#object, name);
  }

  #mapFd(name: string): number {
    return this.#libbpf.mapFd(this.#map(name));
  }

  #program(name: string): Pointer {
    return this.#libbpf.findProgram(this.#object, name);
  }
}

/** After a million objects that had nothing to report, the kernel wants to be asked again (bpf_seq_read). */
function readPart(fd: number, buffer: Buffer): number {
  for (;;) {
    try {
      return readSync(fd, buffer);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

function wantedPrograms(libbpf: Libbpf, settings: Settings): readonly Program[] {
  const wanted = programs.filter(({ probe }) => probe === undefined || settings.probes.includes(probe));
  const available = availablePrograms(libbpf, wanted);
  const missing = wanted.find((program) => program.isRequired && !available.includes(program));
  if (missing !== undefined) throw new TracerError(`this kernel has no ${missing.hook}: ${missing.without}`);
  return available;
}
