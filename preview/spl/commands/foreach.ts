import { Arguments } from '../arguments';
import { fieldsOf, type Table } from '../rows';
import type { CompileCommand } from '../stage';
import { selected, wildcard } from '../wildcard';

/** foreach: the commands in brackets once for each field that fits, with its name for <<FIELD>>. */
export const foreach: CompileCommand = (text, context) => {
  const [, list = '', template] = /^([^[]*)(\[.*\])$/s.exec(text) ?? [];
  const args: Arguments = new Arguments('foreach', list);
  const patterns = args.names();
  args.end();
  if (template === undefined || patterns.length === 0) args.refuse('other than fields and a search in brackets');
  const spl = template.slice(1, -1);
  return {
    reads: patterns, makes: [], leaves: 'any',
    apply: (table) => patterns.reduce<Table>((current, pattern) => selected([pattern], fieldsOf(current)).reduce<Table>((changed, field) =>
      context.search(filled(spl, field, pattern), changed), current), table),
  };
};

function filled(template: string, field: string, pattern: string): string {
  const [match = '', ...segments] = [...new RegExp(wildcard(pattern).source.replaceAll('.*', '(.*)')).exec(field) ?? []].slice(pattern.includes('*') ? 0 : 1);
  const parts = segments.map((segment, at) => [`<<MATCHSEG${at + 1}>>`, segment] as const);
  const all = [['<<FIELD>>', field], ['<<MATCHSTR>>', segments[0] ?? match], ...parts] as const;
  return all.reduce((spl, [placeholder, value]) => spl.replaceAll(placeholder, () => value), template);
}
