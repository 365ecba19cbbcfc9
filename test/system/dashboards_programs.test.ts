/** The view of programs over programs of known names, parents and ends, as the real tracer reported them. */
import { columnsOf, numbers, rows, worldOf } from './dashboards/world';
import type { Row, World } from '../../preview/spl/run';
import { computed, counts, Programs } from './searches/programs';
import { fieldsOf } from './searches/recorded';
import { shownUser, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of dashboards_programs.test.ts: ${reason}\n`);
const [root, nobody] = [shownUser(0), shownUser(65534)];

(reason === undefined ? describe : describe.skip)('the view of programs over real ones', () => {
  let world: World;
  const of = (search: string, tokens = {}): readonly Row[] => rows(world, 'processes', search, tokens);
  const guidOf = (name: string, event: string): string => String(world.events.map(fieldsOf).find((one) => one['process_name'] === name && one['event'] === event)?.['process_guid']);

  beforeAll(async () => {
    world = worldOf((await Programs.record()).events);
  }, 120_000);

  test('all began and ended once', () => {
    expect(numbers(of('kpis'), 'began', 'ends', 'failed', 'killed')).toEqual([counts.began, counts.ended, 1, 1]);
  });

  test('one user alone', () => {
    // Who runs a setuid program is its owner from then on.
    expect([root, nobody].map((user) => columnsOf(of('ran_table', { user, process: 'sudo' }), 'Process', 'User', 'Runs'))).toEqual([[['sudo', root, 3]], [[undefined, undefined, undefined]]]);
  });

  test('by parent', () => {
    const shells = of('ran_table', { process: 'sh' });
    expect(columnsOf(shells, 'Process', 'Parent', 'Runs')).toEqual([['sh', 'nginx', 2], ['sh', 'agent', 1]]);
  });

  test('how they ended, and who computed', () => {
    expect(columnsOf(of('failures'), 'Process', 'How it ended', 'Times')).toEqual([['agent', 'SIGKILL', 1], ['agent', 'exit 3', 1]]);
    for (const process of ['idler', 'miner']) expect(columnsOf(of('busiest', { process }), 'Process', 'Processes', 'CPU seconds')).toEqual([[process, 1, computed]]);
    expect(of('busiest').slice(0, 2).map(({ Process }) => Process)).toEqual(expect.arrayContaining(['idler', 'miner']));
    expect(columnsOf(of('single', { state: 'killed' }), 'Process', 'State', 'How it ended')).toEqual([['agent', 'killed', 'SIGKILL']]);
    expect(of('single', { state: 'running' })).toEqual([expect.objectContaining({ Command: expect.stringMatching(/^No process fits/) as string })]);
  });

  test('who started whom', () => {
    const related = (guid: string): unknown => columnsOf(of('lineage', { guid, guid_host: 'web1' }), 'Relation', 'Process', 'State');
    const shell = guidOf('sh', 'exec');
    expect(related(shell)).toEqual([['parent', 'nginx', 'ended'], ['itself', 'sh', 'ended']]);
    expect(related(guidOf('nginx', 'exec'))).toEqual([['itself', 'nginx', 'ended'], ['child', 'sh', 'ended']]);
    expect(of('lineage', { guid: shell, guid_host: 'db1' })).toEqual([expect.objectContaining({ Command: 'Click on a process above.' })]);
  });
});
