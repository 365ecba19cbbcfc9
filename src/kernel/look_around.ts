/** Where this process runs, asked of a loaded object (bpf/services/owner/surroundings.bpf.c). */
import { surroundings_value } from '../generated/samples';
import { type Surroundings, surroundingsOf } from '../host/surroundings';
import type { Libbpf } from './libbpf';
import type { BpfObject } from './object';
import { runOnce } from './on_demand';

/** Also adds this process and its splunkd to those that are left out. Throws. */
export function lookAround(libbpf: Libbpf, object: BpfObject): Surroundings {
  const mapFd = object.mapFd('surroundings');
  runOnce(libbpf, object.program('look_around'));
  const value = new DataView(new ArrayBuffer(surroundings_value.size));
  libbpf.lookUp(mapFd, Buffer.alloc(4), new Uint8Array(value.buffer));
  return surroundingsOf(value);
}
