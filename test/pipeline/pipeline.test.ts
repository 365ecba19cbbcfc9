/** From samples to what is queued for the output, with a tracer that does what the test says. */
import { Pipeline } from '../../src/pipeline/pipeline';
import type { Tracing } from '../../src/pipeline/tracing';
import { onTheHost } from '../../src/host/surroundings';
import { type Elements, noElements } from '../../src/elements';
import type { Counters } from '../../src/kernel/counters';
import type { SampleSink } from '../../src/kernel/tracer';
import { jsonLines } from '../../src/output/byte_format';
import type { Format } from '../../src/output/format';
import { xmlFormat } from '../../src/output/xml';
import type { Output } from '../../src/output/output';
import { roomOf } from '../../src/output/room';
import { probeIds, type ProbeName } from '../../src/probes/names';
import { programsOf } from '../../src/probes/hooks';
import { isFunction, isSystemCall, type Program } from '../../src/program';
import { parseSettings } from '../../src/settings';
import { Log } from '../../src/log';
import { byProbe, nothingCounted } from '../kernel/counted';
import { noOutput } from '../output/counted';
import { processSample, type Sample, sample, tcpSample } from '../probes/sample';
import { process_exit_sample, process_kind, tcp_sample } from '../../src/generated/samples';

class FakeTracer implements Tracing {
  sink: SampleSink | undefined;
  readonly done: string[] = [];
  kernel: Counters = nothingCounted;
  programs: readonly Program[] = programsOf(['tcp']);
  seesCalls = true;
  hasControlGroups = true;
  surroundings = onTheHost;
  hasTimeForAll = true;
  ringFill = 0;
  targets: Tracing['targets'];
  ticks = 0;

  start(sink: SampleSink): void {
    this.sink = sink;
    this.done.push('start');
  }

  tick(): void {
    this.ticks += 1;
  }

  walk(): Promise<boolean> {
    this.done.push('walk');
    return this.pass();
  }

  readOnce(): Promise<boolean> {
    this.done.push('readOnce');
    return this.pass();
  }

  /** A pass over the records: over at once, unless a test holds it. */
  pass: () => Promise<boolean> = async () => true;

  reportFlows(): Promise<boolean> {
    this.done.push('reportFlows');
    return this.pass();
  }

  findEndings(): Promise<boolean> {
    this.done.push('findEndings');
    return this.pass();
  }

  async reportLastFlows(): Promise<boolean> {
    this.done.push('reportLastFlows');
    return this.hasTimeForAll;
  }

  async findLastEndings(): Promise<boolean> {
    this.done.push('findLastEndings');
    return this.hasTimeForAll;
  }

  nowNs = 0;

  changeTurn(probe: ProbeName): void {
    this.done.push(`changeTurn ${probe}`);
  }

  takeSums(probe: ProbeName): Elements {
    this.done.push(`takeSums ${probe}`);
    return noElements;
  }

  runOver(program: string): void {
    this.done.push(`runOver ${program}`);
  }

  lookAt(map: string): Elements {
    this.done.push(`lookAt ${map}`);
    return noElements;
  }

  readCounters(): Counters {
    return this.kernel;
  }

  readSkips(): number {
    return 0;
  }

  stop(): void {
    this.done.push('stop');
  }

  close(): void {
    this.done.push('close');
  }

  give(...samples: readonly Sample[]): void {
    for (const { view, at, length } of samples) this.sink?.take(view, at, length);
  }

  turn(...samples: readonly Sample[]): void {
    this.give(...samples);
    this.sink?.turn();
  }
}

const textOf = (text: Uint8Array | string): string => (typeof text === 'string' ? text : Buffer.from(text).toString());

interface Pushed {
  readonly text: string;
  readonly events: number;
}

describe('the pipeline', () => {
  let pipeline: Pipeline;
  let pushed: Pushed[];
  let log: string[];
  let dropped: number;
  let waiting: number;
  let queuedBytes: number;
  let isFull: boolean;
  let isStalled: boolean;

  beforeEach(() => {
    jest.useFakeTimers();
    [pushed, log, dropped, waiting, queuedBytes, isFull, isStalled] = [[], [], 0, 0, 0, false, false];
  });

  afterEach(async () => {
    await pipeline.stop(0);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  function start(params: Readonly<Record<string, string>> = {}, format: Format = jsonLines(), tracer = new FakeTracer()): FakeTracer {
    const output: Output = {
      room: () => roomOf(64 * 1024),
      push: (text, events) => {
        const isTaken = !isFull || events === 0;
        if (isTaken) pushed.push({ text: textOf(text), events });
        else dropped += events;
        return isTaken;
      },
      flush: async () => queuedBytes = 0,
      drop: (count) => void (dropped += count),
      giveUp: () => {
        dropped += waiting;
        return waiting;
      },
      get counters() {
        const eventsWritten = pushed.reduce((sum, { events }) => sum + events, 0);
        const queuedNotes = isStalled ? pushed.filter(({ events }) => events === 0).length : 0;
        return { ...noOutput, eventsWritten, droppedEvents: dropped, queuedNotes, queuedBytes };
      },
    };
    const { settings } = parseSettings(params);
    pipeline = new Pipeline({ tracer, output, format, settings, log: new Log({ write: (line) => void log.push(line) }) });
    pipeline.start();
    return tracer;
  }

  const lines = (): string[] => pushed.flatMap(({ text }) => text.split('\n')).filter((line) => line !== '');
  const events = (): Record<string, unknown>[] => lines().map((line) => JSON.parse(line) as Record<string, unknown>);
  const named = (name: string): Record<string, unknown>[] => events().filter((event) => event['event'] === name);
  const seconds = (count: number): void => jest.advanceTimersByTime(count * 1000);

  test('says hello before it reads, and goodbye when all is read', async () => {
    const tracer = start();
    expect(named('start')).toHaveLength(1);
    expect(tracer.done).toEqual(['start', 'walk']);
    tracer.give(processSample(), tcpSample('TCP_CONNECT'));
    await pipeline.stop(0);
    expect(events().map(({ event }) => event)).toEqual(['start', 'connect', 'stop']);
    expect(named('stop')[0]).toMatchObject({ events_tcp: 1 });
  });

  test('a pass is told how much waits to be written, and when it is', async () => {
    const { sink } = start();
    expect(sink?.isBehind).toBe(false);
    queuedBytes = 10e6; // of 20,000 events
    expect(sink?.isBehind).toBe(true);
    await sink?.catchUp?.();
    expect(sink?.isBehind).toBe(false);
  });

  test('what a reader keeps back is reported after a while, and at the end all of it', async () => {
    const tracer = start({ probes: 'process' });
    const exit = (pid: number): Sample => sample(process_exit_sample, { head_probe: probeIds.process, head_kind: process_kind.PROCESS_EXIT, process_owner: 8193, process_pid: pid });
    tracer.turn(processSample({}, {}, 4096), exit(1));
    seconds(9);
    expect(named('exit')).toEqual([]);
    seconds(2);
    expect(named('exit')).toMatchObject([{ process_id: 1, process_name: 'wget' }]);
    tracer.turn(exit(2), exit(3));
    await pipeline.stop(0);
    expect(named('exit').map(({ process_id: pid }) => pid)).toEqual([1, 2, 3]);
    expect(named('stop')[0]).toMatchObject({ events_process: 3 });
  });

  test('what still waits when it stops is counted in its goodbye, and no line of the log says it twice', async () => {
    const tracer = start();
    tracer.turn(processSample(), tcpSample('TCP_CONNECT'));
    waiting = 1;
    const { givenUp, totals } = await pipeline.stop(0);
    waiting = 0;
    expect([givenUp, totals.writer.droppedEvents]).toEqual([1, 1]);
    expect(named('stop')[0]).toMatchObject({ dropped_events: 1 });
    expect(log).toEqual([]);
  });

  test('what the ring still has when the time to read it is over is counted', async () => {
    const tracer = start();
    jest.spyOn(tracer, 'stop').mockImplementationOnce(() => {
      jest.advanceTimersByTime(1000);
      tracer.turn(processSample(), tcpSample('TCP_CONNECT'), tcpSample('TCP_CLOSE_EVENT'));
    });
    expect((await pipeline.stop(900)).givenUp).toBe(2);
    expect(named('stop')[0]).toMatchObject({ dropped_events: 2 });
    expect(named('connect')).toEqual([]);
    expect(log).toEqual([]);
  });

  test('makes an event of a sample, with its time as first key, in both places the same', () => {
    const tracer = start({}, xmlFormat('ebpf_trace://x'));
    tracer.turn(processSample({ arguments: ['<&>'] }), tcpSample('TCP_CONNECT'));
    const event = lines().find((line) => line.includes('"connect"')) ?? '';
    expect(event).toMatch(/^<event stanza="ebpf_trace:\/\/x"><time>(\d+\.\d{6})<\/time><sourcetype>ebpf:tcp<\/sourcetype><data>\{"time":\1,"event":"connect",.*\}<\/data><\/event>$/);
    expect(event).toContain('"process":"&lt;&amp;&gt;"');
  });

  test('what one read of the ring gives goes out together', () => {
    const tracer = start();
    const before = pushed.length;
    tracer.turn(processSample(), ...Array.from({ length: 7 }, () => tcpSample('TCP_CONNECT')));
    expect(pushed.slice(before).map(({ events: count }) => count)).toEqual([7]);
    tracer.turn();
    expect(pushed).toHaveLength(before + 1);
  });

  test('very many go out in parts, all of them', () => {
    const tracer = start();
    tracer.turn(processSample(), ...Array.from({ length: 5000 }, () => tcpSample('TCP_CONNECT')));
    expect(pushed.reduce((sum, one) => sum + one.events, 0)).toBe(5000);
    expect(named('connect')).toHaveLength(5000);
    expect(Math.max(...pushed.map(({ text }) => text.length))).toBeLessThan(40_000);
  });

  test('what cannot be read is counted, said, and does not stop the next', () => {
    const tracer = start();
    const short = tcpSample('TCP_CONNECT');
    tracer.turn(
      sample(tcp_sample, { head_probe: 200 }), sample(tcp_sample, { head_probe: 1, head_kind: 99 }), { ...short, length: short.length - 1 },
      { ...processSample(), length: 30 }, tcpSample('TCP_CONNECT'),
    );
    expect(named('connect')).toHaveLength(1);
    expect(pipeline.totals).toMatchObject({ decodeErrors: 4, events: { tcp: 1 } });
    expect(log.filter((line) => line.startsWith('WARN a sample could not be read'))).toHaveLength(4);
  });

  test('counts the events of each probe in bytes, as they are written', () => {
    const tracer = start();
    tracer.turn(processSample({ name: 'wgét€' }), tcpSample('TCP_CLOSE_EVENT'), tcpSample('TCP_CLOSE_EVENT'));
    const [line = ''] = lines().filter((one) => one.includes('"close"'));
    expect(pipeline.totals.bytes).toEqual({ tcp: 2 * Buffer.byteLength(line) });
  });

  test('health comes in its interval', () => {
    start({ health_interval: '10' });
    seconds(9);
    expect(named('interval')).toHaveLength(0);
    seconds(1);
    expect(named('interval')).toEqual([expect.objectContaining({ seconds: 10 })]);
    seconds(20);
    expect(named('interval')).toHaveLength(3);
  });

  test('a loss is told within 5 seconds of when it began, then again not too often', async () => {
    const tracer = start({ health_interval: '3600' });
    let lost = 0;
    const lose = (count: number): void => void (tracer.kernel = { ...tracer.kernel, lost: byProbe({ tcp: (lost += count) }) });
    seconds(20);
    lose(3);
    seconds(1);
    expect(named('loss')).toEqual([expect.objectContaining({ lost_samples: 3 })]);
    expect(log).toEqual(['WARN 3 events were lost: 3 found the ring full: raise ring_mb\n']);
    // It goes on: each loss is told within 5 s of when it began, all are counted once.
    for (let round = 0; round < 20; round += 1) {
      const told = named('loss').length;
      lose(1);
      seconds(5);
      expect(named('loss').length).toBeGreaterThan(told);
    }
    expect(named('loss').length).toBeLessThanOrEqual(31);
    seconds(60);
    await pipeline.stop(0);
    const sum = [...named('loss'), ...named('stop')].reduce((total, event) => total + Number(event['lost_samples'] ?? 0), 0);
    expect(sum).toBe(23);
    expect(named('loss').length).toBeLessThanOrEqual(31);
  });

  test('dropped events are a loss too', () => {
    start({ health_interval: '3600' });
    seconds(6);
    dropped = 2;
    seconds(5);
    expect(named('loss')).toEqual([expect.objectContaining({ dropped_events: 2 })]);
    expect(Number(named('loss')[0]?.['completeness'])).toBeLessThan(100);
  });

  describe('while splunkd takes nothing', () => {
    const interval = 60;

    test('health is not dropped, comes in its interval alone, and its counts are the truth', async () => {
      const tracer = start({ health_interval: `${interval}` });
      const rounds = 400;
      let formed = 0;
      const trace = (): void => {
        tracer.turn(processSample(), tcpSample('TCP_CONNECT'), tcpSample('TCP_CLOSE_EVENT'));
        formed += 2;
      };
      for (let second = 0; second < rounds; second += 1) {
        [isStalled, isFull] = [second >= 20 && second < 340, second >= 60 && second < 300];
        trace();
        seconds(1);
        expect(pushed.filter(({ text }) => text.includes('ebpf')).every(({ events: count }) => count === 0)).toBe(true);
      }
      await pipeline.stop(0);
      const health = events().filter((event) => 'version' in event);
      const sum = (key: string): number => health.reduce((total, event) => total + Number(event[key] ?? 0), 0);
      const delivered = named('connect').length + named('close').length;
      expect(delivered).toBeLessThan(formed);
      expect(sum('dropped_events')).toBe(formed - delivered);
      expect(sum('events_tcp')).toBe(delivered);
      expect(sum('events')).toBe(delivered);
      expect(sum('seconds')).toBe(rounds);
      expect(Math.min(...health.map((event) => Number(event['completeness'])))).toBeLessThan(5);
      // One a minute, and the loss that is told at once when it can be read again.
      expect(health.length).toBeLessThanOrEqual(Math.ceil(rounds / interval) + 4);
    });

    test('the log tells of the loss within 5 s, with what to do, and then once an interval', async () => {
      const tracer = start({ health_interval: '60' });
      [isStalled, isFull] = [true, true];
      tracer.turn(processSample(), tcpSample('TCP_CONNECT'));
      seconds(5);
      expect(log).toEqual([expect.stringMatching(/^WARN 1 events were lost: 1 dropped, since splunkd takes too little: raise maxKBps in limits\.conf, use mode = summary/)]);
      for (let second = 0; second < 120; second += 1) {
        tracer.turn(tcpSample('TCP_CONNECT'));
        seconds(1);
      }
      expect(log.length).toBeLessThanOrEqual(3);
      await pipeline.stop(0);
      expect(log.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0)).toBe(121);
    });

    test('only what the writer took counts as an event of its probe', () => {
      const tracer = start();
      isFull = true;
      tracer.turn(processSample(), tcpSample('TCP_CONNECT'));
      isFull = false;
      tracer.turn(tcpSample('TCP_CLOSE_EVENT'));
      expect(pipeline.totals.events).toEqual({ tcp: 1 });
    });
  });

  test('the bytes of an event are those of its text, without what XML adds', () => {
    const tracer = start({}, xmlFormat('ebpf_trace://x'));
    tracer.turn(processSample({ arguments: ['<&é>'] }), tcpSample('TCP_CONNECT'));
    const data = /<data>(.*"connect".*)<\/data>/.exec(lines().join('\n'))?.[1] ?? '';
    const text = data.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
    expect(text).toContain('<&é>');
    expect(pipeline.totals.bytes).toEqual({ tcp: Buffer.byteLength(text) });
  });

  const withoutCalls = ({ programs }: Tracing): readonly Program[] => programs.filter((program) => !isSystemCall(program) && !isFunction(program));

  test('health\'s start says how calls are seen', () => {
    start({}, jsonLines());
    expect(log).toEqual([]);
    expect(named('start')).toEqual([expect.objectContaining({ system_calls: 'functions' })]);
  });

  test('what was given up by system_calls = off is no warning, and health says it', () => {
    const tracer = new FakeTracer();
    start({ system_calls: 'off' }, jsonLines(), Object.assign(tracer, { seesCalls: false, programs: withoutCalls(tracer) }));
    expect(log).toEqual([]);
    expect(named('start')).toEqual([expect.objectContaining({ system_calls: 'off', degraded: 'connect_calls accept_calls listen_calls' })]);
  });

  test('unless a probe has nothing else to report', () => {
    const tracer = new FakeTracer();
    tracer.programs = programsOf(['tcp', 'process', 'file']);
    start({ system_calls: 'off', probes: 'tcp,process,file' }, jsonLines(), Object.assign(tracer, { seesCalls: false, programs: withoutCalls(tracer) }));
    expect(log).toEqual(['WARN this kernel refuses fexit and system_calls is off: opens of files are not reported, renames and deletions of files are not reported\n']);
  });

  test('without tracefs one line says what is missing, and health does', () => {
    const tracer = new FakeTracer();
    start({}, jsonLines(), Object.assign(tracer, { seesCalls: false, programs: withoutCalls(tracer) }));
    expect(log).toEqual([expect.stringMatching(/^WARN tracing without connect_calls, accept_calls, listen_calls: tracefs cannot be read; (give CAP|mount).* check" says/)]);
    seconds(60);
    expect(named('interval')).toEqual([expect.objectContaining({ degraded: 'connect_calls accept_calls listen_calls' })]);
    expect(named('start')).toEqual([expect.objectContaining({ degraded: 'connect_calls accept_calls listen_calls' })]);
  });

  test('health says where no container can be named', () => {
    start({}, jsonLines(), Object.assign(new FakeTracer(), { hasControlGroups: false }));
    seconds(60);
    expect(named('interval')).toEqual([expect.objectContaining({ degraded: 'containers' })]);
  });

  test('a start that fails leaves nothing at work', () => {
    const tracer = new FakeTracer();
    jest.spyOn(tracer, 'readCounters').mockImplementationOnce(() => {
      throw new Error('look up counters: EBADF');
    });
    expect(() => start({}, jsonLines(), tracer)).toThrow('EBADF');
    expect(tracer.done).toEqual(['stop', 'close']);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('without system calls a walk follows the listens, and nothing else', async () => {
    const tracer = start();
    tracer.seesCalls = false;
    await jest.advanceTimersByTimeAsync(3000);
    expect(tracer.done).toEqual(['start', 'walk']);
    tracer.kernel = { ...nothingCounted, listens_asked: 2 };
    await jest.advanceTimersByTimeAsync(3000);
    expect(tracer.done).toEqual(['start', 'walk', 'walk']);
  });

  test('there is no walk at the start where nobody asks for it', () => {
    expect(start({ existing_connections: 'false' }).done).toEqual(['start']);
  });

  test('with system calls there is no further walk', () => {
    const tracer = start();
    tracer.kernel = { ...nothingCounted, listens_asked: 2, listens_answered: 2 };
    seconds(3);
    expect(tracer.done).toEqual(['start', 'walk']);
  });

  test.each([['summary', '3', 3], ['summary', '0', 0], ['lifecycle', '3', 0]] as const)('in %s mode with an interval of %s, flows are reported %d times in 9 s', async (mode, interval, times) => {
    const tracer = start({ mode, summary_interval: interval });
    await jest.advanceTimersByTimeAsync(9000);
    expect(tracer.done.filter((what) => what === 'reportFlows')).toHaveLength(times);
  });

  test.each(['lifecycle', 'summary'])('what ended unseen is looked for once a health interval, in %s mode', async (mode) => {
    const tracer = start({ mode, health_interval: '10' });
    await jest.advanceTimersByTimeAsync(35_000);
    expect(tracer.done.filter((what) => what === 'findEndings')).toHaveLength(3);
  });

  test('no pass is asked for while the one before is at work, and one that fails is said', async () => {
    const tracer = start({ health_interval: '10' });
    let fail = (): void => undefined;
    tracer.pass = () => new Promise((_, reject) => (fail = () => reject(new Error('run a program: ENOMEM'))));
    seconds(30);
    expect(tracer.done.filter((what) => what === 'findEndings')).toHaveLength(1);
    fail();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(tracer.done.filter((what) => what === 'findEndings')).toHaveLength(2);
    expect(log.join('')).toContain('ENOMEM');
  });

  test.each([['summary', ['start', 'walk', 'reportLastFlows', 'findLastEndings', 'stop', 'close']], ['lifecycle', ['start', 'walk', 'findLastEndings', 'stop', 'close']]] as const)('at its end in %s mode: %j', async (mode, done) => {
    const tracer = start({ mode });
    await pipeline.stop(0);
    expect(tracer.done).toEqual(done);
    expect(log.join('')).not.toContain('not every open connection');
  });

  test('last reports for which there was no time are said to be missing', async () => {
    const tracer = start({ mode: 'summary' });
    tracer.hasTimeForAll = false;
    await pipeline.stop(0);
    expect(log.join('')).toContain('not every open connection could report');
    expect(log.join('')).toContain('not every open connection could be looked at');
  });

  test('what goes wrong in a walk is said, and does not end the input', async () => {
    const tracer = start();
    tracer.seesCalls = false;
    tracer.kernel = { ...nothingCounted, listens_asked: 1 };
    tracer.pass = () => Promise.reject(new Error('attach walk_descriptors: ENOMEM'));
    await jest.advanceTimersByTimeAsync(2000);
    expect(log.join('')).toContain('ENOMEM');
  });

  test('processes are forgotten when the kernel says so', () => {
    const tracer = start();
    tracer.turn(processSample(), sample({ size: 24, at: { head_probe: 8, head_kind: 9, id: 16 }, get: {} }, {
      head_probe: Uint8Array.of(0), head_kind: Uint8Array.of(2), id: Uint8Array.of(0x01, 0x20),
    }));
    tracer.turn(tcpSample('TCP_CLOSE_EVENT'));
    seconds(3);
    tracer.turn(tcpSample('TCP_CLOSE_EVENT'));
    expect(named('close').map((event) => event['process_name'])).toEqual(['wget', undefined]);
  });
});
