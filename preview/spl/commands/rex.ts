/** rex and regex: regular expressions over a field, the raw event by default. */
import { Arguments } from '../arguments';
import { pcre } from '../eval/pcre';
import { multivalue, type Row, valueOf, valuesOf, withFields, withValue } from '../rows';
import { type CompileCommand, selection, type Stage } from '../stage';
import { Unsupported } from '../unsupported';

export const rex: CompileCommand = (text) => {
  const args = new Arguments('rex', text);
  const before = args.options(['field', 'max_match', 'mode']);
  const pattern = args.value();
  const { field = '_raw', max_match, mode } = { ...before, ...args.options(['field', 'max_match', 'mode']) };
  args.end();
  if (mode === 'sed') return replacing(field, pattern);
  if (mode !== undefined) args.refuse(`mode=${mode}`);
  const most = args.number(max_match, 1) || Infinity;
  const makes = [...pattern.matchAll(/\(\?P?<(\w+)>/g)].map(([, name = '']) => name);
  if (makes.length === 0) args.refuse('no named group');
  return { reads: [field], makes, leaves: 'more', apply: (table) => withFields(table, makes, table.rows.map((row) => extracted(row, field, pattern, makes, most))) };
};

function extracted(row: Row, field: string, pattern: string, makes: readonly string[], most: number): Row {
  const value = valuesOf(valueOf(row, field)).join('\n');
  const found = [...value.matchAll(pcre(pattern, 'g'))].slice(0, most);
  return makes.reduce((changed, name) => {
    const values = found.flatMap(({ groups }) => groups?.[name] ?? []);
    return values.length === 0 ? changed : withValue(changed, name, multivalue(values));
  }, row);
}

/** s/regex/replacement/g alone. */
function replacing(field: string, sed: string): Stage {
  const [, regex, by, flags = ''] = /^s\/((?:[^/\\]|\\.)*)\/((?:[^/\\]|\\.)*)\/(g?)$/.exec(sed) ?? [];
  if (regex === undefined || by === undefined) throw new Unsupported(`${sed} in rex`);
  const replacement = by.replaceAll('$', '$$$$').replace(/\\(\d)/g, '$$$1').replaceAll('\\/', '/');
  return selection([field], (rows) => rows.map((row) => {
    const value = valueOf(row, field);
    return value === undefined || typeof value === 'object' ? row : { ...row, [field]: String(value).replace(pcre(regex, flags), replacement) };
  }));
}

/** Rows that fit, or with != those that do not. */
export const regex: CompileCommand = (text) => {
  const [, field = '_raw', operator = '=', pattern] = /^(?:([\w.{}]+)\s*(!?=)\s*)?"((?:[^"\\]|\\.)*)"$/s.exec(text) ?? [];
  if (pattern === undefined) throw new Unsupported(`regex ${text}`);
  const fits = pcre(pattern.replace(/\\"/g, '"'));
  return selection([field], (rows) => rows.filter((row) => valuesOf(valueOf(row, field)).some((value) => fits.test(String(value))) === (operator === '=')));
};
