// Gives jest CommonJS made by esbuild, as the product is made; it runs TypeScript and the build's own modules.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { version, transformSync } = require('esbuild');

const self = readFileSync(__filename);
const moduleUrl = { 'import.meta.url': '__moduleUrl' };
const banner = 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;';

module.exports = {
  /** @param {string} source @param {string} path */
  process(source, path) {
    /** @type {import('esbuild').Loader} */
    const loader = path.endsWith('.ts') ? 'ts' : 'js';
    /** @type {import('esbuild').TransformOptions} */
    const options = { loader, sourcefile: path, sourcemap: 'inline', define: moduleUrl, banner };
    // import() becomes a lazy require, as in the bundle: jest has no other.
    /** @type {import('esbuild').TransformOptions} */
    const commonJs = { format: 'cjs', platform: 'node', target: 'node20', supported: { 'dynamic-import': false } };
    return { code: transformSync(source, { ...options, ...commonJs }).code };
  },
  /** @param {string} source @param {string} path */
  getCacheKey(source, path) {
    return createHash('sha256').update(`${version}\0${path}\0`).update(self).update(source).digest('hex');
  },
};
