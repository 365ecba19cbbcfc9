import { compileCondition } from '../eval';
import { parseEval } from '../eval/parser';
import { usesOf } from '../eval/uses';
import { type CompileCommand, selection } from '../stage';

/** where: rows for which an expression holds. */
export const where: CompileCommand = (text, context) => {
  const holds = compileCondition(text, context);
  return selection(usesOf(parseEval(text)).fields, (rows) => rows.filter(holds));
};
