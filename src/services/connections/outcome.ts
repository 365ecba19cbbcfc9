import { errorName } from '../../text/errno';

/** What a failed connect may come to; unknown: the kernel showed its end to no program. */
export const failureOutcomes = ['refused', 'timed_out', 'unreachable', 'reset', 'aborted', 'denied', 'address_unavailable', 'failed', 'unknown'] as const;
export type FailureOutcome = (typeof failureOutcomes)[number];

/** By the kernel's errno. */
const outcomes: Readonly<Record<string, FailureOutcome>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed_out',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  ENONET: 'unreachable',
  ENOPROTOOPT: 'unreachable',
  ECONNRESET: 'reset',
  ECONNABORTED: 'aborted',
  EACCES: 'denied',
  EPERM: 'denied',
  EADDRNOTAVAIL: 'address_unavailable',
  EADDRINUSE: 'address_unavailable',
};

/** @param wasGivenUp without an errno: its own program ended an attempt under way (aborted); it did not fail for a reason unknown */
export function outcomeText(errno: number, wasGivenUp: boolean): FailureOutcome {
  if (errno === 0) return wasGivenUp ? 'aborted' : 'failed';
  return outcomes[errorName(errno)] ?? 'failed';
}
