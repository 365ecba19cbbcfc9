/** What flows between the commands of a search. */

/** Absent is null. A list is multivalue and has at least two values: one alone is that value. */
export type Value = string | number | readonly string[];
export type Row = Readonly<Record<string, Value>>;

export interface Result {
  readonly fields: readonly string[];
  readonly rows: readonly Row[];
}

/** Events have no columns of their own until a command gives them some. */
export interface Table {
  readonly fields?: readonly string[];
  readonly rows: readonly Row[];
}

const first = ['_time', '_raw', 'index', 'host', 'source', 'sourcetype'];

/** The columns; of events whatever any of them has, the default fields first. */
export function fieldsOf({ fields, rows }: Table): readonly string[] {
  if (fields !== undefined) return fields;
  const found = new Set<string>();
  for (const row of rows) for (const name in row) found.add(name);
  return [...first.filter((name) => found.has(name)), ...[...found].filter((name) => !first.includes(name)).sort()];
}

export function asResult(table: Table): Result {
  return { fields: fieldsOf(table), rows: table.rows };
}

/** Fields that a command adds stand last, unless they are there. */
export function withFields({ fields, rows }: Table, added: readonly string[], changed: readonly Row[] = rows): Table {
  return fields === undefined ? { rows: changed } : { fields: [...new Set([...fields, ...added])], rows: changed };
}

export function valueOf(row: Row, field: string): Value | undefined {
  return Object.hasOwn(row, field) ? row[field] : undefined;
}

/** Each value of a field, none where it is null. */
export function valuesOf(value: Value | undefined): readonly (string | number)[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [value];
}

/** What a list of values is as a field's value. */
export function multivalue(values: readonly (string | number)[]): Value | undefined {
  return values.length < 2 ? values[0] : values.map(String);
}

export function without(row: Row, ...fields: readonly string[]): Row {
  const kept: Record<string, Value> = { ...row };
  for (const field of fields) delete kept[field];
  return kept;
}

/** The field set, or taken away where the value is null. */
export function withValue(row: Row, field: string, value: Value | undefined): Row {
  if (value !== undefined) return { ...row, [field]: value };
  return Object.hasOwn(row, field) ? without(row, field) : row;
}
