/** Files over their budget fail a run, and what else the machine does fails none. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, root } from '../../steps/paths.mjs';
import { budgetOf, FileTimes } from '../reporter/time.cjs';
import { run } from './run';

const file = 'test/text/x.test.ts';
const budget = budgetOf(file);
const began = { time: 100, waited: 7, processor: 3 };

function after(change: { time: number; waited?: number; processor?: number }, slowness = 1): InstanceType<typeof FileTimes> {
  const times = new FileTimes(slowness);
  times.start(file, began);
  times.end(file, { time: began.time + change.time, waited: began.waited + (change.waited ?? 0), processor: began.processor + (change.processor ?? 0) });
  return times;
}

test('a file that waits too long is too slow', () => {
  expect(after({ time: budget }).tooSlow()).toEqual([]);
  expect(after({ time: budget + 1 }).tooSlow()).toEqual([`${file} took ${budget + 1}.0 s of its ${budget}`]);
});

test('a file that waits for a processor is not', () => {
  expect(after({ time: budget * 9, waited: budget * 8.5, processor: budget / 2 }).tooSlow()).toEqual([]);
});

test('a file that calculates too long is, whatever else runs', () => {
  expect(after({ time: budget * 2, waited: budget * 2, processor: budget + 1 }).tooSlow()).toHaveLength(1);
});

test('a slow machine may take longer', () => {
  expect(after({ time: budget * 2 + 1 }, 2).tooSlow()).toHaveLength(1);
  expect(after({ time: budget * 2 - 1 }, 2).tooSlow()).toEqual([]);
});

test('the table has the slow files', () => {
  expect(after({ time: 12.34, processor: 1 }).table()).toContain(`    12.3     12.3 ${String(budget).padStart(7)}  ${file}\n`);
  expect(after({ time: 0.9 }).table()).not.toContain(file);
});

describe('a run of jest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reporter-'));
  const counts = join(folder, 'counts');
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    mkdirSync(join(folder, 'test'));
    symlinkSync(join(root, 'test/reporter'), join(folder, 'reporter'));
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, 'test/x.test.js'), "test('works', () => undefined); test.skip('is left out', () => undefined);");
  });

  const jest = (reporter: string): ReturnType<typeof run> => {
    const config = join(folder, 'jest.config.json');
    writeFileSync(config, JSON.stringify({ rootDir: folder, maxWorkers: 1, reporters: [reporter], transform: {} }));
    return run(node, [join(root, 'node_modules/jest/bin/jest.js'), '--config', config], { cwd: folder, env: { ...process.env, EBPF_TRACE_TEST_COUNTS: counts } });
  };

  test('ends with its counts, and gives them to who asks', () => {
    const { status, stdout } = jest('<rootDir>/reporter/count.cjs');
    expect([status, stdout.trimEnd().split('\n').at(-1)]).toEqual([0, '1 passed, 0 failed, 1 skipped']);
    expect(readFileSync(counts, 'utf8')).toBe('[1,0,1]\n');
  });

  test('fails when a file was too slow', () => {
    writeFileSync(join(folder, 'late.cjs'), `const Count = require(${JSON.stringify(join(root, 'test/reporter/count.cjs'))});
      const { FileTimes } = require(${JSON.stringify(join(root, 'test/reporter/time.cjs'))});
      FileTimes.prototype.tooSlow = () => ['x took 61.0 s of its 60'];
      module.exports = Count;`);
    const { status, stdout } = jest('<rootDir>/late.cjs');
    expect(status).toBe(1);
    expect(stdout).toMatch(/TOO SLOW: x took 61.0 s of its 60\n1 passed, 1 failed, 1 skipped\n$/);
  });
});
