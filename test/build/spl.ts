/** A finished .spl, unpacked, as its tests need it. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addonPackage } from '../../steps/paths.mjs';
import { output } from './run';

export interface Entry {
  readonly mode: string;
  readonly owner: string;
  readonly time: string;
  readonly name: string;
}

export function entries(file: string): Entry[] {
  const lines = output('tar', ['--numeric-owner', '--utc', '--full-time', '-tvzf', file]).trimEnd().split('\n');
  return lines.map((line) => {
    const [mode = '', owner = '', , date, time, ...name] = line.split(/ +/);
    return { mode, owner, time: `${date} ${time}`, name: name.join(' ') };
  });
}

/** Unpacks it into a folder of its own, that every user may enter. */
export function unpack(file: string = addonPackage): { app: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'ebpf-trace-'));
  mkdirSync(join(folder, 'apps'), { mode: 0o755 });
  output('chmod', ['755', folder]);
  output('tar', ['-C', join(folder, 'apps'), '-xzf', file]);
  const [name = ''] = readdirSync(join(folder, 'apps'));
  return { app: join(folder, 'apps', name), remove: () => rmSync(folder, { recursive: true }) };
}
