/** The input's own decisions: when it tries again, what it says, and how it ends. Its surroundings are the test's. */
import type { InputDocument } from '../../src/splunk/input';
import type { WriterOptions } from '../../src/output/writer';
import type { Output } from '../../src/output/output';
import { roomOf } from '../../src/output/room';
import { type Ground, input } from '../../src/commands/input';
import { Log } from '../../src/log';
import { noOutput, nothing } from '../output/counted';

interface Pushed {
  readonly text: string;
  readonly events: number;
}

const firstListeners = { SIGTERM: process.listeners('SIGTERM'), SIGINT: process.listeners('SIGINT') };

describe('the input', () => {
  let document: InputDocument;
  let failures: readonly string[];
  let tries: number;
  let stops: number;
  let unwritten: number;
  let givenUp: number;
  let pushed: Pushed[];
  let log: string[];
  let exits: number[];
  let writerOptions: WriterOptions;

  beforeEach(() => {
    jest.useFakeTimers();
    [failures, tries, stops, unwritten, givenUp, pushed, log, exits] = [[], 0, 0, 0, 0, [], [], []];
    document = { sessionKey: 'secret', serverUri: '', checkpointDir: '', stanzas: [{ name: 'ebpf_trace://main', app: 'ebpf_trace', params: {} }] };
  });

  afterEach(() => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      for (const listener of process.listeners(name)) if (!firstListeners[name].includes(listener)) process.off(name, listener);
    }
    jest.clearAllTimers();
    jest.useRealTimers();
  });

  const output: Output = {
    room: () => roomOf(64 * 1024),
    push: (text, events) => pushed.push({ text: typeof text === 'string' ? text : Buffer.from(text).toString(), events }) > 0,
    flush: async () => unwritten,
    drop: () => undefined,
    giveUp: () => 0,
    counters: noOutput,
  };

  function trace(): ReturnType<Ground['trace']> {
    tries += 1;
    const failure = failures[tries - 1];
    if (failure !== undefined) throw new Error(failure);
    return {
      start: () => void pushed.push({ text: 'started', events: 0 }),
      stop: async () => {
        stops += 1;
        return { givenUp, totals: nothing };
      },
    };
  }

  async function start(): Promise<void> {
    await input({
      read: async () => document,
      trace,
      output: (options) => {
        writerOptions = options;
        return output;
      },
      log: new Log({ write: (line) => void log.push(line.trimEnd()), now: () => Date.now() }),
      exit: (code) => void exits.push(code),
    });
  }

  const failed = (): Record<string, unknown>[] => pushed.filter(({ text }) => text.includes('ebpf:health'))
    .map(({ text }) => JSON.parse(/<data>(.*)<\/data>/.exec(text)?.[1] ?? '') as Record<string, unknown>);
  const isTracing = (): boolean => pushed.some(({ text }) => text === 'started');

  test('begins the stream, and traces', async () => {
    await start();
    expect(pushed[0]?.text).toBe('<stream>\n');
    expect(isTracing()).toBe(true);
    expect(log).toEqual(['INFO tracing: probes tcp, mode lifecycle']);
  });

  test('tries again with a growing pause, says so each time, and never ends', async () => {
    failures = Array<string>(9).fill('load the BPF programs: EPERM');
    await start();
    const pauses = [10, 20, 40, 80, 160, 320, 600, 600, 600];
    for (const [index, seconds] of pauses.entries()) {
      expect(tries).toBe(index + 1);
      expect(failed().at(-1)).toMatchObject({ event: 'failed', completeness: 0, message: 'load the BPF programs: EPERM', retry_seconds: seconds });
      jest.advanceTimersByTime(seconds * 1000 - 1);
      expect(tries).toBe(index + 1);
      jest.advanceTimersByTime(1);
    }
    expect(isTracing()).toBe(true);
    expect(tries).toBe(pauses.length + 1);
    expect(log.filter((line) => line.startsWith('ERROR cannot trace: load the BPF programs: EPERM; next try in '))).toHaveLength(pauses.length);
    expect(log.at(-1)).toMatch(/^INFO tracing/);
    jest.advanceTimersByTime(3_600_000);
    expect([tries, exits]).toEqual([pauses.length + 1, []]);
  });

  test('each failure has the time at which it was, in both places', async () => {
    failures = ['x'];
    await start();
    expect(pushed.find(({ text }) => text.includes('failed'))?.text).toMatch(/<time>(\d{10}\.\d{6})<\/time><sourcetype>ebpf:health<\/sourcetype><data>\{"time":\1,/);
  });

  test('does not try any more when it is to end, and ends with 0', async () => {
    failures = ['x', 'x', 'x'];
    await start();
    process.emit('SIGTERM');
    await jest.advanceTimersByTimeAsync(100_000);
    expect([tries, exits]).toEqual([1, [0]]);
    expect(pushed.at(-1)?.text).toBe('</stream>\n');
  });

  test('ends once, however often it is asked to, with all that was read', async () => {
    await start();
    process.emit('SIGTERM');
    process.emit('SIGINT');
    process.emit('SIGTERM');
    await jest.advanceTimersByTimeAsync(10_000);
    expect([stops, exits]).toEqual([1, [0]]);
    expect(log.at(-1)).toBe('INFO stopped');
  });

  test('says how many events it could not write', async () => {
    [unwritten, givenUp] = [4, 3];
    await start();
    process.emit('SIGTERM');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(log.at(-1)).toMatch(/^ERROR 7 events could not be written/);
    expect(exits).toEqual([0]);
  });

  test('ends quietly when splunkd is gone, and not when writing fails otherwise', async () => {
    await start();
    writerOptions.onBroken?.(Object.assign(new Error('broken pipe'), { code: 'EPIPE' }));
    expect([exits, log.filter((line) => line.startsWith('ERROR'))]).toEqual([[0], []]);
    writerOptions.onBroken?.(Object.assign(new Error('disk'), { code: 'EIO' }));
    expect([exits, log.at(-1)]).toEqual([[0, 1], 'ERROR writing to standard output failed: disk']);
  });

  test('traces the first stanza, and says that there are more', async () => {
    document = { ...document, stanzas: [...document.stanzas, ...document.stanzas] };
    await start();
    expect(tries).toBe(1);
    expect(log[0]).toMatch(/^WARN 1 more stanzas were given/);
  });

  test('a setting that selects and cannot be read is a failure, looked at again each time', async () => {
    const params: Record<string, string> = { include_ports: '0', include_networks: 'x' };
    document = { sessionKey: 'secret', serverUri: '', checkpointDir: '', stanzas: [{ name: 'ebpf_trace://main', app: 'ebpf_trace', params }] };
    await start();
    expect([tries, isTracing()]).toEqual([0, false]);
    expect(log.filter((line) => line.startsWith('ERROR cannot trace: [ebpf_trace://main] include_'))).toHaveLength(2);
    expect(String(failed()[0]?.['message'])).toMatch(/include_ports.*; .*include_networks/);
    Object.assign(params, { include_ports: '443', include_networks: '' });
    jest.advanceTimersByTime(10_000);
    expect(isTracing()).toBe(true);
  });

  test('a setting that does nothing is a warning, and it traces', async () => {
    document = { sessionKey: 'secret', serverUri: '', checkpointDir: '', stanzas: [{ name: 'ebpf_trace://main', app: 'ebpf_trace', params: { probes: 'retransmit', mode: 'summary' } }] };
    await start();
    expect(log).toEqual([
      'WARN [ebpf_trace://main] mode does nothing with these probes: it is for tcp', 'INFO tracing: probes retransmit, mode summary']);
  });

  test('the session key is in nothing that it says', async () => {
    failures = ['refused for secret'];
    await start();
    expect(log.join()).not.toContain('secret');
  });
});
