/** What the benchmark does, in order. Arguments: the program, its package, libbpf, a folder, the repository; then groups, --quick, --before=EXECUTABLE. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Group } from './group';
import { groups } from './groups';
import { machineOf } from './machine';
import { section, withSections } from './page';
import { Quiet } from './quiet';

const [executable = '', packageFile = '', libbpf = '', folder = '', root = '', ...options] = process.argv.slice(2);
const page = join(root, 'docs', 'performance.md');
const isQuick = options.includes('--quick');
const before = options.find((option) => option.startsWith('--before='))?.slice('--before='.length);
const quietPatienceMs = 150_000;
const limitMs = 10 * 60_000;

async function main(): Promise<void> {
  for (const group of chosen(options.filter((option) => !option.startsWith('--')))) {
    say(`${group.name}: ${group.title}`);
    const text = section(group.title, ...await withinLimit(measured(group)));
    say('', text);
    if (!isQuick && before === undefined) writeFileSync(page, withSections(readFileSync(page, 'utf8'), [text], groups));
  }
}

function chosen(names: readonly string[]): readonly Group[] {
  const unknown = names.find((name) => groups.every((group) => group.name !== name));
  if (unknown !== undefined) throw new Error(`no group ${unknown}: ${groups.map(({ name }) => name).join(', ')}`);
  return names.length === 0 ? groups : groups.filter(({ name }) => names.includes(name));
}

async function measured(group: Group): Promise<[string, Awaited<ReturnType<Group['measure']>>]> {
  const quiet = new Quiet(isQuick ? 0 : quietPatienceMs);
  const count = (whole: number): number => (isQuick ? Math.ceil(whole / 20) : whole);
  const rounds = (whole: number): number => (isQuick ? 1 : whole);
  const began = performance.now();
  const progress = (line: string): void => say(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const tables = await group.measure({ executable, packageFile, before, libbpf, folder, quiet, count, rounds, say: progress });
  return [`\`npm run bench -- ${group.name}\`, ${machineOf(root)}; ${quiet.verdict}.`, tables];
}

async function withinLimit<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${limitMs / 60_000} minutes: the machine is too busy`)), limitMs);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

function say(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

main().then(() => process.exit(0), (error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
