/** How many TCP sockets this host has, of all network namespaces: /proc/net/sockstat (net/ipv4/proc.c). */
import { readFileSync } from 'node:fs';

/** Undefined where the kernel does not say. */
export function tcpSockets(text: string = sockstat()): number | undefined {
  const allocated = /^TCP: .*\balloc (\d+)/m.exec(text)?.[1];
  return allocated === undefined ? undefined : Number(allocated);
}

function sockstat(): string {
  try {
    return readFileSync('/proc/net/sockstat', 'utf8');
  } catch {
    return '';
  }
}
