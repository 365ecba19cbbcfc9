/** What a process holds of BPF, as the kernel has it: by the descriptors in /proc, and asked by their numbers. */
import { closeSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { koffi } from '../src/kernel/koffi';

/** What the kernel keeps of a name. */
export const nameCharacters = 15;
/** Where struct bpf_prog_info and struct bpf_map_info of include/uapi/linux/bpf.h have it. */
const nameAt = { program: 64, map: 24 };

export interface Held {
  /** Names, in order; of each the first 15 characters. */
  readonly programs: readonly string[];
  readonly links: number;
  readonly maps: readonly HeldMap[];
}

export interface HeldMap {
  readonly name: string;
  readonly kb: number;
}

/** Asks of a process. @param libbpf its file, to call the kernel by */
export function witness(libbpf: string): (pid: number) => Held {
  const library = koffi.load(libbpf);
  const byNumber = (name: string): ((id: number) => number) => library.func(`int ${name}(uint32_t)`) as (id: number) => number;
  const [programById, mapById] = [byNumber('bpf_prog_get_fd_by_id'), byNumber('bpf_map_get_fd_by_id')];
  const infoOf = library.func('int bpf_obj_get_info_by_fd(int, void *, void *)') as InfoOf;
  return (pid) => {
    const found = descriptors(pid);
    const programs = byId(found.filter((text) => value(text, 'link_id') === undefined), 'prog_id'); // a link has its program's number, too
    const maps = [...byId(found, 'map_id')].map(([id, text]) => ({ name: nameOf(infoOf, mapById(id), nameAt.map), kb: Math.round(Number(value(text, 'memlock')) / 1024) }));
    return {
      programs: [...programs.keys()].map((id) => nameOf(infoOf, programById(id), nameAt.program)).sort(inOrder),
      links: byId(found, 'link_id').size,
      maps: maps.sort((left, right) => inOrder(left.name, right.name)),
    };
  };
}

function byId(texts: readonly string[], key: string): ReadonlyMap<number, string> {
  return new Map(texts.filter((text) => value(text, key) !== undefined).map((text) => [Number(value(text, key)), text]));
}

/** The texts of /proc/pid/fdinfo of all that is BPF's. */
function descriptors(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /bpf/.test(readlinkSync(`/proc/${pid}/fd/${fd}`)) ? [readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')] : [];
    } catch {
      return []; // closed meanwhile
    }
  });
}

function value(text: string, key: string): string | undefined {
  return new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(text)?.[1];
}

type InfoOf = (fd: number, info: Uint8Array, length: Uint8Array) => number;

function nameOf(infoOf: InfoOf, fd: number, at: number): string {
  const info = Buffer.alloc(256);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(info.length);
  const error = infoOf(fd, info, length);
  if (error !== 0) throw new Error(`ask for a name: ${error}`);
  closeSync(fd);
  return info.toString('latin1', at, info.indexOf(0, at));
}

function inOrder(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
