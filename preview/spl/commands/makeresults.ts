import { Arguments } from '../arguments';
import { type CompileCommand, refuseUnlessFirst } from '../stage';

/** makeresults: rows of the present time, and nothing else. */
export const makeresults: CompileCommand = (text, context) => {
  refuseUnlessFirst('makeresults', context);
  const args = new Arguments('makeresults', text);
  const { count, annotate } = args.options(['count', 'annotate']);
  args.end();
  if (args.truth(annotate, false)) args.refuse('annotate');
  const rows = Array.from({ length: args.number(count, 1) }, () => ({ _time: Math.floor(context.now()) }));
  return { reads: [], makes: ['_time'], leaves: 'only', apply: () => ({ fields: ['_time'], rows }) };
};
