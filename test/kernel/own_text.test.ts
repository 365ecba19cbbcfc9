import { readFileSync } from 'node:fs';
import { unwritten } from '../../src/kernel/own_text';

const file = '/opt/splunk/etc/apps/TA_ebpf_trace/linux_x86_64/bin/ebpf_trace';

const mapping = (range: string, access: string, path: string, { anonymous = 0, swap = 0 } = {}): string => [
  `${range} ${access} 00000000 fe:00 1234                     ${path}`,
  'Size:                 64 kB', 'Rss:                  32 kB', `Anonymous:          ${anonymous} kB`, `Swap:               ${swap} kB`, 'VmFlags: rd mr mw me', '',
].join('\n');

test('of its own memory only what is as it is in the file is forgotten', () => {
  const smaps = [
    mapping('00400000-00410000', 'r--p', file),
    mapping('00410000-00430000', 'r-xp', file),
    mapping('00430000-00440000', 'r--p', file, { anonymous: 8 }), // relocated
    mapping('00440000-00450000', 'r--p', file, { swap: 8 }), // the same, on a host that swaps
    mapping('00450000-00460000', 'rw-p', file),
    mapping('00460000-00470000', 'r--s', file),
    mapping('7f0000000000-7f0000010000', 'r-xp', '/usr/lib/x86_64-linux-gnu/libc.so.6'),
    mapping('7f0000010000-7f0000020000', 'r--p', ''),
    mapping('7ffc00000000-7ffc00010000', 'r-xp', `${file} (deleted)`),
  ].join('');
  expect(unwritten(smaps, file)).toEqual([{ address: 0x400000, bytes: 0x10000 }, { address: 0x410000, bytes: 0x20000 }]);
});

test('a process finds its own text', () => {
  const parts = unwritten(readFileSync('/proc/self/smaps', 'latin1'), process.execPath);
  expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(10e6);
});
