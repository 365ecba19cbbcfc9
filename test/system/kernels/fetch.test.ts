/** Which of apt's sources have Debian's kernels. */
import { mirrorsOf } from './fetch';

test.each([
  ['a plain debootstrap', 'http://a.example/debian Debian\nhttp://a.example/debian Debian\n', [['http://a.example/debian', false]]],
  ['before the first apt-get update', 'http://a.example/debian/ \nhttp://a.example/debian-security/ \n', [['http://a.example/debian/', false], ['http://a.example/debian-security/', true]]],
  ['a mirror of any address', 'http://a.example/pub/deb Debian\nhttp://a.example/sec Debian-Security\n', [['http://a.example/pub/deb', false], ['http://a.example/sec', true]]],
  ['Ubuntu', 'http://b.example/ubuntu/ Ubuntu\n', []],
  ['a repository of somebody else', 'http://c.example/debian/ Their packages\nhttp://c.example/linux/debian/ nodesource\n', []],
  ['no sources', '', []],
] as const)('%s', (_, targets, mirrors) => {
  expect(mirrorsOf(targets).map(({ uri, isSecurity }) => [uri, isSecurity])).toEqual(mirrors);
});
