/** Holds each probe to the steps of CONTRIBUTING.md: one name, everywhere. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as samples from '../../src/generated/samples';
import { probes, sampleProbes } from '../../src/probes';
import { probeArguments } from '../../src/probes/arguments';
import { probeIds, probeNames } from '../../src/probes/names';

const root = join(__dirname, '..', '..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

test.each(probeNames)('%s is made by the steps', (name) => {
  const probe = sampleProbes.find((candidate) => candidate.name === name);
  expect(probe?.name).toBe(name);
  expect(probeIds[name]).toBe(samples.probe_id[`PROBE_${name.toUpperCase()}` as keyof typeof samples.probe_id]);
  expect(probe?.sampleBytes).toBe(samples[`${name}_sample` as const].size);
  expect(text('bpf/ebpf_trace.bpf.c')).toContain(`#include "probes/${name}/${name}.bpf.c"`);
  for (const path of [`bpf/probes/${name}/${name}.h`, `src/probes/${name}/index.ts`, `test/probes/${name}.test.ts`]) {
    expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  }
  expect(text('docs/events.md')).toContain(`## ebpf:${name}\n`);
});

/** They were there before the rule, and stand in people's inputs.conf. */
const unprefixed = ['mode', 'summary_interval', 'close_fields', 'command_line_bytes'];

test('arguments of a probe begin with its name', () => {
  const others = probeArguments.flatMap(({ name, arguments: own }) => own.filter((one) => !one.name.startsWith(`${name}_`)));
  expect(others.map(({ name }) => name)).toEqual(unprefixed);
});

test('a field has a name, a type and a description, once', () => {
  for (const { fields } of probes) {
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    for (const { description } of fields) expect(description).not.toBe('');
  }
});
