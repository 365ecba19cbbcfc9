/** The whole of a text, where * stands for any part of it. */
export function wildcard(text: string, flags = ''): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, `s${flags}`);
}

/** The names that a list with wildcards means, in the order of the list; a name without one is itself. */
export function selected(patterns: readonly string[], names: readonly string[]): string[] {
  const found = patterns.flatMap((pattern) => pattern.includes('*') ? names.filter((name) => wildcard(pattern).test(name)) : [pattern]);
  return [...new Set(found)];
}
