/**
 * The entries for the kernel's filter maps, looked up as the kernel does (longest prefix; bpf/core/filter.h), against what
 * the settings' descriptions promise.
 */
import { filter_use, filter_verdict, port_value } from '../../src/generated/samples';
import { type FilterEntry, filterEntries, filterUse, rangePrefixes } from '../../src/kernel/filters';
import { parseSettings, type Range, type Settings } from '../../src/settings';
import { proof } from '../prove/proof';
import { Random } from '../random';

function settingsOf(params: Readonly<Record<string, string>>): Settings {
  const { settings, problems } = parseSettings(params);
  expect(problems).toEqual([]);
  return settings;
}

/** BPF_MAP_TYPE_LPM_TRIE: the longest entry whose first `bits` are those of the address; 0 if there is none. */
function lookUp(entries: readonly FilterEntry[], map: FilterEntry['map'], wanted: Uint8Array): number {
  const found = new Map<number, number>();
  for (const entry of entries.filter((one) => one.map === map)) {
    const bits = Buffer.from(entry.key).readUInt32LE();
    if (hasPrefix(wanted, entry.key.subarray(4), bits)) found.set(bits, entry.value[0] ?? 0);
  }
  return found.get(Math.max(...found.keys())) ?? 0;
}

function hasPrefix(bytes: Uint8Array, prefix: Uint8Array, bits: number): boolean {
  for (let bit = 0; bit < bits; bit += 1) {
    const mask = 0x80 >> (bit & 7);
    if (((bytes[bit >> 3] ?? 0) & mask) !== ((prefix[bit >> 3] ?? 0) & mask)) return false;
  }
  return true;
}

/** `passes` of bpf/core/filter.h */
function passes(use: number, verdict: number): boolean {
  return verdict === 0 ? use !== filter_use.FILTER_INCLUDES : (verdict & filter_verdict.VERDICT_EXCLUDE) === 0;
}

function namePasses(settings: Settings, name: string): boolean {
  const comm = Buffer.alloc(16);
  comm.write(name, 'latin1');
  const use = filterUse(settings.includeProcesses, settings.excludeProcesses);
  return passes(use, lookUp(filterEntries(settings), 'name_filter', comm));
}

function userPasses(settings: Settings, uid: number): boolean {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(uid);
  const use = filterUse(settings.includeUsers, settings.excludeUsers);
  return passes(use, lookUp(filterEntries(settings), 'user_filter', bytes));
}

describe('a range of numbers as prefixes', () => {
  const covered = ([first, bits]: readonly [number, number]): Range => [first, first + 2 ** (32 - bits) - 1];

  test('of 32 bits at its ends', () => {
    expect(rangePrefixes([0, 0xffff_ffff])).toEqual([[0, 0]]);
    expect(rangePrefixes([0, 0xffff_fffe])).toHaveLength(32);
    expect(rangePrefixes([0xffff_fffe, 0xffff_fffe])).toEqual([[0xffff_fffe, 32]]);
    expect(rangePrefixes([0x8000_0000, 0xffff_ffff])).toEqual([[0x8000_0000, 1]]);
    expect(rangePrefixes([5, 5])).toEqual([[5, 32]]);
    expect(rangePrefixes([1, 0])).toEqual([]);
  });

  test('covers each number of it once, and no other', () => {
    for (let from = 0; from < 40; from += 1) {
      for (let to = from; to < 70; to += 1) {
        const numbers = rangePrefixes([from, to]).map(covered).flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, index) => a + index));
        expect(numbers).toEqual(Array.from({ length: to - from + 1 }, (_, index) => from + index));
      }
    }
  });

  proof('user_ranges', (count) => {
    const random = new Random(1);
    const wrong: unknown[] = [];
    for (let round = 0; round < count; round += 1) {
      const [a, b] = [random.below(2 ** 32), random.below(2 ** 32)];
      const prefixes = rangePrefixes([Math.min(a, b), Math.max(a, b)]);
      const ranges = prefixes.map(covered);
      const isWhole = ranges[0]?.[0] === Math.min(a, b) && ranges.at(-1)?.[1] === Math.max(a, b) && ranges.slice(1).every(([from], index) => from === (ranges[index]?.[1] ?? 0) + 1);
      const isOnBoundaries = ranges.every(([from, to]) => from % (to - from + 1) === 0);
      // Two neighbours of one size that begin on their double would have been one.
      const isLong = prefixes.slice(1).some(([first, bits], index) => prefixes[index]?.[1] === bits && first % 2 ** (33 - bits) !== 0 && (prefixes[index]?.[0] ?? 1) % 2 ** (33 - bits) === 0);
      if (!isWhole || !isOnBoundaries || isLong) wrong.push([a, b, prefixes]);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

describe('process names', () => {
  test.each<[string, string, readonly string[], readonly string[]]>([
    ['wget', '', ['wget'], ['wget2', 'wge', '', 'WGET']],
    ['python3*', '', ['python3', 'python3.11'], ['python', 'python2']],
    ['', 'wget', ['wget2', 'curl'], ['wget']],
    ['', 'python3*', ['python', 'curl'], ['python3', 'python3.11']],
    ['python*', 'python3.11', ['python', 'python3'], ['python3.11', 'curl']],
    ['wget', 'wget', [], ['wget', 'curl']],
    // The description: what is excluded stays out even if it is included too.
    ['python3.11', 'python3*', [], ['python3.11', 'python3', 'curl']],
    ['python3*, curl', 'python*', ['curl'], ['python3.11', 'wget']],
    ['python3', 'python3*', [], ['python3']],
    ['0123456789abcdef', '', ['0123456789abcde'], ['0123456789abcd']],
    ['0123456789abcd*', '', ['0123456789abcd', '0123456789abcde'], ['0123456789abc']],
  ])('included %j, excluded %j', (include_processes, exclude_processes, passing, hidden) => {
    const settings = settingsOf({ include_processes, exclude_processes });
    expect(passing.filter((name) => !namePasses(settings, name))).toEqual([]);
    expect(hidden.filter((name) => namePasses(settings, name))).toEqual([]);
  });

  proof('process_filters', (count) => {
    const random = new Random(2);
    const wrong: unknown[] = [];
    const word = (): string => 'ab'.repeat(3).slice(random.below(6)).slice(0, 1 + random.below(4));
    const list = (): readonly string[] => Array.from({ length: random.below(4) }, () => word() + (random.below(2) === 0 ? '*' : ''));
    const matches = (patterns: readonly string[], name: string): boolean =>
      patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
    for (let round = 0; round < count; round += 1) {
      const [include, exclude, name] = [list(), list(), word()];
      const settings = settingsOf({ include_processes: include.join(','), exclude_processes: exclude.join(',') });
      const expected = !matches(exclude, name) && (include.length === 0 || matches(include, name));
      if (namePasses(settings, name) !== expected) wrong.push([include, exclude, name]);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

describe('users', () => {
  proof('user_filters', (count) => {
    const random = new Random(3);
    const wrong: unknown[] = [];
    const list = (): readonly Range[] => Array.from({ length: random.below(3) }, () => {
      const from = random.below(40);
      return [from, from + random.below(20)] as const;
    });
    const matches = (ranges: readonly Range[], uid: number): boolean => ranges.some(([from, to]) => uid >= from && uid <= to);
    const text = (ranges: readonly Range[]): string => ranges.map(([from, to]) => `${from}-${to}`).join(',');
    for (let round = 0; round < count; round += 1) {
      const [include, exclude] = [list(), list()];
      const settings = settingsOf({ include_users: text(include), exclude_users: text(exclude) });
      for (let uid = 0; uid < 64; uid += 7) {
        const expected = !matches(exclude, uid) && (include.length === 0 || matches(include, uid));
        if (userPasses(settings, uid) !== expected) wrong.push([text(include), text(exclude), uid]);
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  test('have their uid in network order', () => {
    const [entry] = filterEntries(settingsOf({ include_users: '258' })).filter(({ map }) => map === 'user_filter');
    expect(Buffer.from(entry?.key ?? []).toString('hex')).toBe('2000000000000102');
  });
});

describe('networks', () => {
  const networkPasses = (include_networks: string, exclude_networks: string, address: string): boolean => {
    const settings = settingsOf({ include_networks, exclude_networks });
    const [wanted] = settingsOf({ include_networks: address }).includeNetworks;
    const use = filterUse(settings.includeNetworks, settings.excludeNetworks);
    return passes(use, lookUp(filterEntries(settings), 'network_filter', wanted?.address ?? new Uint8Array(16)));
  };

  test.each<[string, string, readonly string[], readonly string[]]>([
    ['10.0.0.0/8', '', ['10.1.2.3'], ['11.0.0.1', '::1', 'fd00::1']],
    ['', '10.0.0.0/8, ::1', ['11.0.0.1', '::2'], ['10.255.255.255', '::1']],
    ['10.0.0.0/8', '10.1.0.0/16', ['10.2.0.1'], ['10.1.0.1']],
    // The longest match wins: an exception from what is excluded.
    ['10.1.2.0/24', '10.1.0.0/16', ['10.1.2.3'], ['10.1.3.3', '8.8.8.8']],
    ['10.0.0.1', '10.0.0.1', [], ['10.0.0.1']],
    ['::/0', '', ['1.2.3.4', '2001:db8::1'], []],
    ['0.0.0.0/0', '', ['1.2.3.4'], ['2001:db8::1']],
    ['2001:db8::/33', '', ['2001:db8:7fff::1'], ['2001:db8:8000::1']],
    ['', '0.0.0.0/0', ['::1'], ['127.0.0.1']],
  ])('included %j, excluded %j', (include, exclude, passing, hidden) => {
    expect(passing.filter((address) => !networkPasses(include, exclude, address))).toEqual([]);
    expect(hidden.filter((address) => networkPasses(include, exclude, address))).toEqual([]);
  });
});

describe('ports', () => {
  /** `port_passes` of bpf/core/filter.h: words of 64 bits, little endian. */
  const isSet = (value: Uint8Array, member: 'include' | 'exclude', port: number): boolean => {
    const view = new DataView(value.buffer, value.byteOffset, value.length);
    return (view.getBigUint64(port_value.at[member] + ((port >> 6) & 1023) * 8, true) >> BigInt(port & 63) & 1n) === 1n;
  };

  test('are bits, each range of them to its ends', () => {
    const settings = settingsOf({ include_ports: '1, 63-64, 127-129, 65535', exclude_ports: '2, 8000-8191' });
    const [entry] = filterEntries(settings).filter(({ map }) => map === 'port_filter');
    const value = entry?.value ?? new Uint8Array();
    expect(value).toHaveLength(port_value.size);
    const set = (member: 'include' | 'exclude'): number[] => Array.from({ length: 65536 }, (_, port) => port).filter((port) => isSet(value, member, port));
    expect(set('include')).toEqual([1, 63, 64, 127, 128, 129, 65535]);
    expect(set('exclude')).toEqual([2, ...Array.from({ length: 192 }, (_, index) => 8000 + index)]);
  });
});

test('a filter is off, excludes, or includes', () => {
  expect([filterUse([], []), filterUse([], [1]), filterUse([1], []), filterUse([1], [1])]).toEqual([
    filter_use.FILTER_NONE, filter_use.FILTER_EXCLUDES, filter_use.FILTER_INCLUDES, filter_use.FILTER_INCLUDES,
  ]);
});

test('without settings there is nothing but an empty port map', () => {
  const entries = filterEntries(settingsOf({ file_exclude_paths: 'none', file_watched_paths: 'none' }));
  expect(entries.map(({ map }) => map)).toEqual(['port_filter']);
  expect(entries[0]?.value.every((byte) => byte === 0)).toBe(true);
});
