/** The BPF object: opened, configured and loaded, and what is looked up in it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { objectMaps, programMaps } from '../generated/programs';
import { errorName } from '../text/errno';
import type { FilterEntry } from './filters';
import type { Libbpf, Pointer } from './libbpf';
import { TracerError } from './refusals';
import { VerifierLog } from './verifier';

/** SHA-256 of the BPF object that the bundle was made with; only the bundle has it. */
declare const bpfObjectHash: string | undefined;

/** The kernel refused the programs or the maps. */
export class LoadError extends Error {
  override readonly name = 'LoadError';

  /** @param errno its name @param words the verifier's last, if it was the one who refused */
  constructor(readonly errno: string, readonly words: string) {
    super(`load ${errno} ${words}`.trim());
  }
}

export class BpfObject {
  readonly #libbpf: Libbpf;
  readonly #path: string;
  readonly #object: Pointer;
  #functions: readonly string[] = [];
  #maps: ReadonlySet<string> = new Set();

  /** Opens it; nothing of it is loaded yet, and no program chosen. Throws. */
  constructor(libbpf: Libbpf, path: string) {
    this.#libbpf = libbpf;
    this.#path = path;
    this.#object = libbpf.open(path);
  }

  /** These functions will be loaded, and no others, and the maps be made that they refer to. Throws where it has one of them not. */
  choose(functions: readonly string[]): void {
    this.#functions = functions;
    this.#maps = new Set(functions.flatMap(mapsOf));
    for (const name of Object.keys(programMaps)) this.#libbpf.setAutoload(this.program(name), functions.includes(name));
    for (const name of objectMaps) this.#libbpf.setAutocreate(this.map(name), this.#maps.has(name));
  }

  /** Whether it is made, by what was chosen. */
  hasMap(name: string): boolean {
    return this.#maps.has(name);
  }

  /** Before the load: what configSections gives. Throws where a struct has another size. */
  configure(sections: readonly (readonly [section: string, bytes: Uint8Array])[]): void {
    for (const [section, bytes] of sections) this.#libbpf.setInitialValue(this.map(section), bytes, bytes.length);
  }

  /** Before the load. Throws. @param flags BPF_F_ of include/uapi/linux/bpf.h, instead of those that it has */
  resize(map: string, entries: number, flags?: number): void {
    this.#libbpf.setMaxEntries(this.map(map), entries);
    if (flags !== undefined) this.#libbpf.setMapFlags(this.map(map), flags);
  }

  /** Makes the maps and loads what was chosen. Throws, a LoadError where the kernel refuses. */
  load(): void {
    refuseOtherObject(this.#path);
    const log = new VerifierLog();
    for (const name of this.#functions) log.listenTo(this.#libbpf, this.program(name));
    const error = this.#libbpf.load(this.#object);
    if (error !== 0) throw new LoadError(errorName(error), log.lastWords);
  }

  /** After the load; what goes into maps that nobody asks is left out. Throws a TracerError. */
  fill(entries: readonly FilterEntry[]): void {
    for (const { map, key, value } of entries.filter((entry) => this.hasMap(entry.map))) {
      const error = this.#libbpf.update(this.mapFd(map), key, value, 0);
      if (error !== 0) throw new TracerError(`fill ${map}: ${errorName(error)}; use fewer filter entries`);
    }
  }

  /** Throws where it has no such program. */
  program(name: string): Pointer {
    return this.#libbpf.findProgram(this.#object, name);
  }

  /** Throws where it has no such map. */
  map(name: string): Pointer {
    return this.#libbpf.findMap(this.#object, name);
  }

  /** After the load. Throws where it has no such map, or was not to make it. */
  mapFd(name: string): number {
    if (!this.hasMap(name)) throw new Error(`the BPF object's map ${name} was not made: no program that is loaded refers to it`);
    return this.#libbpf.mapFd(this.map(name));
  }

  /** Frees programs and maps; links that still are go on. */
  close(): void {
    this.#libbpf.close(this.#object);
  }
}

function mapsOf(name: string): readonly string[] {
  const maps = (programMaps as Readonly<Record<string, readonly string[]>>)[name];
  if (maps === undefined) throw new Error(`no program ${name} is known of the BPF object`);
  return maps;
}

/** Samples are read by their offsets, so that an object of another build would make wrong events. Throws. */
function refuseOtherObject(path: string): void {
  if (typeof bpfObjectHash !== 'string' || createHash('sha256').update(readFileSync(path)).digest('hex') === bpfObjectHash) return;
  throw new Error(`${path} is damaged, or of another version than the program: restart splunkd if the app was just updated, else install the app again`);
}
