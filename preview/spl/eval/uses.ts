import type { Expression } from './parser';

/** The fields and the functions that an expression uses. */
export function usesOf(tree: Expression): { readonly fields: readonly string[]; readonly functions: readonly string[] } {
  if (tree.kind === 'literal') return { fields: [], functions: [] };
  if (tree.kind === 'field') return { fields: [tree.name], functions: [] };
  const inner = tree.kind === 'call' ? tree.args : tree.kind === 'binary' ? [tree.left, tree.right] : [tree.operand];
  const uses = inner.map(usesOf);
  const own = tree.kind === 'call' ? [tree.name] : [];
  return { fields: uses.flatMap(({ fields }) => fields), functions: [...own, ...uses.flatMap(({ functions }) => functions)] };
}
