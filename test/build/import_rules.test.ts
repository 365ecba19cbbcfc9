/** The linter's import rules hold who may know whom: tried on files in a copy of the sources, with the repository's configuration. */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { node, root } from '../../steps/paths.mjs';
import { run } from './run';

const folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

const forbidden: readonly [file: string, path: string][] = [
  ['src/text/x.ts', '../settings/index'],
  ['src/settings/x.ts', '../probes/index'],
  ['src/host/x.ts', '../kernel/libbpf'],
  ['src/kernel/x.ts', '../output/writer'],
  ['src/kernel/x.ts', '../probes'],
  ['src/services/owners/x.ts', '../../kernel/libbpf'],
  ['src/services/owners/x.ts', '../../probes/probe'],
  ['src/probes/tcp/x.ts', '../../kernel/libbpf'],
  ['src/probes/tcp/x.ts', '../../output/xml'],
  ['src/probes/tcp/x.ts', '../retransmit/index'],
  ['src/probes/tcp/arguments.ts', '../../services/owners/owners'],
  ['src/probes/tcp/x.ts', './knowledge'],
  ['src/services/connections/x.ts', './knowledge'],
  ['src/probes/tcp/x.ts', './searches'],
  ['src/probes/tcp/x.ts', './views/process_connections'],
  ['src/probes/tcp/knowledge.ts', '../retransmit/knowledge'],
  ['src/probes/tcp/views/x.ts', '../../retransmit/views'],
  ['src/probes/tcp/searches/x.ts', '../../../knowledge'],
  ['src/pipeline/x.ts', '../services/connections/knowledge'],
  ['src/splunk/x.ts', '../probes/tcp/knowledge'],
  ['src/output/x.ts', '../probes/tcp/index'],
  ['src/output/x.ts', '../settings'],
  ['src/pipeline/x.ts', '../splunk/rest'],
  ['src/health/x.ts', '../knowledge/index'],
  ['src/commands/run/x.ts', '../../knowledge'],
  ['src/splunk/views/x.ts', '../../../preview/dashboards/bounds'],
  ['src/splunk/views/x.ts', '../../knowledge/views'],
  ['src/splunk/views/x.ts', '../../probes/tcp/views'],
  ['src/kernel/x.ts', '../../test/random'],
  ['splunkd/x.ts', '../test/random'],
  ['demo/x.ts', '../test/random'],
  ['preview/spl/x.ts', '../../src/knowledge'],
  ['preview/spl/commands/x.ts', '../../dashboards/lint'],
  ['preview/spl/commands/x.ts', '../../../src/splunk/views/panels'],
];

const allowed: readonly [file: string, path: string][] = [
  ['src/kernel/x.ts', '../settings'],
  ['src/settings/x.ts', '../probes/arguments'],
  ['src/services/owners/x.ts', '../connections/subject'],
  ['src/services/connections/subject.ts', '../../probes/probe'],
  ['src/probes/tcp/x.ts', '../../services/owners/owners'],
  ['src/probes/tcp/x.ts', '../probe'],
  ['src/probes/tcp/knowledge.ts', '../../splunk/knowledge_objects'],
  ['src/probes/tcp/knowledge.ts', '../../services/connections/knowledge'],
  ['src/probes/tcp/knowledge.ts', './views'],
  ['src/probes/tcp/views/x.ts', '../../../splunk/views/panels'],
  ['src/probes/tcp/searches/x.ts', '../../../splunk/search'],
  ['src/services/connections/knowledge.ts', '../../splunk/knowledge_objects'],
  ['src/knowledge/x.ts', '../probes/tcp/knowledge'],
  ['src/pipeline/x.ts', '../kernel/ring'],
  ['src/knowledge/x.ts', '../splunk/conf'],
  ['steps/x.mjs', '../src/splunk/conf'],
  ['test/x.ts', '../src/kernel/libbpf'],
  ['preview/spl/x.ts', '../../src/splunk/conf'],
  ['preview/spl/test/x.ts', '../../../steps/paths.mjs'],
];

/** The imports that the linter refuses, as they are written. */
function refused(cases: readonly (readonly [file: string, path: string])[]): string[] {
  const files = Map.groupBy(cases, ([file]) => file);
  for (const [file, imports] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), imports.map(([, path], at) => `export * as x${at} from '${path}';\n`).join(''));
  }
  const linter = join(root, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = run(node, [linter, '--config', join(folder, 'oxlint.config.mjs'), '--format', 'json', ...files.keys()], { cwd: folder });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; message: string; filename: string }[] };
  return diagnostics
    .filter(({ code }) => code === 'eslint(no-restricted-imports)')
    .map(({ filename, message }) => `${filename} ${message.split("'")[1]}`)
    .sort();
}

beforeAll(() => {
  for (const name of ['oxlint.config.mjs', 'package.json']) copyFileSync(join(root, name), join(folder, name));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true });
});

test('what a folder may not know is refused, also where other folders are below it', () => {
  expect(refused(forbidden)).toEqual(forbidden.map((one) => one.join(' ')).sort());
});

test('what a folder may know, and each exception, is not', () => {
  for (const [file] of forbidden) rmSync(join(folder, file), { force: true });
  expect(refused(allowed)).toEqual([]);
});
