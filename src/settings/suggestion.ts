/** Which of the words somebody may have meant, or undefined where none is near. */
export function suggestion(typed: string, words: readonly string[]): string | undefined {
  const [best] = words.map((word) => ({ word, cost: distance(typed, word) })).sort((one, other) => one.cost - other.cost);
  return best !== undefined && best.cost <= Math.max(1, Math.floor(typed.length / 3)) ? best.word : undefined;
}

/** Characters to insert, delete or replace between them, two that changed places as one (Damerau, Levenshtein). */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= one.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const costs = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (isSame ? 0 : 1)];
      rows[row]?.push(Math.min(...costs, isSwap ? at(row - 2, column - 2) + 1 : Infinity));
    }
  }
  return at(one.length, other.length);
}
