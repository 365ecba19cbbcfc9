/** Packages of before, made of the current ones, since none was ever released. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { unpackPackage } from '../../splunkd/package';
import { addon, app, appId } from '../../steps/paths.mjs';

export const olderVersion = '0.0.9';
/** A conf file that the current version does not have. */
export const gone = 'default/workflow_actions.conf';

export interface Package {
  readonly file: string;
  /** Who calls removes it. */
  readonly remove: () => void;
}

/** An older version of that package. */
export function olderPackage(packageFile: string): Package {
  const folder = mkdtempSync(join(tmpdir(), 'older-'));
  return packed(folder, aged(unpackPackage(packageFile, join(folder, 'apps'))));
}

/** The package of the hosts when both were one app: all of the two in one folder. */
export function formerPackage(): Package {
  const folder = mkdtempSync(join(tmpdir(), 'former-'));
  const whole = join(folder, 'apps', appId);
  for (const part of [addon, app]) cpSync(part, whole, { recursive: true });
  return packed(folder, aged(whole));
}

function aged(app: string): string {
  const edit = (name: string, change: (text: string) => string): void => {
    if (existsSync(join(app, name))) writeFileSync(join(app, name), change(readFileSync(join(app, name), 'utf8')));
  };
  edit('default/app.conf', (text) => text.replace(/^version = .*$/gm, `version = ${olderVersion}`).replace(/^build = .*$/m, 'build = 9000'));
  edit('app.manifest', (text) => text.replace(/("version": )"[^"]*"/, `$1"${olderVersion}"`));
  edit('default/props.conf', (text) => text.replace(/^EVAL-transport = .*$/m, 'EVAL-transport = "udp"').replace(/^TRUNCATE = .*$/gm, 'TRUNCATE = 9'));
  edit('default/savedsearches.conf', (text) => text.replace(/^search = .*$/gm, 'search = older'));
  edit('lookups/ebpf_trace_ports.csv', (text) => text.replace(/^tcp\/443,.*$/m, 'tcp/443,older'));
  writeFileSync(join(app, gone), '[older]\nlabel = older\n');
  return app;
}

function packed(folder: string, app: string): Package {
  const file = join(folder, 'older.spl');
  execFileSync('tar', ['-C', join(folder, 'apps'), '-I', 'gzip -1', '-cf', file, basename(app)]);
  rmSync(join(folder, 'apps'), { recursive: true });
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}
