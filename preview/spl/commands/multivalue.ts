/** mvexpand, makemv, nomv: fields with several values. */
import { Arguments } from '../arguments';
import { pcre } from '../eval/pcre';
import { multivalue, type Row, valueOf, valuesOf, withValue } from '../rows';
import { type CompileCommand, selection } from '../stage';

/** A row for each value. */
export const mvexpand: CompileCommand = (text) => {
  const args = new Arguments('mvexpand', text);
  const field = args.value();
  const { limit } = args.options(['limit']);
  args.end();
  const most = args.number(limit, 0) || Infinity;
  return selection([field], (rows) => rows.flatMap((row) => {
    const values = valuesOf(valueOf(row, field));
    return values.length < 2 ? [row] : values.slice(0, most).map((value) => ({ ...row, [field]: value }));
  }));
};

/** Split at a delimiter, a blank by default, or into what a regular expression finds in its first group. */
export const makemv: CompileCommand = (text) => {
  const args = new Arguments('makemv', text);
  const { delim = ' ', tokenizer, allowempty, setsv } = args.options(['delim', 'tokenizer', 'allowempty', 'setsv']);
  const field = args.value();
  args.end();
  if (setsv !== undefined) args.refuse('setsv');
  const keepsEmpty = args.truth(allowempty, false);
  const parts = (value: string): string[] => tokenizer === undefined ? value.split(delim).filter((part) => keepsEmpty || part !== '')
    : [...value.matchAll(pcre(tokenizer, 'g'))].map(([, group = '']) => group);
  return selection([field], (rows) => rows.map((row) => changed(row, field, parts)));
};

function changed(row: Row, field: string, parts: (value: string) => string[]): Row {
  const value = valueOf(row, field);
  return value === undefined || typeof value === 'object' ? row : withValue(row, field, multivalue(parts(String(value))));
}

/** All values in one text, with line breaks between. */
export const nomv: CompileCommand = (text) => {
  const args = new Arguments('nomv', text);
  const field = args.value();
  args.end();
  return selection([field], (rows) => rows.map((row) => {
    const value = valueOf(row, field);
    return typeof value === 'object' ? { ...row, [field]: value.join('\n') } : row;
  }));
};
