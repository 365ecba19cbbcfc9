/** Places in files that programs are attached to (uprobes). A probe says where in a file; src/kernel/targets.ts finds the files. */

/** An executable or library, by what its dynamic section says of it; whatever makes no sense in it throws. */
export interface BinaryFile {
  /** By which it can be opened from here, for as long as it is looked into. */
  readonly path: string;
  /** The address of what it defines by this name. */
  addressOf(name: string): number | undefined;
  /** What is called through a slot of its global offset table, by name. */
  nameBehind(slot: number): string | undefined;
  /** Its machine code, part by part. */
  code(): Iterable<{ readonly address: number; readonly bytes: Buffer }>;
  /** All that is loaded of it, part by part. */
  content(): Iterable<{ readonly address: number; readonly bytes: Buffer }>;
  at(address: number, length: number): Buffer;
}

/** What a process runs. */
export interface Executable extends BinaryFile {
  /** A file as the process has it; undefined where there is none. */
  open(path: string): BinaryFile | undefined;
}

/** An instruction of a file. */
export interface Place {
  readonly file: BinaryFile;
  readonly address: number;
}

/** A file is what is looked for, and the place in it is not found all the same. */
export class PlaceError extends Error {
  override readonly name = 'PlaceError';
}
