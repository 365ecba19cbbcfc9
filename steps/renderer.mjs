// Bundles Splunk's dashboard renderer and our small part of it for the browser: for the preview alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { load } from './command.mjs';
import { Failure } from './failure.mjs';
import { renderer, root } from './paths.mjs';
import { step } from './step.mjs';

const folder = join(root, 'preview', 'renderer');
const bundle = join(renderer, 'main.js');

export async function buildRenderer() {
  if (!existsSync(join(folder, 'node_modules'))) throw new Failure('preview/renderer/node_modules is missing: npm run setup');
  const inputs = ['src', 'package-lock.json', 'tsconfig.json'].map((name) => join(folder, name));
  await step('renderer', { what: "bundling Splunk's dashboard renderer", inputs: [...inputs, import.meta.filename], outputs: [bundle] }, work);
}

// What its packages expect of a bundler.
async function work() {
  const esbuild = await load('esbuild');
  await esbuild.build({
    absWorkingDir: folder,
    entryPoints: ['src/main.tsx'],
    outfile: bundle,
    bundle: true,
    format: 'iife',
    target: 'chrome120',
    jsx: 'automatic',
    mainFields: ['browser', 'module', 'main'],
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"', global: 'window', __DEV__: 'false' },
    loader: { '.svg': 'dataurl', '.png': 'dataurl', '.gif': 'dataurl', '.geojson': 'json', '.woff': 'file', '.woff2': 'file', '.ttf': 'file' },
    assetNames: '[name]',
    logLevel: 'warning',
  });
}
