import { constants } from 'node:os';
import { outcomeText } from '../../../src/services/connections/outcome';
import { tcp } from '../../../src/probes/tcp';
import { errnoWord } from '../../../src/text/errno_word';

const { errno } = constants;

test.each([
  [errno.ECONNREFUSED, 'refused'],
  [errno.ETIMEDOUT, 'timed_out'],
  [errno.EHOSTUNREACH, 'unreachable'],
  [errno.ENETUNREACH, 'unreachable'],
  [errno.ECONNRESET, 'reset'],
  [errno.ECONNABORTED, 'aborted'],
  [errno.EACCES, 'denied'],
  [errno.EPERM, 'denied'],
  [errno.EADDRNOTAVAIL, 'address_unavailable'],
  [errno.EADDRINUSE, 'address_unavailable'],
  [errno.EINVAL, 'failed'],
  [133, 'failed'],
])('errno %d is %s, whether anything was sent or not', (number, outcome) => {
  expect([outcomeText(number, true), outcomeText(number, false)]).toEqual([outcome, outcome]);
});

test('without an errno it was given up, if anything was sent', () => {
  expect(outcomeText(0, true)).toBe('aborted');
  expect(outcomeText(0, false)).toBe('failed');
});

// net/ipv4/icmp.c, icmp_err_convert: what a router may say. Not all of them are among Node's names.
test.each<[number, string, string]>([
  [101, 'ENETUNREACH', 'unreachable'],
  [113, 'EHOSTUNREACH', 'unreachable'],
  [92, 'ENOPROTOOPT', 'unreachable'],
  [111, 'ECONNREFUSED', 'refused'],
  [112, 'EHOSTDOWN', 'unreachable'],
  [64, 'ENONET', 'unreachable'],
])('errno %d of an ICMP message is %s: %s', (number, name, outcome) => {
  expect(errnoWord(number)?.value).toBe(name);
  expect(outcomeText(number, true)).toBe(outcome);
});

test('every outcome is in the description of its field', () => {
  const description = tcp.fields.find(({ name }) => name === 'outcome')?.description ?? '';
  const outcomes = [0, ...Object.values(errno)].flatMap((number) => [outcomeText(number, true), outcomeText(number, false)]);
  expect([...new Set(outcomes)].filter((outcome) => !description.includes(outcome))).toEqual([]);
});
