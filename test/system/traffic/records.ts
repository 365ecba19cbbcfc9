/** The records of a running program, looked at and changed from outside: as though hooks had not run. */
import { closeSync, readdirSync, readFileSync } from 'node:fs';
import { koffi } from '../../../src/kernel/koffi';
import { tcp_sample } from '../../../src/generated/samples';
import { libbpf as libbpfFile } from '../../../steps/paths.mjs';
import { until } from './traffic';

const library = koffi.load(libbpfFile);
const mapById = library.func('int bpf_map_get_fd_by_id(uint32_t)') as (id: number) => number;
const mapInfo = library.func('int bpf_obj_get_info_by_fd(int, void *, void *)') as (fd: number, info: Uint8Array, length: Uint8Array) => number;
const nextKey = library.func('int bpf_map_get_next_key(int, void *, void *)') as (fd: number, key: Uint8Array | null, next: Uint8Array) => number;
const lookUp = library.func('int bpf_map_lookup_elem(int, void *, void *)') as (fd: number, key: Uint8Array, value: Uint8Array) => number;
const update = library.func('int bpf_map_update_elem(int, void *, void *, uint64_t)') as (fd: number, key: Uint8Array, value: Uint8Array, flags: number) => number;

/** struct bpf_map_info of include/uapi/linux/bpf.h */
const info = { bytes: 40, valueSize: 12, name: 24, nameBytes: 16 };

export interface Record {
  /** The socket's address in the kernel. */
  readonly key: bigint;
  /** struct connection of bpf/services/connection/record.h */
  readonly value: Uint8Array;
}

export class Records {
  readonly #map: number;
  readonly #valueBytes: number;

  /** @param pid of the program itself */
  constructor(pid: number) {
    [this.#map, this.#valueBytes] = findMap(pid, 'connections');
  }

  /** The one of a connection, when there is one. */
  async of(direction: number, remotePort: number): Promise<Record> {
    const find = (): Record | undefined => this.#all().find(({ value }) => isOf(value, direction, remotePort));
    await until(() => find() !== undefined, () => `a record to port ${remotePort}`);
    return find() as Record;
  }

  put({ key, value }: Record): void {
    const error = update(this.#map, keyBytes(key), value, 0);
    if (error !== 0) throw new Error(`update a record: ${error}`);
  }

  close(): void {
    closeSync(this.#map);
  }

  #all(): readonly Record[] {
    const records: Record[] = [];
    for (let key: Buffer | null = null, next = Buffer.alloc(8); nextKey(this.#map, key, next) === 0; key = next, next = Buffer.alloc(8)) {
      const value = Buffer.alloc(this.#valueBytes);
      if (lookUp(this.#map, next, value) === 0) records.push({ key: next.readBigUInt64LE(), value });
    }
    return records;
  }
}

/** A record begins with its struct subject, as a sample does behind its head. */
function isOf(value: Uint8Array, direction: number, remotePort: number): boolean {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const base = -tcp_sample.at.subject_owner;
  return tcp_sample.get.subject_direction(view, base) === direction && tcp_sample.get.subject_ends_remote_port(view, base) === remotePort;
}

function keyBytes(key: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(key);
  return bytes;
}

/** Descriptor of our own, and size of a value. */
function findMap(pid: number, name: string): [number, number] {
  for (const fd of readdirSync(`/proc/${pid}/fdinfo`)) {
    const id = /^map_id:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1];
    if (id === undefined) continue;
    const map = mapById(Number(id));
    const [bytes, length] = [Buffer.alloc(info.bytes), Buffer.alloc(4)];
    length.writeUInt32LE(info.bytes);
    mapInfo(map, bytes, length);
    if (bytes.toString('latin1', info.name, info.name + info.nameBytes).split('\0')[0] === name) return [map, bytes.readUInt32LE(info.valueSize)];
    closeSync(map);
  }
  throw new Error(`process ${pid} has no map ${name}`);
}
