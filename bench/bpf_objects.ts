/** The BPF objects of a process: found by its descriptors in /proc, opened by their numbers, described by the kernel. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { koffi } from '../src/kernel/koffi';

/** Where struct bpf_prog_info of include/uapi/linux/bpf.h has it. */
export const programInfo = { name: 64 };
/** Where struct bpf_map_info has it. */
export const mapInfo = { valueSize: 12, name: 24 };
const infoBytes = 256;

export interface BpfObjects {
  /** A descriptor of our own, to be closed. */
  readonly openProgram: (id: number) => number;
  readonly openMap: (id: number) => number;
  /** struct bpf_prog_info or bpf_map_info, as many bytes as the kernel fills. */
  readonly infoOf: (fd: number) => Buffer;
}

/** @param libbpf its file, to call the kernel by */
export function bpfObjects(libbpf: string): BpfObjects {
  const library = koffi.load(libbpf);
  const opened = (name: string): ((id: number) => number) => {
    const open = library.func(`int ${name}(uint32_t)`) as (id: number) => number;
    return (id) => checked(open(id), name);
  };
  const getInfo = library.func('int bpf_obj_get_info_by_fd(int, void *, void *)') as (fd: number, info: Uint8Array, length: Uint8Array) => number;
  return {
    openProgram: opened('bpf_prog_get_fd_by_id'),
    openMap: opened('bpf_map_get_fd_by_id'),
    infoOf: (fd) => {
      const [info, length] = [Buffer.alloc(infoBytes), Buffer.alloc(4)];
      length.writeUInt32LE(infoBytes);
      checked(getInfo(fd, info, length), 'bpf_obj_get_info_by_fd');
      return info;
    },
  };
}

/** What the kernel keeps of a name: its first 15 characters. */
export function nameIn(info: Buffer, at: number): string {
  return info.toString('latin1', at, info.indexOf(0, at));
}

/** The texts of /proc/pid/fdinfo of all that is BPF's. */
export function bpfDescriptors(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /bpf/.test(readlinkSync(`/proc/${pid}/fd/${fd}`)) ? [readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')] : [];
    } catch {
      return []; // closed meanwhile
    }
  });
}

/** A number of such a text, as map_id; undefined where it has none of that name. */
export function numberIn(text: string, name: string): number | undefined {
  const found = new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

function checked(result: number, call: string): number {
  if (result < 0) throw new Error(`${call}: ${result}`);
  return result;
}
