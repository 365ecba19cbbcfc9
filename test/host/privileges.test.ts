import { type Capability, capabilities, fileCapabilities, lockdown, memoryLockLimit, missingCapabilities } from '../../src/host/privileges';

const status = (mask: string): string => `Name:\tx\nCapPrm:\tffffffffffffffff\nCapEff:\t${mask}\nCapBnd:\t0000000000000000\n`;

describe('capabilities', () => {
  test.each<[string, readonly Capability[]]>([
    ['0000000000000000', []],
    ['000001ffffffffff', ['CAP_DAC_READ_SEARCH', 'CAP_SYS_ADMIN', 'CAP_SYS_RESOURCE', 'CAP_PERFMON', 'CAP_BPF']],
    ['000000c000000004', ['CAP_DAC_READ_SEARCH', 'CAP_PERFMON', 'CAP_BPF']],
    ['0000008000000000', ['CAP_BPF']],
    ['0000000000200000', ['CAP_SYS_ADMIN']],
  ])('of the mask %s', (mask, held) => {
    expect([...capabilities(status(mask))].sort()).toEqual([...held].sort());
  });

  test('that are missing', () => {
    expect(missingCapabilities([])).toEqual(['CAP_BPF', 'CAP_PERFMON']);
    expect(missingCapabilities(['CAP_BPF', 'CAP_DAC_READ_SEARCH'])).toEqual(['CAP_PERFMON']);
    expect(missingCapabilities(['CAP_BPF', 'CAP_PERFMON'])).toEqual([]);
    expect(missingCapabilities(['CAP_SYS_ADMIN'])).toEqual([]);
  });

  test('of a file that says nothing are none', () => {
    expect(capabilities('')).toEqual([]);
  });

  test('of this process can be read', () => {
    expect(() => capabilities()).not.toThrow();
    expect(['none', 'integrity', 'confidentiality', undefined]).toContain(lockdown());
  });
});

describe('capabilities of a file', () => {
  const attribute = (magic: number, ...words: readonly number[]): Uint8Array => {
    const bytes = Buffer.alloc(20);
    [magic, ...words].forEach((word, index) => bytes.writeUInt32LE(word, index * 4));
    return bytes;
  };

  test('are read as setcap writes them', () => {
    // setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep: permitted low, inheritable low, permitted high, inheritable high
    expect(fileCapabilities(attribute(0x02000001, 4, 0, 0xc0, 0))).toEqual({ permitted: ['CAP_DAC_READ_SEARCH', 'CAP_PERFMON', 'CAP_BPF'], inheritable: [] });
    expect(fileCapabilities(attribute(0x02000001, 0, 4, 0, 0x80))).toEqual({ permitted: [], inheritable: ['CAP_DAC_READ_SEARCH', 'CAP_BPF'] });
  });

  test('that are not effective give a program nothing that does not ask for them', () => {
    expect(fileCapabilities(attribute(0x02000000, 4, 0, 0xc0, 0))).toEqual({ permitted: [], inheritable: [] });
  });

  test('of a file without any are none', () => {
    expect(fileCapabilities(undefined)).toBeUndefined();
    expect(fileCapabilities(Buffer.alloc(8))).toBeUndefined();
  });
});

test('the limit of locked memory', () => {
  const limits = (soft: string): string => `Limit  Soft Limit  Hard Limit  Units\nMax locked memory         ${soft}              unlimited            bytes\n`;
  expect(memoryLockLimit(limits('67108864'))).toBe(67108864);
  expect(memoryLockLimit(limits('unlimited'))).toBe(Number.POSITIVE_INFINITY);
  expect(memoryLockLimit()).toBeGreaterThan(0);
});
