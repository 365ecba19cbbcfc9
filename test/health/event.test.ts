import type { Counters } from '../../src/kernel/counters';
import { neverSeen, programs, programsOf } from '../../src/probes/hooks';
import { probeNames } from '../../src/probes/names';
import { isFunction, isOfWay, isSystemCall } from '../../src/program';
import { byProbe, nothingCounted } from '../kernel/counted';
import { noOutput, nothing as none } from '../output/counted';
import { healthJson } from '../output/emitted';
import { lostCount, lossText, type Totals } from '../../src/health/counters';
import { failedValues, healthEvent, healthValues, type HealthKind, type HealthState } from '../../src/health/event';
import { hooksInUse, missingFeatures } from '../../src/health/features';
import { isOnDemand, onDemand } from '../../src/program';

const state: HealthState = { mode: 'lifecycle', probes: ['tcp'], seconds: 60, targets: 0, targetsRefused: 0, targetProblems: [], knownProcesses: 3, ringFill: 0.12345, hooks: ['x', 'task_file'], callWay: 'functions', degraded: [], namespaces: [], problems: '' };

interface Change {
  readonly kernel?: Partial<Counters>;
  readonly writer?: Partial<Totals['writer']>;
  readonly decodeErrors?: number;
  readonly skipped?: number;
  readonly events?: Totals['events'];
  readonly bytes?: Totals['bytes'];
}

function totals({ kernel = {}, writer = {}, ...rest }: Change): Totals {
  return { ...none, ...rest, kernel: { ...nothingCounted, ...kernel }, writer: { ...noOutput, ...writer } };
}

function health(now: Totals, before?: Totals, of: HealthState = state, kind: HealthKind = 'interval'): Record<string, unknown> {
  const { time: _, ...event } = JSON.parse(healthJson(healthValues(kind, now, before, of))) as Record<string, unknown>;
  return event;
}

test('of an input that has just begun', () => {
  const { version, kernel, ...rest } = health(none);
  expect([typeof version, typeof kernel]).toEqual(['string', 'string']);
  expect(rest).toEqual({
    event: 'interval', mode: 'lifecycle', probes: 'tcp', seconds: 60, completeness: 100, events_tcp: 0, known_processes: 3, ring_fill: 12.345, hooks: 'x task_file',
  });
});

test('its keys are the fields of its description', () => {
  const counted = Object.keys(nothingCounted).filter((key) => !['samples', 'lost', 'lostByCpu', 'ended'].includes(key)).map((key) => [key, 1]);
  const all = totals({
    kernel: { ...(Object.fromEntries(counted) as Partial<Counters>), lost: byProbe({ tcp: 1 }), lostByCpu: { 0: 1 } },
    writer: { eventsWritten: 1, bytesWritten: 1, droppedEvents: 1, queuedEvents: 1, blockedMs: 1 }, decodeErrors: 1, skipped: 1, events: { tcp: 1 }, bytes: { tcp: 1 },
  });
  const { time: _, ...failed } = JSON.parse(healthJson(failedValues('m', 10))) as Record<string, unknown>;
  const keys = [...Object.keys(health(all, undefined, { ...state, targets: 1, targetsRefused: 1, targetProblems: ['c'], degraded: ['a'], namespaces: ['pid'], problems: 'b' }, 'start')), ...Object.keys(failed)];
  expect([...new Set(keys.map((key) => key.replace(/_tcp$/, '_<probe>')))]).toEqual(healthEvent.fields.map(({ name }) => name));
});

test('a start names what is never seen, and only a start', () => {
  expect(health(none, undefined, state, 'start')['never_seen']).toMatch(/io_uring.*seccomp/);
  expect(health(none)).not.toHaveProperty('never_seen');
});

test('what is never seen is told only of what the probes need', () => {
  for (const name of probeNames) expect(neverSeen([name]).length).toBeGreaterThan(0);
  expect(neverSeen([])).toEqual([]);
  expect(health(none, undefined, { ...state, probes: [] }, 'start')).not.toHaveProperty('never_seen');
});

test('counts since the last one; what is now is now', () => {
  const before = totals({
    kernel: { filtered: 5, excluded: 1, untracked: 2, undescribed: 3, subflows: 1, unseen_calls: 1, lost: byProbe({ owner: 1, tcp: 2 }), lostByCpu: { 0: 2, 1: 1 }, born: 10, ended: 4, missed: 1 },
    writer: { eventsWritten: 100, bytesWritten: 40_000, droppedEvents: 7, queuedEvents: 50, blockedMs: 1200 },
    decodeErrors: 1, events: { tcp: 100 }, bytes: { tcp: 30_000 },
  });
  const now = totals({
    kernel: { filtered: 12, excluded: 4, untracked: 2, undescribed: 3, subflows: 3, unseen_calls: 2, unidentified: 2, lost: byProbe({ owner: 1, tcp: 6 }), lostByCpu: { 0: 2, 1: 5 }, born: 30, ended: 27, missed: 3 },
    writer: { eventsWritten: 300, bytesWritten: 120_000, droppedEvents: 8, queuedEvents: 4, blockedMs: 3456 },
    decodeErrors: 1, events: { tcp: 290 }, bytes: { tcp: 90_000 },
  });
  expect(health(now, before)).toMatchObject({
    events: 200, bytes: 80_000, events_tcp: 190, bytes_tcp: 60_000, filtered: 7, excluded: 3, lost_samples: 4, lost_samples_by_cpu: 'cpu1=4',
    missed: 2, unidentified: 2, unseen_calls: 1, mptcp_subflows: 2, dropped_events: 1,
    tracked_connections: 3, queued_events: 4, output_blocked: 2.256,
  });
  for (const same of ['untracked', 'undescribed', 'decode_errors']) expect(health(now, before)).not.toHaveProperty(same);
  expect(health(totals({ kernel: { lost: byProbe({ owner: 12 }), lostByCpu: { 0: 5, 3: 7 } } }))['lost_samples_by_cpu']).toBe('cpu0=5 cpu3=7');
});

test('tells of each probe that is on, though nothing was seen of it', () => {
  const both = health(totals({ events: { tcp: 2, retransmit: 1 } }), undefined, { ...state, probes: ['tcp', 'retransmit'] });
  expect(both).toMatchObject({ probes: 'tcp,retransmit', events_tcp: 2, events_retransmit: 1 });
  expect(health(none)).toHaveProperty('events_tcp', 0);
  expect(both).not.toHaveProperty('events_tcp_state');
});

describe('a loss', () => {
  const ways: readonly Change[] = [
    { kernel: { lost: byProbe({ tcp: 1 }) } },
    { kernel: { lost: byProbe({ tcp_state: 1 }) } },
    { kernel: { lost: byProbe({ retransmit: 1 }) } },
    { kernel: { unreported: 1 } },
    { kernel: { missed: 1 } },
    { writer: { droppedEvents: 1 } },
    { decodeErrors: 1 },
  ];

  test.each(ways)('%j is counted, and never rounded away', (change) => {
    const lossy = totals({ ...change, writer: { eventsWritten: 100_000_000, ...change.writer } });
    expect(lostCount(lossy)).toBe(1);
    expect(health(lossy)['completeness']).toBe(99.99);
  });

  test.each<[number, number, number]>([[1, 1, 50], [2, 1, 66.66], [0, 1, 0], [999, 1, 99.9], [0, 0, 100]])(
    '%d written, %d lost: %d %%',
    (eventsWritten, droppedEvents, percent) => expect(health(totals({ writer: { eventsWritten, droppedEvents } }))['completeness']).toBe(percent),
  );

  test.each<[number, number, number]>([[2, 1, 50], [1, 1, 0], [0, 1, 0]])(
    '%d written, of which %d do not know their end: %d %%',
    (eventsWritten, missed, percent) => expect(health(totals({ writer: { eventsWritten }, kernel: { missed } }))['completeness']).toBe(percent),
  );

  test('of one sample of each probe is told by probe, so that it can be added to its events', () => {
    const lossy = totals({ kernel: { lost: byProbe({ owner: 7, tcp: 1, tcp_state: 2, retransmit: 3 }) } });
    expect(health(lossy, undefined, { ...state, probes: ['tcp', 'tcp_state', 'retransmit'] }))
      .toMatchObject({ lost_samples: 13, lost_tcp: 1, lost_tcp_state: 2, lost_retransmit: 3 });
  });

  test('does not count what waited before twice', () => {
    // 1,000 waited at the last health event, and were told as arrived; now they are written, and 1,000 others are lost.
    const before = totals({ writer: { queuedEvents: 1000 } });
    const now = totals({ writer: { eventsWritten: 1000, queuedEvents: 0, droppedEvents: 1000 } });
    expect(health(now, before)['completeness']).toBe(0);
  });
});

describe('hooks', () => {
  const withoutCalls = programs.filter((program) => !isFunction(program) && !isSystemCall(program));

  test('are told by their names, each once', () => {
    const hooks = hooksInUse(programs);
    expect(new Set(hooks).size).toBe(hooks.length);
    expect(hooks).toEqual(expect.arrayContaining(['inet_sock_set_state', 'tcp_destroy_sock', 'sys_exit_accept4', 'sys_exit_accept', 'task_file', 'tcp_retransmit_skb']));
    expect(hooksInUse(withoutCalls).filter((hook) => hook.startsWith('sys_'))).toEqual([]);
    expect(hooks.join('')).not.toMatch(/[ /]/);
    expect(programs.some(isOnDemand)).toBe(true);
    expect(hooks).not.toContain(onDemand); // says nothing to an administrator
  });

  test('that an older kernel cannot have are no degradation', () => {
    const ofOlder = programs.filter(({ hook }) => !['tp_btf/sock_send_length', 'fexit/mptcp_listen'].includes(hook));
    expect(ofOlder).toHaveLength(programs.length - 2);
    expect(missingFeatures(ofOlder, ['tcp', 'tcp_state', 'retransmit'])).toEqual([]);
    expect(hooksInUse(ofOlder)).not.toContain('sock_send_length');
  });

  test('that are missing are told by what goes missing with them', () => {
    expect(missingFeatures(programs, ['tcp', 'tcp_state', 'retransmit'])).toEqual([]);
    expect(missingFeatures(withoutCalls, ['tcp'])).toEqual(['connect_calls', 'accept_calls', 'listen_calls']);
    expect(missingFeatures(programs.filter((program) => !isFunction(program)), ['tcp'])).toEqual([]);
    expect(missingFeatures(programs.filter((program) => !isSystemCall(program)), ['tcp'])).toEqual([]);
    expect(missingFeatures(programs.filter(({ hook }) => hook !== 'fexit/inet_accept'), ['tcp'])).toEqual(['accept_calls']);
    const withoutProbe = programsOf(['tcp']);
    expect(missingFeatures(withoutProbe, ['tcp'])).toEqual([]);
    expect(missingFeatures(withoutProbe, ['tcp', 'tcp_state'])).toEqual(['tcp_states']);
  });
});

test('an event a minute is small', () => {
  const busy = totals({
    kernel: { filtered: 12_345, excluded: 120, born: 100_000, ended: 99_877 }, writer: { eventsWritten: 12_345, bytesWritten: 9_876_543 },
    events: { tcp: 12_345 }, bytes: { tcp: 5_432_100 },
  });
  const all = hooksInUse(programsOf(['tcp']).filter((program) => isOfWay(program, 'tracepoints')));
  const json = healthJson(healthValues('interval', busy, none, { ...state, ringFill: 0, hooks: all }), 1795249777_556707);
  expect(Buffer.byteLength(json)).toBeLessThanOrEqual(560);
  const idle = healthJson(healthValues('interval', none, none, { ...state, ringFill: 0, hooks: all }), 1795249777_556707);
  expect(Buffer.byteLength(idle)).toBeLessThanOrEqual(450);
});

test('a loss is told in words, the largest first, each with what to do', () => {
  const now = totals({ kernel: { lost: byProbe({ tcp: 3 }), unreported: 5 }, writer: { droppedEvents: 9 } });
  expect(lossText(now, totals({ writer: { droppedEvents: 2 } }))).toBe(
    '7 dropped, since splunkd takes too little: raise maxKBps in limits.conf, use mode = summary, or exclude more (exclude_processes, exclude_networks); ' +
    '5 beyond max_connections: raise it; 3 found the ring full: raise ring_mb');
  expect(lossText(now, now)).toBe('');
});

test('settings that fell back are told, whatever was written there, in bounds', () => {
  const problems = 'ring_mb = "<\uffff\\"": must be';
  const told = healthJson(healthValues('interval', none, none, { ...state, problems }));
  expect(JSON.parse(told)).toMatchObject({ problems });
  expect(told).not.toContain('\uffff');
  expect(Buffer.byteLength(healthJson(healthValues('interval', none, none, { ...state, problems: '"'.repeat(10_000) })))).toBeLessThan(4000);
});

test('an input that cannot trace says why, whatever the words', () => {
  const message = 'load "x"\n\u0000 </data>';
  expect(JSON.parse(healthJson(failedValues(message, 20)))).toMatchObject({ event: 'failed', completeness: 0, message, retry_seconds: 20 });
});
