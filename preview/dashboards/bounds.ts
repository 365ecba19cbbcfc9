/** How many rows a search can have, however many hosts and events there are: by what its commands cut. */
import { commandsOf } from '../spl/pipeline';

/** Rows that a chained search gets at most: the renderer and Splunk take no more of its base. */
export const mostRows = 10_000;
/** timechart makes at most 100 intervals of a time range, and one more where it is cut at both ends. */
const intervals = 101;

/** undefined where nothing bounds it. */
export function rowBound(query: string): number | undefined {
  return commandsOf(query).reduce<number | undefined>((bound, { name, text }) => after(name, text, bound), undefined);
}

function sumOf(bound: number | undefined, more: number | undefined): number | undefined {
  return bound === undefined || more === undefined ? undefined : bound + more;
}

function after(name: string, text: string, bound: number | undefined): number | undefined {
  const cut = (to: number): number => Math.min(to, bound ?? Infinity);
  switch (name) {
    case 'sort': return /^0\b/.test(text) ? bound : cut(Number(/^\d+/.exec(text)?.[0] ?? mostRows)); // 0 is all
    case 'head': return cut(Number(/^\d+/.exec(text)?.[0] ?? 10));
    case 'timechart': return cut(intervals);
    case 'stats': return /\bby\b/i.test(text) ? bound : 1;
    case 'appendpipe': return bound === undefined ? undefined : bound + 1;
    case 'append': return sumOf(bound, rowBound(text.replace(/^[^[]*\[|\]$/g, '')));
    case 'mvexpand': return undefined;
    default: return bound;
  }
}
