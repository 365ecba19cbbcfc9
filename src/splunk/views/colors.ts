import { failureOutcomes, type FailureOutcome } from '../../services/connections/outcome';

/** Readable on dark and on light (3 to 1 at least against black and against white): failures are red, what went well is green or a calm blue, what needs a look is amber. */
export const colors = { good: '#2B9E4B', calm: '#3C8DBC', warning: '#A07400', bad: '#DC4E41', second: '#7B56DB', other: '#708794' } as const;

const failureColors: Readonly<Record<FailureOutcome, string>> = {
  refused: colors.bad, timed_out: '#F8791E', unreachable: '#B6492B', reset: '#D6563C',
  aborted: '#F2B827', denied: '#A84D82', address_unavailable: colors.second, failed: '#9F1D35', unknown: '#8A6D5A',
};

/** What became of an attempt, in the order of charts. */
export const attemptOutcomes = ['established', ...failureOutcomes] as const;
/** In place of the failures where there was none. */
export const nothingFailed = 'none failed';
export const outcomeColors = { established: colors.calm, ...failureColors, [nothingFailed]: colors.other } as const;

/** Of connections, by how they came about. */
export const directionColors = { Outbound: colors.calm, Inbound: colors.good, Failed: colors.bad } as const;

/** Of a measure over time. */
export const medianColors = { Median: colors.calm, '95% below': colors.warning } as const;
