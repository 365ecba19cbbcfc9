/** What requests to a block device do, and how they fail: include/linux/blk_types.h. */
import { errorName } from '../../text/errno';

/** By REQ_OP_; the same on all kernels since 5.10, but for those of zones. */
const names: Readonly<Record<number, string>> = { 0: 'read', 1: 'write', 2: 'flush', 3: 'discard', 5: 'secure_erase', 9: 'write_zeroes' };

/** Its number where it has no name that is the same everywhere. */
export function operationName(op: number): string {
  return names[op] ?? `op_${op}`;
}

/** By blk_status_t what block/blk-core.c makes of it; those beyond have had several numbers. */
const statusNames: Readonly<Record<number, string>> = {
  1: 'EOPNOTSUPP', 2: 'ETIMEDOUT', 3: 'ENOSPC', 4: 'ENOLINK', 5: 'EREMOTEIO', 6: 'EBADE', 7: 'ENODATA', 8: 'EILSEQ', 9: 'ENOMEM', 10: 'EIO', 12: 'EAGAIN', 13: 'EBUSY', 17: 'ENODEV',
};

/** @param status blk_status_t, or before 5.16 a negative errno; undefined where it is 0 */
export function errorOf(status: number): string | undefined {
  if (status === 0) return undefined;
  return status < 0 ? errorName(status) : statusNames[status] ?? 'EIO';
}
