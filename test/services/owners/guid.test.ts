import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { bootId } from '../../../src/host/kernel';
import { processStat } from '../../../src/host/process_stat';
import { guidMaker } from '../../../src/services/owners/guid';

const boot = (text: string): Buffer => Buffer.from(text.replaceAll('-', ''), 'hex');

test('the example of the specification', () => {
  const guid = guidMaker(boot('2899dae4-4fa4-4eef-95b6-6bc95325f61a'));
  expect(guid({ pidNamespace: 4026532263, startNs: 555_580_000_000n, nsPid: 29 })).toBe('b770a0ed-8463-822c-b5f6-30d9081ddbd9');
});

test('the same for the whole of a tick, and another for the next', () => {
  const guid = guidMaker(boot('2899dae4-4fa4-4eef-95b6-6bc95325f61a'));
  const at = (startNs: bigint): string => guid({ pidNamespace: 4026531836, startNs, nsPid: 7 });
  expect(at(9_999_999n)).toBe(at(0n));
  expect(at(10_000_000n)).not.toBe(at(0n));
  expect(at(2n ** 60n)).not.toBe(at(2n ** 60n + 10_000_000n));
});

/** By the specification, in another language, from what /proc says. */
const reference = `
import hashlib, struct, sys, uuid
boot = uuid.UUID(sys.argv[1]).bytes
for line in sys.stdin:
    namespace, ticks, pid = map(int, line.split())
    digest = bytearray(hashlib.sha256(boot + struct.pack('=QQq', namespace, ticks, pid)).digest()[:16])
    digest[6] = digest[6] & 15 | 128
    digest[8] = digest[8] & 63 | 128
    print(uuid.UUID(bytes=bytes(digest)))
`;

test('of every process of this host, as a reference in Python computes it', () => {
  const births = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const ticks = processStat(Number(pid))?.startTicks;
      const nsPid = /^NStgid:.*?(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      const pidNamespace = /\d+/.exec(readlinkSync(`/proc/${pid}/ns/pid`))?.[0];
      return ticks === undefined || nsPid === undefined || pidNamespace === undefined ? [] : [{ ticks, nsPid: Number(nsPid), pidNamespace: Number(pidNamespace) }];
    } catch {
      return []; // ended meanwhile, or another user's
    }
  });
  expect(births.length).toBeGreaterThan(0);
  const input = births.map(({ pidNamespace, ticks, nsPid }) => `${pidNamespace} ${ticks} ${nsPid}\n`).join('');
  const bootText = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const expected = execFileSync('python3', ['-c', reference, bootText], { input, encoding: 'utf8' }).trim().split('\n');
  const guid = guidMaker(bootId());
  expect(births.map(({ pidNamespace, ticks, nsPid }) => guid({ pidNamespace, startNs: BigInt(ticks) * 10_000_000n, nsPid }))).toEqual(expected);
});
