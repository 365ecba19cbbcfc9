/** What the verbs that trace have in common. */
import { mapLargeMemory } from '../kernel/libbpf';
import { Tracer } from '../kernel/tracer';
import { Pipeline, type PipelineOptions } from '../pipeline/pipeline';
import { programsOf } from '../probes/hooks';
import { loadNative } from './native';

export interface TraceOptions extends Omit<PipelineOptions, 'tracer'> {
  /** In its filters. */
  readonly userNames: readonly string[];
}

/** Attached, and not yet begun to read. Throws if there can be no tracing. */
export function trace(options: TraceOptions): Pipeline {
  mapLargeMemory();
  return new Pipeline({ ...options, tracer: new Tracer({ ...loadNative(), ...options, programs: programsOf(options.settings.probes) }) });
}
