/**
 * The program's own text and constants, 39 MB of them after the start, of which a third is needed later on: the rest is forgotten. It is in
 * the page cache, from where the kernel maps it again where it is needed after all.
 */
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { forgetPages } from './libbpf';

interface Part {
  readonly address: number;
  readonly bytes: number;
}

const smapsFile = '/proc/self/smaps';

export function forgetOwnText(): void {
  if (!existsSync(smapsFile)) return; // a kernel without CONFIG_PROC_PAGE_MONITOR: nothing says what was written to
  unwritten(readFileSync(smapsFile, 'latin1'), readlinkSync('/proc/self/exe')).forEach(forgetPages);
}

/** The parts of the memory that are mapped from this file and were never written to, as where addresses were relocated. @param smaps proc_pid_smaps(5) */
export function unwritten(smaps: string, file: string): readonly Part[] {
  const mappings = smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  return mappings.filter((mapping) => isOf(mapping, file) && /^Anonymous: +0 kB$/m.test(mapping) && /^Swap: +0 kB$/m.test(mapping)).map(partOf);
}

/** Private, and not to be written to. */
function isOf(mapping: string, file: string): boolean {
  const [header = ''] = mapping.split('\n');
  return header.endsWith(` ${file}`) && /^\S+ r-.p /.test(header);
}

function partOf(mapping: string): Part {
  const [from = 0, to = 0] = mapping.split(/[- ]/, 2).map((digits) => Number.parseInt(digits, 16));
  return { address: from, bytes: to - from };
}
