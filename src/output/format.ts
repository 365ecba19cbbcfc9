import type { Emit } from '../text/emit';
import type { Escaped } from '../text/json';
import type { Room } from './room';

/** How events are written: readers emit into it, the pipeline takes what has become of them. */
export interface Format extends Emit {
  /** JSON text to text that may stand here: for what is made ready once (Keys), so that nothing is left to escape when it is copied. */
  readonly escape: (jsonText: string) => Escaped;
  /** Events that were ended, and the UTF-8 bytes of their JSON once its reader has taken back what `escape` did; so far. */
  readonly ended: number;
  readonly jsonBytes: number;
  /** Where the next events are written, as long as nothing was taken. Without it they are written elsewhere, and are copied by who takes them. */
  writeInto(room: Room): void;
  /** What waits to be taken. */
  readonly waitingBytes: number;
  /** What was ended since it was called last, whole lines; a view that holds until the next event begins. Empty where nothing is to be written. */
  take(): Uint8Array;
  /** The event that is under way was none. */
  undo(): void;
  /** What stands before the first event, and behind the last. */
  opening(): string;
  closing(): string;
}
