/** Packages in etc/apps, new or over an older one. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** Unpacks a package that is not there yet; gives its folder. Throws where Splunk would refuse it. */
export function unpackPackage(packageFile: string, apps: string): string {
  mkdirSync(apps, { recursive: true });
  unpack(packageFile, apps);
  const [name = '', ...more] = readdirSync(apps);
  if (name === '' || more.length > 0) throw new Error(`a package has one folder, not ${[name, ...more].join(', ')}`);
  return join(apps, name);
}

/**
 * `splunk install app FILE -update 1`, and Splunk Web's "Upgrade app": default is put aside as default.old.<time>, as seen
 * on forwarders, and the package is unpacked over the rest. What it does not have stays: local, files of an
 * administrator's own, and files of the older package.
 */
export function upgradePackage(packageFile: string, apps: string, time = '20260101-000000'): string {
  const folder = join(apps, nameOf(packageFile));
  if (!existsSync(folder)) throw new Error(`${folder} is not there: nothing to upgrade`);
  renameSync(join(folder, 'default'), join(folder, `default.old.${time}`));
  unpack(packageFile, apps);
  return folder;
}

function unpack(packageFile: string, apps: string): void {
  execFileSync('tar', ['-xzf', packageFile, '-C', apps, '--no-same-owner']);
}

function nameOf(packageFile: string): string {
  const [first = ''] = execFileSync('tar', ['-tzf', packageFile], { encoding: 'utf8' }).split(/[/\n]/);
  return first;
}
