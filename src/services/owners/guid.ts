/**
 * One name for a process that every tool can compute: the Common Process Identifier of OCSF (github.com/ocsf/common-process-id,
 * specification.md), which is a UUID of version 8 (RFC 9562). The same after a restart of the input, from any pid namespace, and
 * computable from /proc. It names a process, not what it executes.
 */
import { hash } from 'node:crypto';

/** When and where a process came to be, which no other process of this boot shares. */
export interface Birth {
  /** Inode number of its own pid namespace, as of /proc/pid/ns/pid. */
  readonly pidNamespace: number;
  /** CLOCK_BOOTTIME, nanoseconds. */
  readonly startNs: bigint;
  /** In its own pid namespace, the last number of NStgid in /proc/pid/status. */
  readonly nsPid: number;
}

/** Those of field 22 of /proc/pid/stat: USER_HZ is 100 wherever this program runs. */
const nsPerTick = 10_000_000n;
const version = 0x80;
const variant = 0x80;

/** @param bootId the 16 bytes of /proc/sys/kernel/random/boot_id */
export function guidMaker(bootId: Uint8Array): (birth: Birth) => string {
  const input = Buffer.alloc(40);
  input.set(bootId.subarray(0, 16));
  return ({ pidNamespace, startNs, nsPid }) => {
    input.writeBigUInt64LE(BigInt(pidNamespace), 16);
    input.writeBigUInt64LE(startNs / nsPerTick, 24);
    input.writeBigInt64LE(BigInt(nsPid), 32);
    return uuid(hash('sha256', input, 'buffer'));
  };
}

function uuid(digest: Buffer): string {
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | version, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | variant, 8);
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
