/** Index time settings of props.conf: the same for every sourcetype, since every event is one line that begins with its time. */
export interface IndexTimeSetting {
  readonly name: string;
  readonly value: string;
  /** Where it acts: on a universal forwarder, or on the first full instance (heavy forwarder or indexer). */
  readonly actsOn: 'forwarder' | 'full';
  readonly reason: string;
}

export const indexTime: readonly IndexTimeSetting[] = [
  { name: 'SHOULD_LINEMERGE', value: 'false', actsOn: 'full', reason: 'an event is one line' },
  { name: 'LINE_BREAKER', value: '([\\r\\n]+)', actsOn: 'full', reason: 'no event holds a line break' },
  { name: 'EVENT_BREAKER_ENABLE', value: 'true', actsOn: 'forwarder', reason: 'a forwarder that balances over indexers changes them between events' },
  { name: 'EVENT_BREAKER', value: '([\\r\\n]+)', actsOn: 'forwarder', reason: 'as LINE_BREAKER' },
  { name: 'TRUNCATE', value: '10000', actsOn: 'full', reason: 'more than the largest event' },
  { name: 'TIME_PREFIX', value: '^\\{"time":', actsOn: 'full', reason: 'the first key is the time' },
  { name: 'TIME_FORMAT', value: '%s.%6N', actsOn: 'full', reason: 'the same text as the time that the input gives beside the event' },
  { name: 'MAX_TIMESTAMP_LOOKAHEAD', value: '20', actsOn: 'full', reason: 'ten digits, a point and six more' },
];
