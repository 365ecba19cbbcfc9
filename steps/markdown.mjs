// What the generated documents have in common.
export function table(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')}\n`;
}

export function code(text) {
  return `\`${text}\``;
}

export function mark(isSo) {
  return isSo ? 'yes' : '';
}
