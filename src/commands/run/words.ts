/** What became of a connection, in words of at most 11 letters. */
import { type Fields, word } from '../../text/columns';

export interface Result {
  readonly word: string;
  /** It is what --failed shows: the connection was not made, or was cut off by something else than its own process. */
  readonly isFailure: boolean;
}

const closes: Readonly<Record<string, Result>> = {
  fin_local: { word: 'ok', isFailure: false },
  fin_remote: { word: 'ok', isFailure: false },
  rst_local: { word: 'aborted', isFailure: false },
  aborted: { word: 'aborted', isFailure: false },
  rst_remote: { word: 'reset', isFailure: true },
  timeout: { word: 'timed out', isFailure: true },
};

const outcomes: Readonly<Record<string, string>> = { timed_out: 'timed out', address_unavailable: 'no address' };

/** What an event of the tcp probe says became of its connection; undefined where that goes on. */
export function resultOf(fields: Fields): Result | undefined {
  const text = (key: string): string => word(fields[key]);
  if (fields['event'] === 'close') return closes[text('close_reason')] ?? { word: 'closed', isFailure: false };
  if (fields['event'] !== 'connect_failed') return undefined;
  return { word: outcomes[text('outcome')] ?? text('outcome'), isFailure: true };
}
