/** What is loaded, attached and made for each choice of probes: what they and their services list, no more and no less. */
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { nameCharacters, witness } from '../../bench/held';
import { programMaps } from '../../src/generated/programs';
import { availablePrograms, tracepoints } from '../../src/kernel/availability';
import { whyNoFunctions } from '../../src/kernel/functions';
import { loadLibbpf } from '../../src/kernel/libbpf';
import { Tracer } from '../../src/kernel/tracer';
import { askKernelTypes } from '../../src/kernel/types';
import { programsFor, programsOf } from '../../src/probes/hooks';
import { probeNames } from '../../src/probes/names';
import { functions, isHooked, type Program } from '../../src/program';
import { parseSettings } from '../../src/settings';
import { bpfObject, libbpf as libbpfFile, root } from '../../steps/paths.mjs';
import { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of programs.test.ts: ${reason}\n`);

interface Listed {
  readonly programs: readonly string[];
  readonly links: number;
  readonly maps: readonly string[];
}

const libbpf = loadLibbpf(libbpfFile);
const heldBy = witness(libbpfFile);
const short = (name: string): string => name.slice(0, nameCharacters);
const inOrder = (names: readonly string[]): readonly string[] => [...names].sort();

/** Variables of a section are in a map that the kernel knows by the object's name and the section's. */
const mapName = (name: string): string => (/^\.(rodata|data|bss)$/.test(name) ? short(`ebpf_tra${name}`) : short(name));

function callWay(declared: readonly Program[]): 'functions' | 'tracepoints' {
  return askKernelTypes(libbpf, (has, numberOf) => whyNoFunctions(libbpf, has, numberOf, declared)) === undefined ? 'functions' : 'tracepoints';
}

function listed(declared: readonly Program[]): Listed {
  const programs = askKernelTypes(libbpf, (has) => availablePrograms(has, declared, callWay(declared)));
  const names = programs.flatMap((program) => functions(program, tracepoints()));
  const maps = new Set<string>(names.flatMap((name) => programMaps[name as keyof typeof programMaps]));
  const attached = programs.filter(isHooked);
  const links = attached.map((program) => functions(program, tracepoints()).length * (program.also === undefined ? 1 : 2));
  return { programs: inOrder(names.map(short)), links: links.reduce((sum, count) => sum + count, 0), maps: inOrder([...maps].map(mapName)) };
}

function held(pid: number): Listed {
  const { programs, links, maps } = heldBy(pid);
  return { programs, links, maps: maps.map(({ name }) => name) };
}

const document = readFileSync(join(root, 'docs', 'programs.md'), 'utf8');
/** What the verifier went through there for each choice of probes, and where that was. */
const documented = new Map([...document.matchAll(/^\| ([^|]+) \|.* (\d+) \|$/gm)].map(([, probes = '', count]) => [probes, Number(count)]));
const documentedPlace = `${/on kernel (\d+\.\d+)/.exec(document)?.[1]}, ${/fentry, fexit/.test(document) ? 'functions' : 'tracepoints'}`;

/** Each kernel has a verifier of its own; of one kernel, what two compilers make differs by a fifth. */
function expectEffort(probes: string, pid: number, way: string): void {
  const place = `${release().split('.', 2).join('.')}, ${way}`;
  if (place !== documentedPlace) process.stderr.write(`SKIPPED: what is verified for ${probes}: docs/programs.md has it of ${documentedPlace}, and this is ${place}\n`);
  else expect(heldBy(pid).verified).toBeLessThan(1.5 * (documented.get(probes) ?? 0));
}

(reason === undefined ? describe : describe.skip)('what the kernel has of the input', () => {
  test.each([...probeNames.map((name) => [name]), probeNames].map((names) => [names.join(','), names] as const))('with the probes %s is what they list', async (text, names) => {
    const tracer = await Traced.start(['--probes', text, '--existing-connections', 'false']);
    try {
      expect(held(tracer.pid)).toEqual(listed(programsOf(names)));
      expectEffort(names.join(', '), tracer.pid, callWay(programsOf(names)));
    } finally {
      await tracer.stop();
    }
  }, 120_000);

  test('of a probe that needs only owners has nothing of connections', () => {
    const declared = programsFor([{ needs: ['owners'], hooks: [] }]);
    const { settings } = parseSettings({});
    const tracer = new Tracer({ libbpf, object: bpfObject, settings, programs: declared });
    try {
      tracer.start({ take: () => undefined, turn: () => undefined });
      const found = held(process.pid);
      expect(found).toEqual(listed(declared));
      expect(found.programs.length).toBe(4);
      expect(found.maps).toEqual(expect.not.arrayContaining(['connections', 'listeners', 'calls', 'port_filter', 'network_filter']));
    } finally {
      tracer.stop();
      tracer.close();
    }
    expect(held(process.pid)).toEqual({ programs: [], links: 0, maps: [] });
  });
});
