import { usualProbes } from '../../probes/arguments';

/**
 * Sentences that several views say, so that they say it in the same words. Studio shows a panel's description on one line and cuts
 * the rest: at 1280 pixels some 64 characters of a panel 400 wide, 100 of 600, 210 of 1200.
 */

/** In the description of each view. */
export const aboutNumbers = 'The percentage beside a number is its relative change from the preceding period of equal length; the line below shows the trend.';

/** Below a chart with inMicroseconds. */
export const logarithmic = 'Log scale (1,000 µs = 1 ms).';

/** Below charts whose bars or points lead somewhere with barsTime. */
export const clickHere = (mark: 'bar' | 'point'): string => `Click a ${mark} to start the time range there.`;
export const clickToExplorer = (mark: 'bar' | 'point', what = ''): string => `Click a ${mark} to open ${what === '' ? '' : `${what} in `}Connection explorer.`;

/** Below tables whose rows lead to their own view. */
export const rowFilters = 'Click a row to filter this view.';

/** Of a view whose probe is off by default, in its description and in tables without a row. */
export const needsProbe = (probe: string, more: readonly string[] = []): string => `Needs the probe "${probe}", which is off by default: set probes = ${[...usualProbes, ...more, probe].join(', ')} in the input.`;
export const ifAlwaysEmpty = (probe: string, more: readonly string[] = []): string => `If this view is always empty, enable the probe "${probe}" (probes = ${[...usualProbes, ...more, probe].join(', ')}).`;
