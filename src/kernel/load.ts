/** From the list of programs to a loaded object. */
import { bootSalt } from '../host/kernel';
import type { Settings } from '../settings';
import { objectMaps } from '../generated/programs';
import { configSections } from './config';
import { filterEntries } from './filters';
import type { Libbpf } from './libbpf';
import { BpfObject, LoadError } from './object';
import { callWayOf, functions, type Program, type Tracepoints } from '../program';
import { loadProblem, TracerError } from './refusals';
import { queueComesFirst } from './requests';
import { allocatesRecords, noPrealloc, roomForKeys, walkedRoom } from './room';
import { isSumsMap, roomForSums } from './sums';

export interface LoadOptions {
  readonly libbpf: Libbpf;
  /** The BPF object's file. */
  readonly path: string;
  readonly settings: Settings;
  /** In the order in which they attach. */
  readonly programs: readonly Program[];
  readonly tracepoints: Tracepoints;
  readonly mostConnections: number;
}

/** Maps that no program needs are not made. Throws, a TracerError where the kernel refuses. */
export function loadPrograms({ libbpf, path, settings, programs, tracepoints, mostConnections }: LoadOptions): BpfObject {
  const object = new BpfObject(libbpf, path);
  try {
    object.choose(programs.flatMap((program) => functions(program, tracepoints)));
    object.resize('samples', settings.ringMb * 2 ** 20);
    object.resize('connections', mostConnections, allocatesRecords() ? noPrealloc : undefined);
    object.resize('record_keys', roomForKeys(mostConnections));
    object.resize('walked', walkedRoom());
    for (const name of objectMaps.filter(isSumsMap)) object.resize(name, roomForSums(libbpf.possibleCpus()));
    object.configure(configSections(settings, bootSalt(), {
      calls: callWayOf(programs),
      writes: programs.some(({ seesWrites = false }) => seesWrites),
      queueComesFirst: queueComesFirst(libbpf, programs),
      tracepoints,
    }));
    object.load();
    object.fill(filterEntries(settings));
    return object;
  } catch (error) {
    object.close();
    throw error instanceof LoadError ? new TracerError(loadProblem(error.errno, error.words)) : error;
  }
}
