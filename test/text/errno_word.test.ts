import { constants } from 'node:os';
import { errnoWord } from '../../src/text/errno_word';

const { errno } = constants;

test('errors have the names of errno.h', () => {
  expect(errnoWord(errno.ECONNREFUSED)).toMatchObject({ name: 'errno', value: 'ECONNREFUSED' });
  expect(errnoWord(errno.EAGAIN)?.value).toBe('EAGAIN');
  expect(errnoWord(0)).toBeUndefined();
  expect(errnoWord(4095)?.value).toBe('4095');
});
