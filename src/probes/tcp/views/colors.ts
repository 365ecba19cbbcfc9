import { failureOutcomes, type FailureOutcome } from '../../../services/connections/outcome';
import { colors } from '../../../splunk/views/colors';

const failureColors: Readonly<Record<FailureOutcome, string>> = {
  refused: colors.bad, timed_out: '#F8791E', unreachable: '#B6492B', reset: '#D6563C',
  aborted: '#F2B827', denied: '#A84D82', address_unavailable: colors.second, failed: '#9F1D35', unknown: '#8A6D5A',
};

/** What became of an attempt, in the order of charts. */
export const attemptOutcomes = ['established', ...failureOutcomes] as const;
/** In place of the failures where there was none. */
export const nothingFailed = 'None failed';
export const outcomeColors = { established: colors.calm, ...failureColors, [nothingFailed]: colors.other } as const;

/** How connections came about. */
export const directionColors = { Outbound: colors.calm, Inbound: colors.good, Failed: colors.bad } as const;
