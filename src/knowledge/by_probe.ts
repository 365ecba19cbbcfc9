/** The knowledge objects of each sourcetype, collected. A probe that is not here has none but what every event has. */
import { type ProbeName, probeNames } from '../probes/names';
import type { EventType } from '../probes/probe';
import { retransmitKnowledge } from '../probes/retransmit/knowledge';
import { tcpKnowledge } from '../probes/tcp/knowledge';
import { tcpStateKnowledge } from '../probes/tcp_state/knowledge';
import type { CalculatedField, CimDataset, Lookup, SourcetypeKnowledge } from '../splunk/knowledge_objects';

type Sourcetype = EventType['name'];
type Of<T> = T & { readonly sourcetypes: readonly Sourcetype[] };

const declared: Readonly<Partial<Record<ProbeName, SourcetypeKnowledge>>> = {
  tcp: tcpKnowledge,
  tcp_state: tcpStateKnowledge,
  retransmit: retransmitKnowledge,
};

/** Which product tells it and of which host: of every event, health too. */
const ofEverybody: readonly CalculatedField[] = [
  {
    name: 'vendor_product', type: 'string', expression: '"eBPF Trace"', description: 'which product tells this',
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
}

/** Each object once, with the sourcetypes that declare it. @param by what the sourcetypes declare */
export function collected(by: Readonly<Partial<Record<Sourcetype, SourcetypeKnowledge>>>, sourcetypes: readonly Sourcetype[]): Collected {
  const all = sourcetypes.map((sourcetype) => [sourcetype, by[sourcetype]] as const);
  const of = <T extends object>(pick: (own: SourcetypeKnowledge) => readonly T[]): readonly Of<T>[] => {
    const found = new Map<T, Sourcetype[]>();
    for (const [sourcetype, own] of all) for (const one of own === undefined ? [] : pick(own)) found.set(one, [...(found.get(one) ?? []), sourcetype]);
    return [...found].map(([one, own]) => ({ ...one, sourcetypes: own }));
  };
  return {
    calculated: [...ofEverybody.map((one) => ({ ...one, sourcetypes })), ...of(({ calculated }) => calculated)],
    lookups: of(({ lookups }) => lookups),
    eventtypes: of(({ eventtypes }) => eventtypes).map((one) => ({ ...one, tags: one.dataset?.tags ?? [] })),
    datasets: of(({ eventtypes }) => [...new Set(eventtypes.flatMap(({ dataset }) => dataset ?? []))]),
  };
}

export const byProbe = collected(declared, [...probeNames, 'health']);
