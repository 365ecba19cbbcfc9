/** What an argument of inputs.conf is, and to whom it belongs. */
import type { ProbeName } from '../probes/names';
import type { Parse } from './refusal';

export interface Argument<T = unknown> {
  /** snake_case, as it stands in inputs.conf; none of Splunk's own attributes. One of a probe begins with the probe's name, but for the first ones of tcp. */
  readonly name: string;
  readonly title: string;
  /** One sentence or more, without markup: unit, what is allowed, what it is for. */
  readonly description: string;
  readonly type: 'string' | 'number' | 'boolean';
  /** As it stands in default/inputs.conf; it parses. */
  readonly default: string;
  /** All that is allowed, where it is one of a few words. */
  readonly choices?: readonly string[];
  readonly example?: string;
  /** It selects or hides: with a bad value nothing is traced. What only tunes falls back to its default. */
  readonly selects?: true;
  /** Unless that other argument has one of these values it does nothing. */
  readonly isFor?: { readonly argument: string; readonly values: readonly string[] };
  /** Probes for which it does something, beside those of its group. */
  readonly alsoFor?: readonly ProbeName[];
  /** Parses a text that is not empty. Throws a Refusal. */
  readonly parse: Parse<T>;
}

/** Arguments that stand together in the form. */
export interface Group {
  readonly name: string;
  readonly title: string;
  readonly arguments: readonly Argument[];
}

/** What several probes need. */
export type ServiceName = 'owners' | 'connections' | 'targets';

/** What the settings know of a probe. */
export interface ProbeArguments {
  readonly name: ProbeName;
  /** What it reports, behind "is". */
  readonly brief: string;
  /** It is on unless an administrator says otherwise. */
  readonly isDefault: boolean;
  readonly needs: readonly ServiceName[];
  /** What its events show of people and of secrets, and which settings leave it out: for docs/privacy.md. */
  readonly reveals: string;
  /** It is about processes themselves: descriptions have all of them that can be known. */
  readonly isAboutProcesses?: true;
  readonly arguments: readonly Argument[];
}
