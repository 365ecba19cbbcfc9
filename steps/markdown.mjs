// What the generated documents have in common.
/** @param {readonly string[]} header @param {readonly (readonly string[])[]} rows */
export function table(header, rows) {
  /** @param {readonly string[]} cells */
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')}\n`;
}

/** @param {string} text */
export function code(text) {
  return `\`${text}\``;
}

/** @param {boolean} isSo */
export function mark(isSo) {
  return isSo ? 'yes' : '';
}
