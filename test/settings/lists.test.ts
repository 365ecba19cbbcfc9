import { parseNetworks } from '../../src/settings/networks';
import { parseProcesses } from '../../src/settings/processes';
import { parsePorts, parseUsers, uidsByName, usersParser } from '../../src/settings/ranges';

describe('processes', () => {
  const parsed = (text: string): [string, boolean][] =>
    parseProcesses(text).map(({ bytes, prefix }) => [Buffer.from(bytes).toString('latin1'), prefix]);

  test('are names, or beginnings of names', () => {
    expect(parsed('wget, python3*, kworker/0:1')).toEqual([['wget', false], ['python3', true], ['kworker/0:1', false]]);
    expect(parseProcesses('python3*')[0]?.name).toBe('python3');
  });

  test('are cut at 15 bytes, as the kernel cuts', () => {
    expect(parsed('0123456789abcdef')).toEqual([['0123456789abcde', false]]);
    expect(parsed('0123456789abcdef*')).toEqual([['0123456789abcde', false]]);
    expect(parsed('0123456789abcd*')).toEqual([['0123456789abcd', true]]);
    // A character of two bytes is cut in half; the kernel does not know characters.
    expect(parsed('0123456789abcdä')).toEqual([['0123456789abcd\xc3', false]]);
  });

  test('may hold anything behind a backslash', () => {
    expect(parsed('a\\,b, c\\*, d\\\\, \\ e\\ , f\\**')).toEqual([['a,b', false], ['c*', false], ['d\\', false], [' e ', false], ['f*', true]]);
  });

  test('may stand in quotes, with blanks and commas', () => {
    expect(parsed('"tmux: server", \'python3\', "a,b"')).toEqual([['tmux: server', false], ['python3', false], ['a,b', false]]);
    expect(parsed('tmux:\\ server, "tmux: "*, "tmux: c*"')).toEqual([['tmux: server', false], ['tmux: ', true], ['tmux: c', true]]);
    expect(parsed('"python3, curl"')).toEqual([['python3', false], ['curl', false]]);
    expect(parsed('"a\\*", "[x]", (sd-pam)')).toEqual([['a*', false], ['[x]', false], ['(sd-pam)', false]]);
  });

  test.each([
    ['/usr/bin/curl', 'without its path; write curl'], ['"/usr/bin/my tool"', 'without its path; write my tool'], ['./x*', 'without its path; write x'], ['~/x', 'without its path'],
    ['!curl', 'exclude_processes is the list'], ['[kworker/0:1]', 'without brackets'], ['python.*', 'no regular expressions'], ['^curl$', 'no regular expressions'],
    ['py?hon', 'no regular expressions'], ['1234', 'named, not numbered'], ['curl|wget', 'put commas between entries'], ['python3 curl', 'put a comma between entries'],
  ])('%s is no name', (text, message) => {
    expect(() => parseProcesses(text)).toThrow(message);
  });

  test('are not everything, nor have a star within or a zero byte', () => {
    expect(() => parseProcesses('*')).toThrow('a name must stand before the *');
    expect(() => parseProcesses('a*b')).toThrow('* may stand at the end only');
    expect(() => parseProcesses('a**')).toThrow('* may stand at the end only');
    expect(() => parseProcesses('a\0')).toThrow('an invisible character, U+0000');
    expect(() => parseProcesses('a\\\0')).toThrow('zero byte');
  });
});

describe('ports', () => {
  test('are numbers and ranges, sorted and joined', () => {
    expect(parsePorts('443, 8000-8100,80,81,8050-8200')).toEqual([[80, 81], [443, 443], [8000, 8200]]);
    expect(parsePorts('1-65535')).toEqual([[1, 65535]]);
    expect(parsePorts('')).toEqual([]);
  });

  test.each(['8000:8100', '8000..8100', '8000 - 8100', '8000–8100', '"8000-8100"'])('%s is a range as other programs write it', (text) => {
    expect(parsePorts(`443, ${text}`.replace(/^443, "(.*)"$/, '"443", "$1"'))).toEqual([[443, 443], [8000, 8100]]);
  });

  test('by a name are refused with what to write', () => {
    expect(() => parsePorts('https')).toThrow('has "https": write a port number from 1 to 65535, or a range as 8000-8100');
    expect(() => parsePorts('80 443')).toThrow('put a comma between entries');
  });

  test.each(['0', '65536', '80-', '-80', '100-90', '1-2-3', 'http', '0x50', '80:', ':80', '80/tcp', '1e2'])('%j is none', (text) => {
    expect(() => parsePorts(text)).toThrow(/write a port number from 1 to 65535/);
  });
});

describe('users', () => {
  const passwd = 'root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/:\n7up:x:1007:1::/:\nodd:x:-5:1::/:\n+nis::::::\n';
  const parse = usersParser(() => uidsByName(passwd));

  test('are uids, ranges and names', () => {
    expect(parse('www-data, root, 1000-1999, 7up, 4294967294')).toEqual([[0, 0], [33, 33], [1000, 1999], [4294967294, 4294967294]]);
  });

  test.each([
    ['nosuch', 'no such user in /etc/passwd, nor has getent found one; write the uid'],
    ['odd', 'no such user'],
    ['__proto__', 'no such user'],
    ['4294967295', 'a uid is a number from 0 to 4294967294'],
    ['10-5', 'a uid is a number'],
  ])('%s is refused', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  test('of numbers alone need no password file', () => {
    const none = usersParser(() => {
      throw new Error('read it');
    });
    expect(none('5,6')).toEqual([[5, 6]]);
  });

  test('that the file has not are asked of a directory service, all at once', () => {
    const asked: (readonly string[])[] = [];
    const both = usersParser(() => uidsByName(passwd), (names) => {
      asked.push(names);
      return new Map([['ann', 70001], ['DOM\\bob', 70002], ['root', 9]]);
    });
    expect(both('root')).toEqual([[0, 0]]);
    expect(asked).toEqual([]);
    expect(both('root, ann, 5, DOM\\bob')).toEqual([[0, 0], [5, 5], [70001, 70002]]);
    expect(asked).toEqual([['ann', 'DOM\\bob']]);
    expect(() => both('ann, zoe')).toThrow('has "zoe": no such user');
  });

  test('of this host include root', () => {
    expect(parseUsers('root')).toEqual([[0, 0]]);
  });
});

describe('networks', () => {
  const parsed = (text: string): string[] =>
    parseNetworks(text).map(({ address, prefixLength }) => `${Buffer.from(address).toString('hex')}/${prefixLength}`);

  test('of IPv4 are mapped', () => {
    expect(parsed('10.0.0.0/8, 192.0.2.7, 0.0.0.0/0')).toEqual([
      '00000000000000000000ffff0a000000/104',
      '00000000000000000000ffffc0000207/128',
      '00000000000000000000ffff00000000/96',
    ]);
  });

  test('of IPv6 come in any spelling', () => {
    const network = '20010db8000000000000000000000000/32';
    expect(parsed('2001:db8::/32, 2001:0DB8:0:0:0:0:0:0/32')).toEqual([network, network]);
    expect(parsed('::/0, ::1, 1::')).toEqual([`${'00'.repeat(16)}/0`, `${'00'.repeat(15)}01/128`, `0001${'00'.repeat(14)}/128`]);
    expect(parsed('::ffff:10.0.0.0/104')).toEqual(parsed('10.0.0.0/8'));
    expect(parsed('1:2:3:4:5:6:7:8')).toEqual(['00010002000300040005000600070008/128']);
    expect(parsed('64:ff9b::192.0.2.1')).toEqual(['0064ff9b0000000000000000c0000201/128']);
    expect(parsed('::192.0.2.1')).toEqual(['000000000000000000000000c0000201/128']);
  });

  test('with bits behind the prefix name what was meant', () => {
    expect(() => parseNetworks('10.0.0.1/8')).toThrow('write 10.0.0.0/8');
    expect(() => parseNetworks('192.0.2.129/25')).toThrow('write 192.0.2.128/25');
    expect(() => parseNetworks('2001:db8:0:1::/33')).toThrow('write 2001:db8::/33');
  });

  test.each(['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/08', '10.0.0.0/8/8'])('%j has no prefix length', (text) => {
    expect(() => parseNetworks(text)).toThrow(/prefix length|not an IPv4/);
  });

  test('may have brackets, quotes, and a netmask', () => {
    expect(parsed('[::1], "10.0.0.0/8", [fe80::]/10')).toEqual(parsed('::1, 10.0.0.0/8, fe80::/10'));
    expect(parsed('10.0.0.0/255.0.0.0, 0.0.0.0/0.0.0.0, 192.0.2.7/255.255.255.255')).toEqual(parsed('10.0.0.0/8, 0.0.0.0/0, 192.0.2.7'));
    expect(() => parseNetworks('10.0.0.0/255.0.255.0')).toThrow('prefix length');
  });

  test.each(['127.0.0.1:80', '[::1]:443'])('%s has a port, which belongs elsewhere', (text) => {
    expect(() => parseNetworks(text)).toThrow('an address without its port; ports have lists of their own');
  });

  test.each(['10.0.0', '10.0.0.256', '010.0.0.1', 'localhost', 'fe80::1%eth0', '1::2::3', '/8', '[10.0.0.0', 'http://10.0.0.1', '10.0.0.0-10.0.0.9'])('%j is no address', (text) => {
    expect(() => parseNetworks(text)).toThrow(/not an IPv4 or IPv6 address/);
  });
});
