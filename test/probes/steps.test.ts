/** Holds each probe to the steps of CONTRIBUTING.md: one name, everywhere. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as samples from '../../src/generated/samples';
import { programs } from '../../src/probes/hooks';
import { functions } from '../../src/program';
import { probes, sampleProbes } from '../../src/probes';
import { probeIds, probeNames } from '../../src/probes/names';
import { bpfObject } from '../../steps/paths.mjs';
import { output } from '../build/run';

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
  // Programs are the global functions of all sections but .text.
  const symbols = output('llvm-objdump', ['--syms', bpfObject]).matchAll(/ g +F (\S+)\t\w+ (\w+)$/gm);
  const found = [...symbols].filter(([, section]) => section !== '.text').map(([, , name = '']) => name);
  expect(found.sort()).toEqual(programs.flatMap((program) => functions(program, { arePreemptible: true, areReadable: true })).sort());
});

test('a field has a name, a type and a description, once', () => {
  for (const { fields } of probes) {
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    for (const { description } of fields) expect(description).not.toBe('');
  }
});
