// docs/proof.md, of the figures that the proofs have left.
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { join } from 'node:path';
import { table } from './markdown.mjs';

/**
 * @param {Readonly<Record<string, { shows: string, unit: string, whole: number }>>} proofs by name
 * @param {string} folder of the figures: a file a test @param {string} commit @param {boolean} isChanged since that commit
 */
export function proofPage(proofs, folder, commit, isChanged) {
  const found = readdirSync(folder).sort().map((file) => ({ title: file.replace(/\.json$/, ''), figures: JSON.parse(readFileSync(join(folder, file), 'utf8')) }));
  const rows = Object.entries(proofs).flatMap(([name, proof]) => {
    const own = found.filter(({ title }) => title.split(',')[0] === name);
    return (own.length > 0 ? own : [{ title: name, figures: { count: 0, skipped: 'not run' } }]).map(({ title, figures }) => row(title, proof, figures));
  });
  return `# Proof

Made by \`npm run prove\`: do not edit. \`npm test\` does a twentieth of each (test/prove/proofs.ts).

${new Date().toISOString().slice(0, 10)}, commit ${commit.slice(0, 12)}${isChanged ? ' with changes' : ''}, Linux ${release().split('-')[0]}, ${availableParallelism()} processors.

${table(['proof', 'shows', 'done', 'seconds', 'result'], rows)}`;
}

/** @typedef {{ count: number, seconds?: number, remark?: string, skipped?: string }} Figures */

/** @param {string} title @param {{ shows: string, unit: string, whole: number }} proof @param {Figures} figures */
function row(title, { shows, unit, whole }, { count, seconds, remark, skipped }) {
  const done = `${count.toLocaleString('en')} of ${whole.toLocaleString('en')} ${unit}`;
  const result = skipped === undefined ? ['held', remark].filter(Boolean).join('; ') : skipped === 'FAILED' ? '**failed**' : `**not done here**: ${skipped}`;
  return [title, shows, done, seconds === undefined ? '' : String(seconds), result];
}
