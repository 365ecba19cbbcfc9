/**
 * The knowledge objects of the app, contents page. props.conf, transforms.conf, eventtypes.conf, tags.conf,
 * macros.conf, savedsearches.conf, docs/knowledge.md, docs/searches.md and docs/detections.md are made of it; nothing of it is in the program itself.
 */
import { probes } from '../probes';
import type { Macro } from '../splunk/macro';
import { severities } from '../splunk/search';
import { byProbe } from './by_probe';
import { indexTime } from './index_time';
import { macros } from './macros';
import { searches } from './searches';
import { thresholds } from './thresholds';
import { views } from './views';

/** Fields that every event has, whatever its sourcetype. */
export const defaultFields = ['host', 'source', 'sourcetype', 'index', '_time', '_raw'] as const;

const allMacros: readonly Macro[] = [...macros, ...byProbe.macros].sort((one, other) => (one.name < other.name ? -1 : 1));

export const knowledge = {
  probes, indexTime, ...byProbe, macros: allMacros, thresholds: [...byProbe.thresholds, ...thresholds], searches, severities, views, defaultFields,
} as const;
export type Knowledge = typeof knowledge;

export type Origin = 'event' | 'calculated' | 'lookup' | 'default';

/** Where a field of a sourcetype comes from; what comes later overrides what came before. */
export function originOf(field: string, sourcetype: string, from: Knowledge = knowledge): Origin | undefined {
  const isOf = (one: { readonly sourcetypes: readonly string[] }): boolean => one.sourcetypes.includes(sourcetype);
  if (from.lookups.some((one) => one.output === field && isOf(one))) return 'lookup';
  if (from.calculated.some((one) => one.name === field && isOf(one))) return 'calculated';
  if (hasOwnField(field, sourcetype, from)) return 'event';
  return from.defaultFields.some((name) => name === field) ? 'default' : undefined;
}

/** Whether the event itself has it, as its probe lists it; <probe> in a name stands for each probe. */
export function hasOwnField(field: string, sourcetype: string, from: Knowledge = knowledge): boolean {
  const own = from.probes.find(({ name }) => name === sourcetype)?.fields ?? [];
  return own.some(({ name }) => new RegExp(`^${name.replace(/<\w+>/, '\\w+')}$`).test(field));
}
