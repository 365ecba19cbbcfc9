import { parsePaths, parseWatchedPaths } from '../../src/settings/paths';

const names = (...all: readonly string[]): readonly Buffer[] => all.map((name) => Buffer.from(name));

test.each([['/etc', ['etc']], ['/etc/', ['etc']], ['/srv//my\\,files/x', ['srv', 'my,files', 'x']], ['"/srv/my files"', ['srv', 'my files']], ['/', []]])('the path %p', (text, expected) => {
  expect(parsePaths(text)).toEqual([names(...expected)]);
});

test('several, or none', () => {
  expect(parsePaths('/a, /b/c')).toEqual([names('a'), names('b', 'c')]);
  expect([parsePaths(''), parsePaths(' none '), parseWatchedPaths('none')]).toEqual([[], [], []]);
});

test.each([
  ['/etc/shadow', { kind: 'file', names: names('etc', 'shadow'), isWhole: true }], ['/etc/ssh/', { kind: 'folder', names: names('etc', 'ssh'), isWhole: true }],
  ['*/.aws/credentials', { kind: 'file', names: names('.aws', 'credentials'), isWhole: false }], ['*/.azure/', { kind: 'folder', names: names('.azure'), isWhole: false }],
  ['*.pem', { kind: 'ending', ending: Buffer.from('.pem') }], ['*_key', { kind: 'ending', ending: Buffer.from('_key') }],
])('the watched %p', (text, expected) => {
  expect(parseWatchedPaths(text)).toEqual([expected]);
});

test.each([['etc'], ['~/x'], ['/etc/*'], ['/a/../b'], ['/./a'], [`/${'x'.repeat(119)}`]])('%p is no path', (text) => {
  expect(() => parsePaths(text)).toThrow(/^has "/);
});

test.each([['shadow'], ['/etc/*.pem'], ['*/a*b'], ['*'], ['*/'], ['/'], ['*/../x'], ['a*'], [`*${'x'.repeat(17)}`], [`*/${'x'.repeat(250)}`]])('%p is nothing to watch', (text) => {
  expect(() => parseWatchedPaths(text)).toThrow(/^has "/);
});
