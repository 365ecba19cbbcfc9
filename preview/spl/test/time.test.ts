/** Relative times, spans, and times as text; all in UTC. */
import { compiled } from '../eval';
import { parseEval } from '../eval/parser';
import { relativeTime } from '../run';
import { parseSpan, spansOf } from '../time';
import { Unsupported } from '../unsupported';

const seconds = (text: string): number => Date.parse(`${text}Z`) / 1000;
/** A Wednesday: the one of the Search Manual's examples. */
const now = seconds('2019-06-05T13:37:05');

test.each([
  ['now', '2019-06-05T13:37:05'],
  ['-60m', '2019-06-05T12:37:05'],
  ['-1h@h', '2019-06-05T12:00:00'],
  ['-1d@d', '2019-06-04T00:00:00'],
  ['-24h', '2019-06-04T13:37:05'],
  ['-7d@m', '2019-05-29T13:37:00'],
  ['@w0', '2019-06-02T00:00:00'],
  ['@w7', '2019-06-02T00:00:00'],
  ['@w1', '2019-06-03T00:00:00'],
  ['@w', '2019-06-02T00:00:00'],
  ['+1d@d', '2019-06-06T00:00:00'],
  ['-1mon@mon', '2019-05-01T00:00:00'],
  ['@q', '2019-04-01T00:00:00'],
  ['@y', '2019-01-01T00:00:00'],
  ['@d-2h', '2019-06-04T22:00:00'],
  ['-mon@mon+7d', '2019-05-08T00:00:00'],
  ['-30secs', '2019-06-05T13:36:35'],
])('%s', (text, expected) => {
  expect(relativeTime(text, now)).toBe(seconds(expected));
});

test('a time in seconds is itself, and no text the beginning of time', () => {
  expect([relativeTime('1559741825.5', now), relativeTime('0', now), relativeTime('', now)]).toEqual([1559741825.5, 0, 0]);
  expect(relativeTime('-1mon', seconds('2019-03-31T00:00:00'))).toBe(seconds('2019-02-28T00:00:00'));
});

test.each(['rt-1h', '-1fortnight', 'yesterday', '@d5', '-1h@'])('%s is refused', (text) => {
  expect(() => relativeTime(text, now)).toThrow(Unsupported);
});

test('spans begin at multiples, months at their first day', () => {
  expect(spansOf(parseSpan('5m'), { earliest: 301, latest: 901 })).toEqual([300, 600, 900]);
  expect(spansOf(parseSpan('1mon'), { earliest: seconds('2024-01-15T00:00:00'), latest: seconds('2024-03-01T00:00:00') })).toEqual([seconds('2024-01-01T00:00:00'), seconds('2024-02-01T00:00:00')]);
  expect(parseSpan('500ms').floor(1.7)).toBe(1.5);
  expect(() => parseSpan('1w')).toThrow('weeks');
});

const evaluated = (text: string, fields = {}): unknown => compiled(parseEval(text), { now: () => now + 0.5 })(fields);

test.each([
  ['strftime(StartTimestamp/pow(10,9),"%Y-%m-%dT%H:%M:%S.%Q")', '2018-03-19T13:55:03.049'],
  ['strftime(1660129103, "%H:%M")', '10:58'],
  ['strftime(1660129103.123456, "%F %T.%6N %z %Z")', '2022-08-10 10:58:23.123456 +0000 UTC'],
  ['strftime(1660129103, "%a %A %b %B %d %e %I %p %y %s %%")', 'Wed Wednesday Aug August 10 10 10 AM 22 1660129103 %'],
  ['strptime("2022-08-13 11:22:33", "%Y-%m-%d %H:%M:%S")', 1660389753],
  ['strptime("2022/07/23 17:19:01.89", "%Y/%m/%d %H:%M:%S.%N")', 1658596741.89],
  ['strptime("2022-08-13T11:22:33+0200", "%FT%T%z")', 1660382553],
  ['strptime("yesterday", "%F")', null],
  ['relative_time(now(), "-1d@d")', seconds('2019-06-04T00:00:00')],
  ['now()', now],
  ['time()', now + 0.5],
])('%s', (text, expected) => {
  expect(evaluated(text, { StartTimestamp: '1521467703049000000' })).toBe(expected);
});

test.each(['strftime(0, "%V")', 'strptime("11:59", "%H:%M")'])('%s is refused', (text) => {
  expect(() => evaluated(text)).toThrow(Unsupported);
});
