// Renders the app's icons, steps/icons/, in the two sizes that Splunk asks for. By WebAssembly, the same on every machine.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { load } from './command.mjs';
import { steps } from './paths.mjs';

const sizes = [['', 36], ['_2x', 72]];

/** Once for all packages. @type {Promise<void> | undefined} */
let ready;

/** @param {string} folder */
export async function renderIcons(folder) {
  const { initWasm, Resvg } = await load('@resvg/resvg-wasm');
  ready ??= initWasm(readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
  await ready;
  mkdirSync(folder, { recursive: true });
  for (const name of ['appIcon', 'appIconAlt']) {
    const svg = readFileSync(join(steps, 'icons', `${name}.svg`), 'utf8');
    for (const [suffix, value] of sizes) {
      writeFileSync(join(folder, `${name}${suffix}.png`), new Resvg(svg, { fitTo: { mode: 'width', value } }).render().asPng());
    }
  }
}
