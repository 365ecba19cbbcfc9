/** How a command gets to be root's: a sudo of the test's own stands in, and what people read is looked at. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, steps } from '../../steps/paths.mjs';
import { output } from './run';

const folder = mkdtempSync(join(tmpdir(), 'privileged-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** What it gives a user of this id, after the words that it wrote; `sudo` is the body of a shell script. */
function privileged(userId: number, sudo: string | undefined): readonly string[] {
  const path = join(folder, 'sudo');
  rmSync(path, { force: true });
  if (sudo !== undefined) writeFileSync(path, `#!/bin/sh\n${sudo}\n`);
  if (sudo !== undefined) chmodSync(path, 0o755);
  const script = `import { privileged } from ${JSON.stringify(join(steps, 'privileged.mjs'))};
    process.getuid = () => ${userId};
    console.log(JSON.stringify(privileged('for a test')));`;
  return output(node, ['--input-type=module', '-e', script], { env: { PATH: folder } }).trimEnd().split('\n');
}

const asksPassword = (isRight: boolean): string => `case $1 in
  --non-interactive) exit 1 ;;
  --validate) echo 'Password:'; exit ${isRight ? 0 : 1} ;;
esac`;

test('root needs no sudo', () => {
  expect(privileged(0, 'exit 1')).toEqual(['[]']);
});

test('where sudo asks nothing, nothing is said', () => {
  expect(privileged(1000, 'exit 0')).toEqual(['["sudo"]']);
});

test('before sudo asks, it is said what for', () => {
  expect(privileged(1000, asksPassword(true))).toEqual(['sudo, for a test:', 'Password:', '["sudo"]']);
});

test('where sudo refuses, the command runs as who called', () => {
  expect(privileged(1000, asksPassword(false))).toEqual(['sudo, for a test:', 'Password:', '[]']);
});

test('without a sudo there are no words of it', () => {
  expect(privileged(1000, undefined)).toEqual(['[]']);
});
