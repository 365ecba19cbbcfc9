import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programs } from '../../src/probes/hooks';
import { probes } from '../../src/probes';
import { knowledge, originOf } from '../../src/knowledge';
import { views } from '../../src/knowledge/views';
import { probeArguments } from '../../src/probes/arguments';
import { groups } from '../../src/settings/groups';
import { causes } from '../../src/knowledge/views/causes';
import { rowBound } from '../../preview/dashboards/bounds';
import { renderDetections } from '../../steps/detections_docs.mjs';
import { renderEvents } from '../../steps/events.mjs';
import { renderKnowledge } from '../../steps/knowledge_docs.mjs';
import { renderPackages } from '../../steps/packages_docs.mjs';
import { bpfObject, generated, root } from '../../steps/paths.mjs';
import { renderPrivacy } from '../../steps/privacy_docs.mjs';
import { renderSamples } from '../../steps/samples.mjs';
import { renderSearches } from '../../steps/searches_docs.mjs';
import { renderSettings } from '../../steps/settings_docs.mjs';
import { filesIn } from '../../steps/step.mjs';
import { isOnDemand } from '../../src/program';
import { renderViews } from '../../steps/views_docs.mjs';
import { output, run } from './run';

describe('what is generated and committed', () => {
  test('src/generated/samples.ts is what the object says', () => {
    expect(readFileSync(join(generated, 'samples.ts'), 'utf8')).toBe(renderSamples(readFileSync(bpfObject)));
  });

  test('docs/events.md is what the probes say', () => {
    expect(readFileSync(join(root, 'docs', 'events.md'), 'utf8')).toBe(renderEvents({ probes, programs, isOnDemand }));
  });

  test('docs/settings.md is what the arguments say', () => {
    expect(readFileSync(join(root, 'docs', 'settings.md'), 'utf8')).toBe(renderSettings(groups));
  });

  test('docs/privacy.md is what the probes say that they reveal', () => {
    expect(readFileSync(join(root, 'docs', 'privacy.md'), 'utf8')).toBe(renderPrivacy(probeArguments));
  });

  test('docs/knowledge.md is what the knowledge objects say', () => {
    expect(readFileSync(join(root, 'docs', 'knowledge.md'), 'utf8')).toBe(renderKnowledge(knowledge, originOf));
  });

  test('docs/packages.md is what the parts of the app say', () => {
    expect(readFileSync(join(root, 'docs', 'packages.md'), 'utf8')).toBe(renderPackages(knowledge));
  });

  test('docs/searches.md is what the saved searches say', () => {
    expect(readFileSync(join(root, 'docs', 'searches.md'), 'utf8')).toBe(renderSearches(knowledge));
  });

  test('docs/detections.md is what the published detections say', () => {
    expect(readFileSync(join(root, 'docs', 'detections.md'), 'utf8')).toBe(renderDetections(knowledge));
  });

  test('docs/dashboards.md is what the views say', () => {
    expect(readFileSync(join(root, 'docs', 'dashboards.md'), 'utf8')).toBe(renderViews({ views, causes, rowBound }));
  });

  test('the types are right', () => {
    expect(output('npm', ['run', '--silent', 'typecheck'])).toBe('');
  }, 120_000);

  test('the linter finds nothing, no circle of imports among it', () => {
    expect(output('npm', ['run', '--silent', 'lint'])).toMatch(/Found 0 warnings and 0 errors/);
  }, 120_000);

  test('the formatter would change nothing', () => {
    const files = ['bpf', 'bench', 'steps'].flatMap((folder) => filesIn(join(root, folder)).filter((file: string) => /\.[ch]$/.test(file)));
    expect(run(process.execPath, ['node_modules/clang-format-node/build/cli.js', '--dry-run', '--Werror', ...files])).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
