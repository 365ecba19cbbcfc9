/** The records of a running program, looked at and changed from outside: as though hooks had not run. */
import { closeSync } from 'node:fs';
import { bpfDescriptors, bpfObjects, mapInfo, nameIn, numberIn } from '../../../bench/bpf_objects';
import { koffi } from '../../../src/kernel/koffi';
import { tcp_sample } from '../../../src/generated/samples';
import { libbpf as libbpfFile } from '../../../steps/paths.mjs';
import { until } from './traffic';

const { openMap, infoOf } = bpfObjects(libbpfFile);
const library = koffi.load(libbpfFile);
const nextKey = library.func('int bpf_map_get_next_key(int, void *, void *)') as (fd: number, key: Uint8Array | null, next: Uint8Array) => number;
const lookUp = library.func('int bpf_map_lookup_elem(int, void *, void *)') as (fd: number, key: Uint8Array, value: Uint8Array) => number;
const remove = library.func('int bpf_map_delete_elem(int, void *)') as (fd: number, key: Uint8Array) => number;
const update = library.func('int bpf_map_update_elem(int, void *, void *, uint64_t)') as (fd: number, key: Uint8Array, value: Uint8Array, flags: number) => number;

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

  /** As though it had not been seen. */
  forget({ key }: Record): void {
    remove(this.#map, keyBytes(key));
  }

  forgetAll(): void {
    for (const record of this.#all()) this.forget(record);
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
  const ids = bpfDescriptors(pid).flatMap((text) => numberIn(text, 'map_id') ?? []);
  for (const id of ids) {
    const map = openMap(id);
    const info = infoOf(map);
    if (nameIn(info, mapInfo.name) === name) return [map, info.readUInt32LE(mapInfo.valueSize)];
    closeSync(map);
  }
  throw new Error(`process ${pid} has no map ${name}`);
}
