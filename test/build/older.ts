/** An older version of a package, made of the current one, since no older one was ever released. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackPackage } from '../../splunkd/package';

export const olderVersion = '0.0.9';
/** A conf file that the current version does not have. */
export const gone = 'default/workflow_actions.conf';

/** Gives the package's path; who calls removes it. */
export function olderPackage(packageFile: string): { file: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'older-'));
  const app = unpackPackage(packageFile, join(folder, 'apps'));
  const edit = (name: string, change: (text: string) => string): void => {
    writeFileSync(join(app, name), change(readFileSync(join(app, name), 'utf8')));
  };
  edit('default/app.conf', (text) => text.replace(/^version = .*$/gm, `version = ${olderVersion}`).replace(/^build = .*$/m, 'build = 9000'));
  edit('app.manifest', (text) => text.replace(/("version": )"[^"]*"/, `$1"${olderVersion}"`));
  edit('default/props.conf', (text) => text.replace(/^EVAL-transport = .*$/m, 'EVAL-transport = "udp"'));
  edit('default/savedsearches.conf', (text) => text.replace(/^search = .*$/gm, 'search = older'));
  edit('lookups/ebpf_trace_ports.csv', (text) => text.replace(/^tcp\/443,.*$/m, 'tcp/443,older'));
  writeFileSync(join(app, gone), '[older]\nlabel = older\n');
  const file = join(folder, 'older.spl');
  execFileSync('tar', ['-C', join(folder, 'apps'), '-I', 'gzip -1', '-cf', file, 'ebpf_trace']);
  rmSync(join(folder, 'apps'), { recursive: true });
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}
