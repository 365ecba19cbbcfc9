/** Tokens that a link to a view carries: form.<token> in the query, several of a name are a list. */
export function tokensOf(query: string): Record<string, Record<string, string | string[]>> {
  const values = new URLSearchParams(query);
  const names = [...new Set(values.keys())].filter((name) => name.startsWith(prefix));
  return { default: Object.fromEntries(names.map((name) => [name.slice(prefix.length), oneOrMore(values.getAll(name))])) };
}

const prefix = 'form.';

function oneOrMore(values: string[]): string | string[] {
  return values.length === 1 ? (values[0] ?? '') : values;
}
