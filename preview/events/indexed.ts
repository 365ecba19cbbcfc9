/** What an indexer makes of an event that the input wrote. */
import type { SplunkEvent } from '../../splunkd';
import type { IndexedEvent } from '../spl/world';

export function indexed({ time, data, stanza, sourcetype }: SplunkEvent, host: string): IndexedEvent {
  return { time: Number(time), raw: data, host, source: stanza, sourcetype, index: 'main' };
}
