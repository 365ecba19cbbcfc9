// node docs/picture.mjs < run.txt > docs/run.svg: what a terminal showed, with its colours, as a picture.
// run.txt: script -qc "ebpf_trace run -P 8080,8443" run.txt, in a terminal of 132 columns, less the first and last line of script.
import { readFileSync } from 'node:fs';

const [cellWidth, lineHeight, margin] = [7.8, 18, 16];
// Browsers make one blank of several, whatever xml:space says above.
/** @type {Readonly<Record<string, string>>} */
const escapes = { ' ': '\u00a0', '&': '&amp;', '<': '&lt;', '>': '&gt;' };
// SGR codes (ECMA-48) of src/text/terminal.ts.
/** @type {Readonly<Record<string, string>>} */
const colours = { 1: '#79c0ff', 31: '#ff7b72', 36: '#56d4dd', 90: '#8b949e' };
const plain = '#e6edf3';

const lines = readFileSync(0, 'utf8').replaceAll('\r', '').trimEnd().split('\n').map(readLine);
const width = Math.max(...lines.map(({ text }) => text.length)) * cellWidth + 2 * margin;
const height = lines.length * lineHeight + 2 * margin;

/** @param {string} line */
function readLine(line) {
  // eslint-disable-next-line no-control-regex
  const [, code = '', text = line] = /^\u001b\[(\d+)m(.*?)\u001b\[0m$/.exec(line) ?? [];
  return { text, colour: colours[code] ?? (text.startsWith('#') && colours[90] || plain) };
}

/** @param {{ text: string, colour: string }} line @param {number} at */
function draw({ text, colour }, at) {
  const place = `x="${margin}" y="${margin + (at + 0.75) * lineHeight}" textLength="${(text.length * cellWidth).toFixed(1)}"`;
  return `<text ${place} fill="${colour}">${text.replace(/[&<> ]/g, (character) => escapes[character] ?? character)}</text>\n`;
}

process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>ebpf_trace run in a terminal</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="13">
${lines.map(draw).join('')}</g>
</svg>
`);
