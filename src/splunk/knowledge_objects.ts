/** What a sourcetype may have of knowledge objects: a probe declares its own, and no other sourcetype gets them. */
import type { Detection } from './detection';
import type { Macro } from './macro';
import type { SavedSearch } from './search';
import type { View } from './views/definition';

/** EVAL-* of props.conf. An expression sees the event's own fields and the default ones, never another one's result or a lookup's. */
export interface CalculatedField {
  readonly name: string;
  readonly type: 'string' | 'number';
  /** SPL, of the functions that preview/spl knows. */
  readonly expression: string;
  readonly description: string;
}

/** LOOKUP-<name> of props.conf and the stanza of transforms.conf. Splunk applies a sourcetype's in the order of their names. */
export interface Lookup {
  readonly name: string;
  /** In lookups/. */
  readonly file: string;
  readonly input: string;
  /** Written only where it is not there yet: what an administrator says comes first. */
  readonly output: string;
  /** What an event gets that no row fits. */
  readonly fallback?: string;
  /** The input column may hold *. */
  readonly isWildcard?: boolean;
  /** The definition whose file an administrator replaces by his own. */
  readonly isLocal?: boolean;
  readonly description: string;
}

export interface CimField {
  readonly name: string;
  readonly type: 'string' | 'number';
  readonly required: boolean;
  readonly values?: readonly string[];
}

/** A data set of the Common Information Model. */
export interface CimDataset {
  readonly name: string;
  readonly tags: readonly string[];
  readonly fields: readonly CimField[];
}

/** An event type: how CIM finds the events. It selects by sourcetype and event, never by the index macro: a wrong macro must not empty a data model. */
export interface EventTypeStanza {
  readonly name: string;
  readonly search: string;
  /** The one whose tags it has; without one it has none. */
  readonly dataset?: CimDataset;
  readonly description: string;
}

/** All of a sourcetype, beside what every event has. What several sourcetypes share is the same object in each. */
export interface SourcetypeKnowledge {
  readonly calculated: readonly CalculatedField[];
  readonly lookups: readonly Lookup[];
  readonly eventtypes: readonly EventTypeStanza[];
  /** Those that its searches and views use. */
  readonly macros?: readonly Macro[];
  readonly thresholds?: readonly Macro[];
  readonly searches?: readonly SavedSearch[];
  /** Published searches that its events are tried with: docs/detections.md. */
  readonly detections?: readonly Detection[];
  /** Sections of docs/knowledge.md, as Markdown, and what its section on CIM says. */
  readonly notes?: readonly string[];
  readonly cimNote?: string;
  /** In the order of the menu. */
  readonly views?: readonly View[];
}
