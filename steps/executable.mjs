// Makes the single executable: Node's own binary, stripped, with the bundle inside, which ignores the variables of Node.js in the environment.
import { chmodSync, copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './command.mjs';
import { addEntry, entrySource } from './entry.mjs';
import { bundle, executable, node, root, steps } from './paths.mjs';
import { step } from './step.mjs';

// Options of Node that the executable always has. No signal opens a debugger in a process with capabilities. A host's
// configuration of OpenSSL that asks for a provider that Node lacks would end the program before its first line; what
// the environment says of it, as splunkd's does, entry.c takes away. V8's young objects are few, and die at once.
export const nodeOptions = ['--disable-sigusr1', '--openssl-config=/dev/null', '--max-semi-space-size=1'];

const folder = dirname(executable);
const postject = join(root, 'node_modules', 'postject', 'dist', 'cli.js');
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const config = {
  main: 'main.cjs',
  output: 'main.blob',
  disableExperimentalSEAWarning: true,
  useSnapshot: false,
  useCodeCache: false, // it differs from build to build (V8's hash seed), and saves 6 ms of 49 at the start
  execArgv: nodeOptions,
  execArgvExtension: 'none', // NODE_OPTIONS is ignored
};

export async function buildExecutable() {
  const inputs = [bundle, join(root, 'package-lock.json'), ...['executable.mjs', 'entry.mjs'].map((name) => join(steps, name)), entrySource];
  await step('executable', { what: 'the program and Node.js in one file', inputs, outputs: [executable] }, () => {
    mkdirSync(folder, { recursive: true });
    writeBlob();
    inject();
  });
}

// Relative names: the main file's is kept in the executable.
function writeBlob() {
  copyFileSync(bundle, join(folder, config.main));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  run(node, ['--experimental-sea-config', 'config.json'], { cwd: folder, env: {} });
}

// Takes the old one's place at once, since that may be running.
function inject() {
  const copy = `${executable}.new`;
  run('llvm-strip', ['-o', copy, node]);
  chmodSync(copy, 0o755);
  const blob = join(folder, config.output);
  run(process.execPath, [postject, copy, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', fuse]);
  addEntry(copy, folder);
  renameSync(copy, executable);
}
