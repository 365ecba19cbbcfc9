/** Date and time functions, in UTC. */
import { relativeTime } from '../../time';
import { type EvalFunctions, strict } from '../function';
import { strftime, strptime } from '../strftime';
import { numberOf, textOf } from '../values';

export const times: EvalFunctions = {
  now: { least: 0, most: 0, call: (_args, _fields, { now }) => Math.floor(now()) },
  relative_time: strict(2, 2, (time, specifier = '') => {
    const seconds = numberOf(time);
    return seconds === undefined ? null : relativeTime(textOf(specifier, 'relative_time'), seconds);
  }),
  strftime: strict(2, 2, (time, format = '') => {
    const seconds = numberOf(time);
    return seconds === undefined ? null : strftime(seconds, textOf(format, 'strftime'));
  }),
  strptime: strict(2, 2, (text, format = '') => strptime(textOf(text, 'strptime'), textOf(format, 'strptime')) ?? null),
  time: { least: 0, most: 0, call: (_args, _fields, { now }) => now() },
};
