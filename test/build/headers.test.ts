/** What holds of each file of bpf/: it includes what it uses, and so compiles alone, in whatever order others include it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bpfFlags } from '../../steps/bpf.mjs';
import { root } from '../../steps/paths.mjs';
import { run } from './run';

// What a header defines for others is used by nobody here, and what it declares may be defined elsewhere.
const alone = ['-fsyntax-only', '-x', 'c', ...['unused-function', 'unused-const-variable', 'undefined-internal'].map((name) => `-Wno-${name}`)];
const files = readdirSync(join(root, 'bpf'), { encoding: 'utf8', recursive: true }).filter((file) => /\.[ch]$/.test(file));

test.each(files)('%s compiles alone', (file) => {
  expect(run('clang', [...bpfFlags, ...alone, join('bpf', file)])).toEqual({ status: 0, stdout: '', stderr: '' });
});

// The table of its transitions stands above it.
test('only enter_stage changes the stage of a record', () => {
  const changing = files.filter((file) => /->stage\s*=[^=]/.test(readFileSync(join(root, 'bpf', file), 'utf8')));
  expect(changing).toEqual(['services/connection/record.h']);
});
