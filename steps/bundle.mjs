// Bundles the TypeScript into one file of CommonJS, the form that a single executable takes.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from './command.mjs';
import { Failure } from './failure.mjs';
import { bpfObject, bundle, bundledFiles, root, steps } from './paths.mjs';
import { step } from './step.mjs';

const entry = 'src/main.ts';

export async function buildBundle() {
  if (!existsSync(join(root, entry))) throw new Failure(`${entry} is missing`);
  const inputs = ['src', 'package.json', 'package-lock.json', 'tsconfig.json'].map((name) => join(root, name));
  await step('bundle', { inputs: [...inputs, bpfObject, join(steps, 'bundle.mjs')], outputs: [bundle, bundledFiles] }, work);
}

async function work() {
  // The reader of samples fits this object alone: src/kernel/object.ts.
  const define = { bpfObjectHash: JSON.stringify(createHash('sha256').update(readFileSync(bpfObject)).digest('hex')) };
  const { metafile } = await transpile({ entryPoints: [entry], outfile: bundle, metafile: true, define });
  writeFileSync(bundledFiles, `${Object.keys(metafile.inputs).sort().join('\n')}\n`);
}

// What the product and the build's own look at its definitions have in common. koffi stays outside: kernel/koffi.ts
// loads its native part. import() becomes a lazy require of what is in the bundle. No "use strict" over packages that
// break under it (splunk-sdk does).
/** @param {import('esbuild').BuildOptions} options */
export async function transpile(options) {
  const esbuild = await load('esbuild');
  try {
    return await esbuild.build({ ...common, ...options });
  } catch (error) {
    throw error instanceof Error && 'errors' in error ? new Failure('esbuild failed') : error; // esbuild has shown its errors
  }
}

/** @satisfies {import('esbuild').BuildOptions} */
const common = /** @type {const} */ ({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  charset: 'utf8',
  external: ['koffi'],
  supported: { 'dynamic-import': false },
  tsconfigRaw: { compilerOptions: { target: 'es2024', strict: false } },
  logLevel: 'warning',
});
