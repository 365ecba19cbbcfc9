/** What is wrong with a definition of knowledge objects, one line each: what would fail silently in a search. */
import type { Knowledge } from '../../src/knowledge';
import { hasOwnField, originOf } from '../../src/knowledge';
import { compileEval } from '../spl/eval';
import { parseEval } from '../spl/eval/parser';
import { usesOf } from '../spl/eval/uses';
import { compileSearch, searchFields } from '../spl/search/terms';

export function lintKnowledge(knowledge: Knowledge): readonly string[] {
  return [
    ...knowledge.calculated.flatMap((one) => one.sourcetypes.flatMap((sourcetype) => calculatedProblems(one, sourcetype, knowledge))),
    ...knowledge.lookups.flatMap((one) => one.sourcetypes.flatMap((sourcetype) => lookupProblems(one, sourcetype, knowledge))),
    ...knowledge.eventtypes.flatMap((one) => eventtypeProblems(one, knowledge)),
    ...doubled(knowledge.calculated.flatMap(({ name, sourcetypes }) => sourcetypes.map((sourcetype) => `EVAL-${name} of ${sourcetype}`))),
    ...doubled(knowledge.lookups.map(({ name }) => `the lookup ${name}`)),
  ];
}

type Calculated = Knowledge['calculated'][number];

/** An EVAL sees what the event itself has, and nothing that is made later or beside it. */
function calculatedProblems({ name, expression }: Calculated, sourcetype: string, knowledge: Knowledge): string[] {
  const what = `EVAL-${name} of ${sourcetype}`;
  const broken = failure(() => void compileEval(expression));
  if (broken !== undefined) return [`${what}: ${broken}`];
  return [...new Set(usesOf(parseEval(expression)).fields)].flatMap((field) => {
    if (hasOwnField(field, sourcetype, knowledge) || knowledge.defaultFields.some((one) => one === field)) return [];
    const origin = originOf(field, sourcetype, knowledge);
    if (origin === undefined) return [`${what} uses ${field}, which ${sourcetype} does not have`];
    return [`${what} uses ${field}, which another ${origin === 'lookup' ? 'LOOKUP' : 'EVAL'} makes`];
  });
}

/** A lookup comes after the calculated fields and may use them. */
function lookupProblems({ name, input, output }: Knowledge['lookups'][number], sourcetype: string, knowledge: Knowledge): string[] {
  const what = `LOOKUP-${name} of ${sourcetype}`;
  const origin = originOf(input, sourcetype, knowledge);
  const problems = origin === undefined ? [`${what} uses ${input}, which ${sourcetype} does not have`] : [];
  if (origin === 'lookup') problems.push(`${what} uses ${input}, which another LOOKUP makes`);
  const isTaken = hasOwnField(output, sourcetype, knowledge) || knowledge.calculated.some((one) => one.name === output && one.sourcetypes.some((of) => of === sourcetype));
  return isTaken ? [...problems, `${what} makes ${output}, which is there already: OUTPUTNEW would never write it`] : problems;
}

/** By sourcetype and the event's own fields, so that neither a macro nor a lookup can empty a data model. */
function eventtypeProblems({ name, search }: Knowledge['eventtypes'][number], knowledge: Knowledge): string[] {
  const what = `eventtype ${name}`;
  if (search.includes('`')) return [`${what} uses a macro`];
  const broken = failure(() => void compileSearch(search));
  if (broken !== undefined) return [`${what}: ${broken}`];
  const sourcetype = /^sourcetype="ebpf:(\w+)" /.exec(search)?.[1];
  if (sourcetype === undefined) return [`${what} does not begin with a sourcetype`];
  const fields = searchFields(search).filter((field) => field !== 'sourcetype');
  return fields.filter((field) => !hasOwnField(field, sourcetype, knowledge)).map((field) => `${what} uses ${field}, which is none of the event's own`);
}

function failure(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function doubled(names: readonly string[]): string[] {
  return names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${name} is there twice`);
}
