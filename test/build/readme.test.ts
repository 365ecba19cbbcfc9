/** The README is a front page: short, and every link of it and of the docs leads somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../steps/paths.mjs';

const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];

test('the README has at most 1,200 words', () => {
  const words = readFileSync(join(root, 'README.md'), 'utf8').split(/\s+/).filter((word) => word !== '');
  expect(words.length).toBeLessThanOrEqual(1200);
});

test.each(pages)('the links of %s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => (/^https?:/.test(target) ? [] : [target]));
  expect(targets.filter((target) => !leadsSomewhere(page, target))).toEqual([]);
});

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? join(root, page) : join(root, dirname(page), path);
  return existsSync(file) && (anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(anchor));
}

/** As the usual renderers make them: lower case, without punctuation, blanks as dashes. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replace(/[^\w\s-]/g, '').replaceAll(' ', '-'));
}
