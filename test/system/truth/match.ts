/** Matches expected to traced events, one to one: as many as can be exactly, the rest by likeness, to say what is wrong. */
import type { Unit } from './expected';
import { absent, differences, toRule, type TracedEvent, type Wanted } from './rules';

/** Traced events of one connection. */
export type Group = readonly TracedEvent[];

export interface Report {
  readonly expected: number;
  /** Events that are right in every field. */
  readonly right: number;
  readonly problems: readonly Problem[];
}

export interface Problem {
  readonly kind: 'missing' | 'too many' | 'wrong';
  /** Of what is wrong. */
  readonly field?: string;
  readonly text: string;
}

interface Outcome {
  readonly right: number;
  readonly problems: readonly Problem[];
}

/** Events of one flow id belong together; a listener's, and those without one, stand alone. */
export function groupByFlow(events: readonly TracedEvent[]): Group[] {
  const flows = new Map<unknown, TracedEvent[]>();
  events.forEach((event, index) => {
    const key = event.direction === 'listening' ? index : (event.flow_id ?? index);
    flows.set(key, [...(flows.get(key) ?? []), event]);
  });
  return [...flows.values()];
}

export function match(units: readonly Unit[], groups: readonly Group[]): Report {
  const exact = matchExactly(units, groups);
  const restOfUnits = units.filter((_, index) => !exact.has(index));
  const taken = new Set(exact.values());
  const restOfGroups = groups.filter((_, index) => !taken.has(index));
  const all = units.reduce((sum, unit) => sum + unit.events.length, 0);
  const { right, problems } = explain(restOfUnits, restOfGroups);
  const rest = restOfUnits.reduce((sum, unit) => sum + unit.events.length, 0);
  return { expected: all, right: all - rest + right, problems };
}

/** Indexes of groups by those of units: a maximum matching (augmenting paths), as ranges may fit several. */
function matchExactly(units: readonly Unit[], groups: readonly Group[]): Map<number, number> {
  const fits = units.map((unit) => groups.flatMap((group, index) => (isExact(unit, group) ? [index] : [])));
  const unitOfGroup = new Map<number, number>();
  const claim = (unit: number, tried: Set<number>): boolean =>
    (fits[unit] ?? []).some((group) => {
      if (tried.has(group)) return false;
      tried.add(group);
      const holder = unitOfGroup.get(group);
      if (holder !== undefined && !claim(holder, tried)) return false;
      unitOfGroup.set(group, unit);
      return true;
    });
  units.forEach((_, unit) => claim(unit, new Set()));
  return new Map([...unitOfGroup].map(([group, unit]) => [unit, group]));
}

function isExact(unit: Unit, group: Group): boolean {
  return compare(unit, group).problems.length === 0;
}

/** Each event of the unit with the first of the group that has its name. */
function compare(unit: Unit, group: Group): Outcome {
  const left = [...group];
  const problems: Problem[] = [];
  let right = 0;
  for (const wanted of unit.events) {
    const index = left.findIndex((event) => hasName(wanted, event));
    const [event] = index < 0 ? [] : left.splice(index, 1);
    const wrong = event === undefined ? [missing(unit, wanted)] : wrongFields(unit, wanted, event);
    if (wrong.length === 0) right += 1;
    problems.push(...wrong);
  }
  problems.push(...left.map(tooMany));
  return { right, problems };
}

function wrongFields(unit: Unit, wanted: Wanted, event: TracedEvent): Problem[] {
  const text = (difference: string): string => `${unit.label}: ${nameOf(wanted)}: ${difference}`;
  return differences(wanted, event).map((difference) => ({ kind: 'wrong', field: difference.field, text: text(difference.text) }));
}

function missing(unit: Unit, wanted: Wanted): Problem {
  return { kind: 'missing', text: `${unit.label}: missing: ${nameOf(wanted)}` };
}

function tooMany(event: TracedEvent): Problem {
  return { kind: 'too many', text: `too many: ${JSON.stringify(event)}` };
}

function hasName(wanted: Wanted, event: TracedEvent): boolean {
  return toRule(wanted.event ?? absent).accepts(event.event);
}

function nameOf(wanted: Wanted): string {
  return toRule(wanted.event ?? absent).says;
}

/** The most alike first. What has nothing in common is missing on one side and too many on the other. */
function explain(units: readonly Unit[], groups: readonly Group[]): Outcome {
  const leftUnits = new Set(units);
  const leftGroups = new Set(groups);
  const pairs = units.flatMap((unit) => groups.map((group) => ({ unit, group, ...compare(unit, group) })));
  const problems: Problem[] = [];
  let right = 0;
  for (const pair of pairs.sort((a, b) => a.problems.length - b.problems.length)) {
    if (!leftUnits.has(pair.unit) || !leftGroups.has(pair.group) || !isAlike(pair.unit, pair.group)) continue;
    leftUnits.delete(pair.unit);
    leftGroups.delete(pair.group);
    right += pair.right;
    problems.push(...pair.problems);
  }
  for (const unit of leftUnits) problems.push(...unit.events.map((wanted) => missing(unit, wanted)));
  for (const group of leftGroups) problems.push(...group.map(tooMany));
  return { right, problems };
}

function isAlike(unit: Unit, group: Group): boolean {
  return unit.events.some((wanted) => group.some((event) => hasName(wanted, event) && sameTuple(wanted, event)));
}

function sameTuple(wanted: Wanted, event: TracedEvent): boolean {
  return ['direction', 'dest_port'].every((key) => toRule(wanted[key] ?? absent).accepts(event[key]));
}
