import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ChosenEvents } from '../../../src/commands/run/choice';
import { caller } from '../../../src/commands/run/command';
import { Kin } from '../../../src/commands/run/kin';
import { permissionText } from '../../../src/commands/run/permission';
import { suggestion } from '../../../src/settings/suggestion';
import { jsonLines } from '../../../src/output/byte_format';
import { emitted } from '../../output/emitted';

describe('who runs the command', () => {
  const sudo = { SUDO_UID: '65534', SUDO_GID: '65534', SUDO_USER: 'nobody', HOME: '/root', USER: 'root', PATH: '/bin' };

  test('is who called sudo, with the groups and the home of that user', () => {
    const { prefix, env } = caller(sudo, 0);
    expect(prefix).toEqual(['setpriv', '--reuid=65534', '--regid=65534', '--init-groups', '--inh-caps=-all', '--']);
    expect(env).toEqual({ HOME: '/nonexistent', USER: 'nobody', LOGNAME: 'nobody', PATH: '/bin' });
  });

  test.each([
    ['without sudo', {}, 0], ['root by sudo', { ...sudo, SUDO_UID: '0' }, 0], ['who is not root', sudo, 1000],
    ['a uid that is none', { ...sudo, SUDO_UID: '-1 --x' }, 0], ['a gid that is none', { ...sudo, SUDO_GID: '' }, 0],
  ])('is ourselves: %s', (_, env, uid) => {
    expect(caller(env, uid)).toEqual({ prefix: [], env });
  });
});

test('the processes of a command are itself, its children and theirs, and nobody else', async () => {
  const child = spawn('sh', ['-c', 'sh -c "echo \\$\\$; read -r _; true"; true'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  const [pid, grandchild] = [child.pid ?? 0, Number(text)];
  const kin = new Kin(pid);
  expect(kin.has({ process_id: pid })).toBe(true);
  expect(kin.has({ process_id: 999_999_999, parent_process_id: grandchild })).toBe(true); // ended, its parent has not
  expect(kin.has({ process_id: 999_999_999 })).toBe(true); // a close has no parent
  expect(kin.has({ process_id: grandchild })).toBe(true);
  expect(kin.has({ process_id: process.pid })).toBe(false);
  expect(kin.has({ event: 'close' })).toBe(false);
  child.stdin.end('\n');
  await once(child, 'close');
});

test('of events those that are chosen are let through, as they are, and so many', () => {
  const onEnough = jest.fn();
  const events = new ChosenEvents(jsonLines(), { isOurs: ({ process_id: pid }) => pid === 7, onlyFailed: false, count: 2, onEnough });
  const write = (fields: Readonly<Record<string, string | number>>, kind = 'tcp'): string => emitted(events, kind, 1e6, fields);
  expect(write({ event: 'connect', process_id: 8 })).toBe('');
  expect(write({ event: 'connect', flow_id: 'a', process_id: 7 })).toBe('{"time":1.000000,"event":"connect","flow_id":"a","process_id":7}\n');
  expect([events.stillOpen, onEnough.mock.calls.length]).toEqual([1, 0]);
  expect(write({ event: 'close', flow_id: 'a', process_id: 7 })).not.toBe('');
  expect([events.stillOpen, onEnough.mock.calls.length]).toEqual([0, 1]);
  expect(write({ event: 'connect', process_id: 7 })).toBe('');
  expect(write({ event: 'stop' }, 'health')).toBe('{"time":1.000000,"event":"stop"}\n');
  expect([...events.shown]).toEqual([['tcp', 2]]);
});

test('of failures alone', () => {
  const events = new ChosenEvents(jsonLines(), { onlyFailed: true, count: Infinity, onEnough: () => undefined });
  const all: readonly Readonly<Record<string, string>>[] = [{ event: 'connect' }, { event: 'connect_failed' }, { event: 'close', close_reason: 'fin_local' }, { event: 'close', close_reason: 'timeout' }];
  const kept = all.map((fields) => emitted(events, 'tcp', 1e6, fields) !== '');
  expect(kept).toEqual([false, true, false, true]);
});

test.each([
  ['evnets', 'events'], ['procces', 'process'], ['ring_mb', 'ring-mb'], ['formt', 'format'], ['nothinglike', undefined], ['x', undefined],
])('--%s may be --%s', (typed, meant) => {
  expect(suggestion(typed, ['events', 'process', 'ring-mb', 'format'])).toBe(meant);
});

test('who lacks capabilities is told to use sudo, and nobody else', () => {
  const error = new Error('load the BPF programs: EPERM; uid 7 lacks ...');
  expect(permissionText(error, ['CAP_BPF', 'CAP_PERFMON'])).toBe(`not permitted to trace (EPERM): uid ${process.getuid?.()} lacks CAP_BPF and CAP_PERFMON. Run it with sudo.`);
  expect(permissionText(error, [])).toBeUndefined();
  expect(permissionText(new Error('load the BPF programs: EINVAL'), ['CAP_BPF'])).toBeUndefined();
});
