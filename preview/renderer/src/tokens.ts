/** Tokens of the view: those that a link to it carries, and what they are now. */
export type Tokens = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const prefix = 'form.';

/** form.<token> in the query; several of a name are a list. */
export function tokensOf(query: string): Record<string, Record<string, string | string[]>> {
  const values = new URLSearchParams(query);
  const names = [...new Set(values.keys())].filter((name) => name.startsWith(prefix));
  return { default: Object.fromEntries(names.map((name) => [name.slice(prefix.length), oneOrMore(values.getAll(name))])) };
}

function oneOrMore(values: string[]): string | string[] {
  return values.length === 1 ? (values[0] ?? '') : values;
}

let current: Tokens = {};

/** The renderer reports when they change; a handler of events is not given them. */
export function noteTokens(tokens: Tokens): void {
  current = tokens;
}

export function tokenOf(name: string): unknown {
  return current['default']?.[name];
}
