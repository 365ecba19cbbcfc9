/** Holds each probe to the steps of CONTRIBUTING.md: one name, everywhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as samples from '../../src/generated/samples';
import { programs } from '../../src/probes/hooks';
import { functions } from '../../src/program';
import { probes, sampleProbes } from '../../src/probes';
import { probeIds, probeNames } from '../../src/probes/names';

const root = join(__dirname, '..', '..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

test.each(probeNames)('%s is made by the steps', (name) => {
  const probe = sampleProbes.find((candidate) => candidate.name === name);
  expect(probe?.name).toBe(name);
  expect(probeIds[name]).toBe(samples.probe_id[`PROBE_${name.toUpperCase()}` as keyof typeof samples.probe_id]);
  expect(probe?.sampleBytes).toBe(samples[`${name}_sample` as const].size);
  if (existsSync(join(root, `src/probes/${name}/hooks.ts`))) expect(text('bpf/ebpf_trace.bpf.c')).toContain(`#include "probes/${name}/${name}.bpf.c"`);
  for (const path of [`bpf/probes/${name}/${name}.h`, `src/probes/${name}/index.ts`, `test/probes/${name}.test.ts`]) {
    expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  }
  expect(text('docs/events.md')).toContain(`## ebpf:${name}\n`);
});

test('every program of the object is in the list, and no other', () => {
  const files = readdirSync(join(root, 'bpf'), { encoding: 'utf8', recursive: true }).filter((file) => /\.[ch]$/.test(file));
  const sources = files.map((file) => text(`bpf/${file}`)).join('');
  const single = [...sources.matchAll(/^SEC\("[^"]+"\)\nint (?:BPF_PROG\()?(\w+)/gm)].map(([, name = '']) => name);
  const calls = [...sources.matchAll(/^CALL_PROGRAMS\("\w+", (\w+),/gm)].flatMap(([, name]) => ['', '_twin', '_twin2'].map((suffix) => `${name}${suffix}`));
  expect([...single, ...calls].sort()).toEqual(programs.flatMap((program) => functions(program, { arePreemptible: true, areReadable: true })).sort());
});

test('a field has a name, a type and a description, once', () => {
  for (const { fields } of probes) {
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    for (const { description } of fields) expect(description).not.toBe('');
  }
});
