// What the TypeScript says of itself, the list of arguments and the list of probes, for the files made from them.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transpile } from './bundle.mjs';
import { build, steps } from './paths.mjs';

const output = join(build, 'definitions.cjs');

/** @returns {Promise<typeof import('./definitions.ts')>} */
export async function definitions() {
  await transpile({ entryPoints: [join(steps, 'definitions.ts')], outfile: output });
  return createRequire(import.meta.url)(output);
}
