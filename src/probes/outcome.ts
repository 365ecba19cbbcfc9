import { errorName } from '../kernel/libbpf';

/** What a failed connect came to, by the kernel's errno. */
const outcomes: Readonly<Record<string, string>> = {
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

/** @param wasTried without an errno: a connect under way was given up (aborted), not refused for a reason unknown */
export function outcomeText(errno: number, wasTried: boolean): string {
  if (errno === 0) return wasTried ? 'aborted' : 'failed';
  return outcomes[errorName(errno)] ?? 'failed';
}

export function errorText(errno: number): string {
  return errno === 0 ? '' : `,"errno":"${errorName(errno)}"`;
}
