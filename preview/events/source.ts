/** Where the preview's events come from. */
import type { World } from '../spl/world';

export interface EventSource {
  /** For people. */
  readonly origin: string;
  /** What a search sees that begins now. */
  world(): World;
  close(): Promise<void>;
}
