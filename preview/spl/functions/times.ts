/** Date and time functions, in UTC. */
import { type EvalFunctions, strict } from '../eval_function';
import { numberOf, textOf } from '../eval_values';
import { strftime, strptime } from '../strftime';
import { relativeTime } from '../time';

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
