// node docs/picture.mjs < run.txt > docs/run.svg: what a terminal showed, as a picture.
import { readFileSync } from 'node:fs';

const [cellWidth, lineHeight, margin] = [7.8, 18, 16];
// Browsers make one blank of several, whatever xml:space says above.
const escapes = { ' ': '\u00a0', '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const colours = [[/^#|^\d+ tcp events/, '#8b949e'], [/^TIME/, '#79c0ff'], [/ connect_failed /, '#ff7b72'], [/ close /, '#8b949e']];

const lines = readFileSync(0, 'utf8').replaceAll('\r', '').trimEnd().split('\n');
const width = Math.max(...lines.map((line) => line.length)) * cellWidth + 2 * margin;
const height = lines.length * lineHeight + 2 * margin;

function draw(line, at) {
  const colour = colours.find(([pattern]) => pattern.test(line))?.[1] ?? '#e6edf3';
  const place = `x="${margin}" y="${margin + (at + 0.75) * lineHeight}" textLength="${(line.length * cellWidth).toFixed(1)}"`;
  return `<text ${place} fill="${colour}">${line.replace(/[&<> ]/g, (character) => escapes[character])}</text>\n`;
}

process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>ebpf_trace run in a terminal</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13">
${lines.map(draw).join('')}</g>
</svg>
`);
