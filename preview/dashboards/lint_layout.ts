/** Every panel has its place, once; the rows fill the width; inputs and panels name searches that are there. */
import type { Definition } from './shipped';
import { gridWidth } from './studio';

export function layoutProblems({ inputs, visualizations, dataSources, layout }: Definition): readonly string[] {
  const placed = layout.structure.map(({ item }) => item);
  const used = [...Object.entries(visualizations), ...Object.entries(inputs)].flatMap(([name, { dataSources: its = {} }]) => Object.values(its).map((search) => [name, search] as const));
  const bases = Object.values(dataSources).flatMap(({ options }) => options.extend ?? []);
  return [
    ...difference(Object.keys(visualizations), placed, 'has no place'),
    ...difference(placed, Object.keys(visualizations), 'is no panel'),
    ...placed.filter((item, at) => placed.indexOf(item) !== at).map((item) => `${item} has two places`),
    ...difference(Object.keys(inputs), layout.globalInputs, 'is not shown'),
    ...difference(layout.globalInputs, Object.keys(inputs), 'is no input'),
    ...used.filter(([, search]) => dataSources[search] === undefined).map(([name, search]) => `${name} shows ${search}, which is no search`),
    ...difference(Object.keys(dataSources), [...used.map(([, search]) => search), ...bases], 'is a search that nothing shows'),
    ...rowProblems(layout),
  ];
}

function difference(names: readonly string[], others: readonly string[], what: string): readonly string[] {
  return names.filter((name) => !others.includes(name)).map((name) => `${name} ${what}`);
}

function rowProblems({ structure }: Definition['layout']): readonly string[] {
  const tops = [...new Set(structure.map(({ position }) => position.y))].sort((a, b) => a - b);
  let bottom = 0;
  return tops.flatMap((top) => {
    const row = structure.filter(({ position }) => position.y === top).map(({ position }) => position);
    const ends = row.map(({ x, w }) => x + w);
    const isWhole = row[0]?.x === 0 && ends.at(-1) === gridWidth && row.every(({ x, h }, at) => x === (ends[at - 1] ?? 0) && h === row[0]?.h);
    const isBelow = top === bottom;
    bottom = top + (row[0]?.h ?? 0);
    return [...(isWhole ? [] : [`the row at ${top} does not fill the width`]), ...(isBelow ? [] : [`the row at ${top} does not follow the one above`])];
  });
}
