/** Which maps a program needs, as read from the object's relocations. */
import { objectMaps, programMaps } from '../../src/generated/programs';
import { programs } from '../../src/probes/hooks';
import { functions } from '../../src/program';

test('every program of the list is there, and no other', () => {
  expect(Object.keys(programMaps)).toEqual(programs.flatMap((program) => functions(program, { arePreemptible: true, areFunctionsPreemptible: true, areReadable: true })).sort());
});

test('a program has the maps of its own, and of what it calls', () => {
  expect(programMaps.handle_process_fork).toEqual(['forks']);
  expect(programMaps.look_around).toEqual(['splunk_processes', 'surroundings']);
  // The ring is reserved in functions that these call.
  expect(programMaps.handle_process_exit).toEqual(expect.arrayContaining(['samples', 'trace_counters', '.rodata.trace']));
});

test('each map is needed by some program, but for the one that only anchors types', () => {
  const needed = new Set<string>(Object.values(programMaps).flat());
  expect(objectMaps.filter((name) => !needed.has(name))).toEqual(['.bss']);
});
