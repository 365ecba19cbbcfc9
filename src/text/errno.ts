/** Names of errnos. */
import { constants } from 'node:os';

/** What a socket or libbpf may give and Node does not name (include/uapi/asm-generic/errno.h, libbpf.h). */
const unnamed = {
  ENONET: 64, ESOCKTNOSUPPORT: 94, EPFNOSUPPORT: 96, ESHUTDOWN: 108, ETOOMANYREFS: 109, EHOSTDOWN: 112, EREMOTEIO: 121, ENOKEY: 126,
  EKEYEXPIRED: 127, EKEYREVOKED: 128, EKEYREJECTED: 129, LIBBPF_LIBELF: 4000, LIBBPF_FORMAT: 4001, LIBBPF_ENDIAN: 4003, LIBBPF_RELOC: 4005,
};
const names = new Map(Object.entries({ ...constants.errno, ...unnamed }).map(([name, number]) => [number, name]));

/** ECONNREFUSED for 111 or -111; the number itself if it has no name. EAGAIN rather than its twin EWOULDBLOCK. */
export function errorName(errno: number): string {
  const number = Math.abs(errno);
  return number === constants.errno.EAGAIN ? 'EAGAIN' : names.get(number) ?? String(number);
}
