/** CSV files, as lookups are. */
export type CsvRow = Readonly<Record<string, string>>;

/** Rows by the header; a quoted value may hold commas and doubled quotes, but no line break. */
export function parseCsv(text: string): readonly CsvRow[] {
  const [header = [], ...lines] = text.trimEnd().split('\n').map(cells);
  return lines.map((line) => {
    if (line.length !== header.length) throw new Error(`${line.length} columns instead of ${header.length}: ${line.join()}`);
    return Object.fromEntries(header.map((name, at) => [name, line[at] ?? '']));
  });
}

function cells(line: string): string[] {
  const found = [...line.replace(/\r$/, '').matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
  return found.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}
