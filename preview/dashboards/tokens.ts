/** Tokens in the texts of a view, as Dashboard Studio fills them in: $name$, $name|s$ quoted for SPL, $$ for a dollar. */
export type Tokens = Readonly<Record<string, string | readonly string[]>>;

const token = /\$\$|\$([\w.]+)(?:\|([a-z]+))?\$/g;

/** What a token's value becomes; several values are joined by commas, after each was filtered. */
const filters: Readonly<Record<string, (value: string) => string>> = {
  s: (value) => JSON.stringify(value),
  u: encodeURIComponent,
  n: (value) => value,
};

/** @throws where a token has no value: Studio would wait for it for ever */
export function filled(text: string, tokens: Tokens): string {
  return text.replace(token, (whole, name: string | undefined, filter = 'n') => {
    if (name === undefined) return '$';
    const value = tokens[name];
    const change = filters[filter as string];
    if (value === undefined || change === undefined) throw new Error(`the token ${whole} has no value`);
    return [value].flat().map(change).join(',');
  });
}

/** Names and filters of the tokens that a text uses. */
export function tokensOf(text: string): readonly { readonly name: string; readonly filter: string }[] {
  return [...text.matchAll(token)].flatMap(([, name, filter = '']) => (name === undefined ? [] : [{ name, filter }]));
}
