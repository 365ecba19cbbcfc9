import type { Counters } from '../../src/kernel/counters';
import { programs } from '../../src/kernel/programs';
import { failedJson, healthEvent, healthJson, type HealthState, hooksInUse, lostCount, type Totals } from '../../src/probes/health';

const noKernel = {
  samples: [0, 0, 0, 0], lost: [0, 0, 0, 0], lostByCpu: {}, missed: 0, repaired: 0, filtered: 0, excluded: 0, untracked: 0, undescribed: 0,
  born: 0, ended: 0, subflows: 0, listens_asked: 0, unseen_calls: 0,
} as unknown as Counters;
const noWriter = { eventsWritten: 0, bytesWritten: 0, droppedEvents: 0, queuedEvents: 0, queuedBytes: 0, blockedMs: 0 };
const none: Totals = { kernel: noKernel, writer: noWriter, decodeErrors: 0, events: {}, bytes: {} };
const state: HealthState = { mode: 'lifecycle', probes: ['tcp'], seconds: 60, knownProcesses: 3, ringFill: 0.12345, hooks: { connections: 'tp_btf/x' } };

interface Change {
  readonly kernel?: Partial<Counters>;
  readonly writer?: Partial<Totals['writer']>;
  readonly decodeErrors?: number;
  readonly events?: Totals['events'];
  readonly bytes?: Totals['bytes'];
}

function totals({ kernel = {}, writer = {}, ...rest }: Change): Totals {
  return { ...none, ...rest, kernel: { ...noKernel, ...kernel }, writer: { ...noWriter, ...writer } };
}

function health(now: Totals, before?: Totals, of: HealthState = state): Record<string, unknown> {
  return JSON.parse(`{${healthJson('interval', now, before, of)}`) as Record<string, unknown>;
}

test('of an input that has just begun', () => {
  expect(health(none)).toMatchObject({
    event: 'interval', mode: 'lifecycle', probes: 'tcp', seconds: 60, completeness: 100, events: 0, bytes: 0, events_tcp: 0, bytes_tcp: 0,
    filtered: 0, excluded: 0, lost_samples: 0, dropped_events: 0, tracked_connections: 0, known_processes: 3, ring_fill: 12.345,
    hooks: { connections: 'tp_btf/x' },
  });
  expect(health(none)).not.toHaveProperty('lost_samples_by_cpu');
});

test('its keys are the fields of its description', () => {
  const lossy = totals({ kernel: { lost: [0, 1, 0, 0], lostByCpu: { 0: 1 } } });
  const failed = JSON.parse(`{${failedJson('m', 10)}`) as object;
  const keys = new Set([...Object.keys(health(lossy)), ...Object.keys(failed)].map((key) => key.replace(/_tcp$/, '_<probe>')));
  expect([...keys].sort()).toEqual(healthEvent.fields.map(({ name }) => name).sort());
});

test('counts since the last one; what is now is now', () => {
  const before = totals({
    kernel: { filtered: 5, excluded: 1, untracked: 2, undescribed: 3, subflows: 1, unseen_calls: 1, lost: [1, 2, 0, 0], lostByCpu: { 0: 2, 1: 1 }, born: 10, ended: 4, missed: 1 },
    writer: { eventsWritten: 100, bytesWritten: 40_000, droppedEvents: 7, queuedEvents: 50, blockedMs: 1200 },
    decodeErrors: 1, events: { tcp: 100 }, bytes: { tcp: 30_000 },
  });
  const now = totals({
    kernel: { filtered: 12, excluded: 4, untracked: 2, undescribed: 3, subflows: 3, unseen_calls: 2, lost: [1, 6, 0, 0], lostByCpu: { 0: 2, 1: 5 }, born: 30, ended: 27, missed: 3 },
    writer: { eventsWritten: 300, bytesWritten: 120_000, droppedEvents: 8, queuedEvents: 4, blockedMs: 3456 },
    decodeErrors: 1, events: { tcp: 290 }, bytes: { tcp: 90_000 },
  });
  expect(health(now, before)).toMatchObject({
    events: 200, bytes: 80_000, events_tcp: 190, bytes_tcp: 60_000, filtered: 7, excluded: 3, lost_samples: 4, lost_samples_by_cpu: { 1: 4 },
    missed: 2, untracked: 0, undescribed: 0, unseen_calls: 1, mptcp_subflows: 2, dropped_events: 1, decode_errors: 0,
    tracked_connections: 3, queued_events: 4, output_blocked: 2.256,
  });
});

test('tells of each probe that is on, though nothing was seen of it', () => {
  const both = health(totals({ events: { tcp: 2, retransmit: 1 } }), undefined, { ...state, probes: ['tcp', 'retransmit'] });
  expect(both).toMatchObject({ probes: 'tcp,retransmit', events_tcp: 2, events_retransmit: 1, bytes_retransmit: 0 });
  expect(both).not.toHaveProperty('events_tcp_state');
});

describe('a loss', () => {
  const ways: readonly Change[] = [
    { kernel: { lost: [0, 1, 0, 0] } },
    { kernel: { lost: [0, 0, 1, 0] } },
    { kernel: { lost: [0, 0, 0, 1] } },
    { kernel: { untracked: 1 } },
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

  test('of one sample of each probe is told by probe, so that it can be added to its events', () => {
    const lossy = totals({ kernel: { lost: [7, 1, 2, 3] } });
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

test('hooks are told by feature, what lacks with what goes missing', () => {
  const withoutCalls = programs.filter(({ hook }) => !hook.startsWith('tracepoint/'));
  const hooks = hooksInUse(withoutCalls, ['tcp']);
  expect(hooks).toMatchObject({ connections: 'tp_btf/inet_sock_set_state', accept_calls: expect.stringMatching(/^none: ./) as string });
  expect(hooks).not.toHaveProperty('tcp_states');
  expect(hooksInUse(programs, ['tcp', 'tcp_state'])).toHaveProperty('tcp_states', 'tp_btf/inet_sock_set_state');
  expect(Object.values(hooksInUse([], ['tcp'])).filter((hook) => hook.startsWith('none: ')).length).toBe(Object.keys(hooksInUse([], ['tcp'])).length - 1);
});

test('an input that cannot trace says why, whatever the words', () => {
  const message = 'load "x"\n\u0000 </data>';
  expect(JSON.parse(`{${failedJson(message, 20)}`)).toMatchObject({ event: 'failed', completeness: 0, message, retry_seconds: 20 });
});
