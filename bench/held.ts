/** What a process holds of BPF, as the kernel has it. */
import { closeSync } from 'node:fs';
import { bpfDescriptors, bpfObjects, mapInfo, nameIn, numberIn, programInfo } from './bpf_objects';

/** What the kernel keeps of a name. */
export const nameCharacters = 15;

export interface Held {
  /** Names, in order; of each the first 15 characters. */
  readonly programs: readonly string[];
  /** Without those at files, of which there are as many as shells. */
  readonly links: number;
  readonly maps: readonly HeldMap[];
  /** Instructions that the verifier went through to load them: the same whenever that kernel loads them. 0 before 5.16. */
  readonly verified: number;
}

const atFile = /^link_type:\tuprobe_multi/m;

export interface HeldMap {
  readonly name: string;
  readonly kb: number;
}

/** Asks of a process. @param libbpf its file, to call the kernel by */
export function witness(libbpf: string): (pid: number) => Held {
  const { openProgram, openMap, infoOf } = bpfObjects(libbpf);
  const nameOf = (fd: number, at: number): string => {
    const name = nameIn(infoOf(fd), at);
    closeSync(fd);
    return name;
  };
  return (pid) => {
    const found = bpfDescriptors(pid);
    const programs = byId(found.filter((text) => numberIn(text, 'link_id') === undefined), 'prog_id'); // a link has its program's number, too
    const maps = [...byId(found, 'map_id')].map(([id, text]) => ({ name: nameOf(openMap(id), mapInfo.name), kb: Math.round((numberIn(text, 'memlock') ?? 0) / 1024) }));
    return {
      programs: [...programs.keys()].map((id) => nameOf(openProgram(id), programInfo.name)).sort(inOrder),
      links: byId(found.filter((text) => !atFile.test(text)), 'link_id').size,
      verified: [...programs.values()].reduce((sum, text) => sum + (numberIn(text, 'verified_insns') ?? 0), 0),
      maps: maps.sort((left, right) => inOrder(left.name, right.name)),
    };
  };
}

/** Kilobytes that the kernel counts for its maps. */
export function heldKb(libbpf: string, pid: number): number {
  return witness(libbpf)(pid).maps.reduce((sum, { kb }) => sum + kb, 0);
}

/** The texts that have such a number, by it. */
function byId(texts: readonly string[], key: string): ReadonlyMap<number, string> {
  return new Map(texts.flatMap((text) => {
    const id = numberIn(text, key);
    return id === undefined ? [] : [[id, text] as const];
  }));
}

function inOrder(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
