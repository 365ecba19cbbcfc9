/** The knowledge objects of each sourcetype, collected. A probe that is not here has none but what every event has. */
import { type ProbeName, probeNames } from '../probes/names';
import type { EventType } from '../probes/probe';
import { blockIoKnowledge } from '../probes/block_io/knowledge';
import { fileKnowledge } from '../probes/file/knowledge';
import { processKnowledge } from '../probes/process/knowledge';
import { retransmitKnowledge } from '../probes/retransmit/knowledge';
import { shellKnowledge } from '../probes/shell/knowledge';
import { tcpKnowledge } from '../probes/tcp/knowledge';
import { tcpStateKnowledge } from '../probes/tcp_state/knowledge';
import type { Detection } from '../splunk/detection';
import type { CalculatedField, CimDataset, Lookup, SourcetypeKnowledge } from '../splunk/knowledge_objects';
import type { Macro } from '../splunk/macro';
import type { SavedSearch } from '../splunk/search';
import type { View } from '../splunk/views/definition';

type Sourcetype = EventType['name'];
type Of<T> = T & { readonly sourcetypes: readonly Sourcetype[] };

const declared: Readonly<Partial<Record<ProbeName, SourcetypeKnowledge>>> = {
  tcp: tcpKnowledge,
  tcp_state: tcpStateKnowledge,
  retransmit: retransmitKnowledge,
  process: processKnowledge,
  shell: shellKnowledge,
  block_io: blockIoKnowledge,
  file: fileKnowledge,
};

/** Which product reports it and of which host: on every event, health too. */
const ofEveryEvent: readonly CalculatedField[] = [
  {
    name: 'vendor_product', type: 'string', expression: '"eBPF Trace"', description: 'the product that reports this',
  },
  {
    name: 'dvc', type: 'string', expression: 'host', description: 'the host that was traced',
  },
];

export interface Collected {
  readonly calculated: readonly Of<CalculatedField>[];
  readonly lookups: readonly Of<Lookup>[];
  readonly eventtypes: readonly Of<SourcetypeKnowledge['eventtypes'][number] & { readonly tags: readonly string[] }>[];
  readonly datasets: readonly Of<CimDataset>[];
  readonly macros: readonly Macro[];
  readonly thresholds: readonly Macro[];
  readonly searches: readonly SavedSearch[];
  readonly detections: readonly Detection[];
  readonly views: readonly View[];
  readonly notes: readonly string[];
  readonly cimNotes: readonly string[];
}

/** Each object once, with the sourcetypes that declare it. @param by what the sourcetypes declare */
export function collected(by: Readonly<Partial<Record<Sourcetype, SourcetypeKnowledge>>>, sourcetypes: readonly Sourcetype[]): Collected {
  const all = sourcetypes.map((sourcetype) => [sourcetype, by[sourcetype]] as const);
  const of = <T extends object>(pick: (own: SourcetypeKnowledge) => readonly T[]): readonly Of<T>[] => {
    const found = new Map<T, Sourcetype[]>();
    for (const [sourcetype, own] of all) for (const one of own === undefined ? [] : pick(own)) found.set(one, [...(found.get(one) ?? []), sourcetype]);
    return [...found].map(([one, own]) => ({ ...one, sourcetypes: own }));
  };
  const own = <T>(pick: (own: SourcetypeKnowledge) => readonly T[] | undefined): readonly T[] => [...new Set(all.flatMap(([, one]) => (one === undefined ? [] : pick(one) ?? [])))];
  return {
    calculated: [...ofEveryEvent.map((one) => ({ ...one, sourcetypes })), ...of(({ calculated }) => calculated)],
    lookups: of(({ lookups }) => lookups),
    eventtypes: of(({ eventtypes }) => eventtypes).map((one) => ({ ...one, tags: one.dataset?.tags ?? [] })),
    datasets: of(({ eventtypes }) => [...new Set(eventtypes.flatMap(({ dataset }) => dataset ?? []))]),
    macros: own(({ macros }) => macros),
    thresholds: own(({ thresholds }) => thresholds),
    searches: own(({ searches }) => searches),
    detections: own(({ detections }) => detections),
    views: own(({ views }) => views),
    notes: own(({ notes }) => notes),
    cimNotes: own(({ cimNote }) => (cimNote === undefined ? [] : [cimNote])),
  };
}

export const byProbe = collected(declared, [...probeNames, 'health']);
