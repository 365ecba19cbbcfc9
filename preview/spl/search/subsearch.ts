/** The rows of a subsearch as terms of the search around it, which is what `format` makes of them. */
import type { Result, Value } from '../rows';

/** limits.conf: [subsearch] maxout. */
const mostRows = 10000;

/** No rows find nothing. Fields called search and query stand for themselves. */
export function termsOf({ fields, rows }: Result): string {
  const wanted = fields.filter((field) => !field.startsWith('_'));
  const all = rows.slice(0, mostRows).map((row) => {
    const terms = wanted.flatMap((field) => row[field] === undefined ? [] : [termOf(field, row[field])]);
    return `( ${terms.join(' AND ')} )`;
  });
  return all.length === 0 ? 'NOT ()' : `( ${all.join(' OR ')} )`;
}

export function termOf(field: string, value: Value): string {
  if (field === 'search' || field === 'query') return String(value);
  if (typeof value === 'object') return `( ${value.map((one) => termOf(field, one)).join(' OR ')} )`;
  return `${field}="${String(value).replace(/["\\]/g, '\\$&')}"`;
}
