import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { neverSeen, programs, programsFor, programsOf } from '../../src/probes/hooks';
import { probeNames } from '../../src/probes/names';
import type { Program } from '../../src/program';
import { connectionHooks } from '../../src/services/connections/hooks';
import { ownerHooks } from '../../src/services/owners/hooks';

const own: Program = { name: 'handle_exec', hook: 'tp_btf/sched_process_exec', feature: 'execs', isRequired: false, without: 'nothing' };
const names = (list: readonly Program[]): readonly string[] => list.map(({ name }) => name);

test('a probe that needs only owners has no hook of connections', () => {
  expect(programsFor([{ needs: ['owners'], hooks: [own] }])).toEqual([...ownerHooks, own]);
});

test('one that needs nothing has its own alone', () => {
  expect(programsFor([{ needs: [], hooks: [own] }])).toEqual([own]);
});

test('what needs connections has the owners that those need, too, each once and first', () => {
  expect(programsFor([{ needs: ['connections', 'owners'], hooks: [] }, { needs: ['owners', 'connections'], hooks: [own] }])).toEqual([...ownerHooks, ...connectionHooks, own]);
});

test('a probe that is off brings nothing', () => {
  expect(names(programsOf(['tcp']))).not.toContain('handle_tcp_state');
  expect(names(programsOf(['tcp', 'tcp_state']))).toEqual([...names(programsOf(['tcp'])), 'handle_tcp_state']);
  expect(names(programsOf(['tcp_state', 'tcp']))).toEqual(names(programsOf(['tcp', 'tcp_state'])));
});

test('the list has each program once, and the hooks of every probe that has a file of them', () => {
  expect(new Set(names(programs)).size).toBe(programs.length);
  for (const name of probeNames) {
    const others = programsOf(probeNames.filter((one) => one !== name));
    const hasFile = existsSync(join(__dirname, `../../src/probes/${name}/hooks.ts`));
    expect([name, programs.length > others.length]).toEqual([name, hasFile]);
  }
});

test('what is never seen is said by the services that are in use', () => {
  expect(neverSeen([])).toEqual([]);
  expect(neverSeen(['tcp', 'tcp_state'])).toEqual(neverSeen(['tcp']));
  expect(neverSeen(['tcp']).length).toBeGreaterThan(3);
});
