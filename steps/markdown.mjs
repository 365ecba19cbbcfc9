// What the generated documents have in common.
/** @param {readonly string[]} header @param {readonly (readonly string[])[]} rows */
export function table(header, rows) {
  /** @param {readonly string[]} cells */
  const line = (cells) => `| ${cells.map((cell) => plain(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')}\n`;
}

/**
 * What is no code is shown as it is: <pid> would be taken for a tag, and a backslash before a sign would go.
 * @param {string} cell
 */
function plain(cell) {
  return cell.split('`').map((part, at) => (at % 2 === 1 ? part : part.replaceAll('<', '&lt;').replace(/\\(?=[*_])/g, '\\\\'))).join('`');
}

/** @param {string} text */
export function code(text) {
  return `\`${text}\``;
}

/** @param {boolean} isSo */
export function mark(isSo) {
  return isSo ? 'yes' : '';
}
