/** What a field's value must be: a literal, or a rule. */

export type Value = string | number | boolean;
export type TracedEvent = Readonly<Record<string, Value>>;

export interface Rule {
  readonly says: string;
  accepts(value: Value | undefined): boolean;
}

export type Want = Value | Rule;
export type Wanted = Readonly<Record<string, Want>>;

export const absent: Rule = { says: 'absent', accepts: (value) => value === undefined };
export const anything: Rule = { says: 'anything', accepts: () => true };
export const present: Rule = { says: 'present', accepts: (value) => value !== undefined && value !== 0 && value !== '' };

export function between(least: number, most: number): Rule {
  const says = `between ${least.toFixed(6)} and ${most.toFixed(6)}`;
  return { says, accepts: (value) => typeof value === 'number' && value >= least && value <= most };
}

/** Absence is one of the choices where undefined is given. */
export function oneOf(...choices: readonly (Want | undefined)[]): Rule {
  const rules = choices.map((choice) => (choice === undefined ? absent : toRule(choice)));
  const says = rules.map((rule) => rule.says).join(' or ');
  return { says, accepts: (value) => rules.some((rule) => rule.accepts(value)) };
}

export function endingWith(end: string): Rule {
  return { says: `something that ends with ${JSON.stringify(end)}`, accepts: (value) => typeof value === 'string' && value.endsWith(end) };
}

/** A counter: its key is left out at zero. */
export function count(value: number | undefined): Want {
  if (value === undefined) return anything;
  return value === 0 ? absent : value;
}

/** Alternatives are separated by |; absent where there are none. */
export function alternatives(text: string | undefined): Want {
  return text === undefined ? absent : oneOf(...text.split('|'));
}

export function toRule(want: Want): Rule {
  if (typeof want === 'object') return want;
  return { says: JSON.stringify(want), accepts: (value) => value === want };
}

export interface Difference {
  readonly field: string;
  readonly text: string;
}

/** One for each field that is wrong. A field that is not wanted must not be there. */
export function differences(wanted: Wanted, event: TracedEvent): Difference[] {
  const keys = new Set([...Object.keys(wanted), ...Object.keys(event)]);
  return [...keys].flatMap((key) => {
    const rule = toRule(wanted[key] ?? absent);
    const value = event[key];
    if (rule.accepts(value)) return [];
    return [{ field: key, text: `${key}: ${value === undefined ? 'absent' : JSON.stringify(value)}, not ${rule.says}` }];
  });
}
