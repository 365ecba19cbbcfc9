/** Room for the records of connections (bpf/services/connection/record.h), and when it is taken. */
import { totalmem } from 'node:os';
import { kernelVersion } from '../host/kernel';
import { tcpSockets } from '../host/sockets';

/** BPF_F_NO_PREALLOC of include/uapi/linux/bpf.h */
export const noPrealloc = 1;

const least = 65_536;
const most = 1_048_576;
const shareOfMemory = 0.005;
/** A record that is allocated by itself, in a slab of 512 bytes, and its bucket. */
const recordBytes = 528;

/**
 * Whether a program of a tracepoint may allocate a record when it needs one: from 6.1 on with the allocator that
 * kernel/bpf/memalloc.c has for it. Before, all are allocated at the start.
 */
export function allocatesRecords(version = kernelVersion()): boolean {
  const [major, minor] = version;
  return major > 6 || (major === 6 && minor >= 1);
}

/** The most records where the setting is `auto`: half a percent of the host's memory, where only those in use take any. */
export function mostConnections(memoryBytes = totalmem(), isAllocated = allocatesRecords()): number {
  if (!isAllocated) return least;
  return Math.min(most, Math.max(least, Math.floor((memoryBytes * shareOfMemory) / recordBytes)));
}

/** Of so many records the keys are collected at once, in some 20 ms; of more they are read in batches. */
export const mostCollected = 100_000;

/** Entries of the map that they are collected in: the first is their number. */
export function roomForKeys(mostRecords: number): number {
  return Math.min(mostRecords, mostCollected) + 1;
}

const mostWalked = 4_194_304;

/**
 * Room for what a first walk finds no record for: twice the sockets that there are, since more come meanwhile. Its empty
 * buckets take memory: 64 MB where there is room for all that a host could have.
 */
export function walkedRoom(sockets: number = tcpSockets() ?? mostWalked): number {
  return Math.min(mostWalked, Math.max(least, sockets * 2));
}
