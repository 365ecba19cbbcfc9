import { Readable } from 'node:stream';
import { scheme } from '../../src/commands/scheme';
import { validate } from '../../src/commands/validate';
import { itemsDocument, sessionKey } from '../../splunkd/documents';
import { childText, parseTree } from '../../splunkd/tree';

async function verdict(text: string): Promise<[number, string]> {
  let said = '';
  const code = await validate(Readable.from([Buffer.from(text)]), (more) => void (said += more));
  return [code, said];
}

test('a good item is answered with nothing', async () => {
  expect(await verdict(itemsDocument('main', '/', { ring_mb: '32', host: '$decideOnStartup', other: '&' }))).toEqual([0, '']);
});

test('all problems of a bad item are in one message', async () => {
  const [code, said] = await verdict(itemsDocument('main', '/', { ring_mb: '17', mode: ']]><&\u0085' }));
  expect(code).toBe(1);
  expect(childText(parseTree(said), 'message')).toBe(
    'mode = "]]><&\u0085": must be one of lifecycle, summary; ring_mb = "17": must be a power of two from 1 to 256',
  );
});

test('a document that is none is answered, without what it held', async () => {
  const [code, said] = await verdict(itemsDocument('main', '/', {}).slice(0, -20));
  expect(code).toBe(1);
  expect(childText(parseTree(said), 'message')).toContain('before </items>');
  expect(said).not.toContain(sessionKey);
});

test('the scheme is printed', () => {
  let said = '';
  expect(scheme((text) => void (said += text))).toBe(0);
  expect(parseTree(said).name).toBe('scheme');
});
