import { compileValue } from '../eval';
import { parseAssignments } from '../eval/parser';
import { usesOf } from '../eval/uses';
import { withFields, withValue } from '../rows';
import type { CompileCommand } from '../stage';

/** eval: fields from expressions, one after the other; null takes a field away. */
export const evalCommand: CompileCommand = (text, context) => {
  const steps = parseAssignments(text).map(({ field, value }) => ({ field, reads: usesOf(value).fields, evaluate: compileValue(value, context, text) }));
  const makes = steps.map(({ field }) => field);
  return {
    reads: steps.flatMap(({ reads }, at) => reads.filter((field) => !makes.slice(0, at).includes(field))),
    makes,
    leaves: 'more',
    apply: (table) => withFields(table, makes, table.rows.map((row) =>
      steps.reduce((changed, { field, evaluate }) => withValue(changed, field, evaluate(changed) ?? undefined), row))),
  };
};
