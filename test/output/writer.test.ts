import { closeSync, constants, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unblocked } from '../../src/output/unblocked';
import { Writer, type WriterOptions } from '../../src/output/writer';
import { growPipe } from '../../src/kernel/libbpf';
import { endStream, makePipe, type Pipe } from '../../splunkd/fifo';

const open: number[] = [];
const file = join(tmpdir(), `writer-${process.pid}.txt`);

function pipe(): Pipe {
  const made = makePipe();
  open.push(made.readEnd, made.writeEnd);
  return made;
}

/** Reads on until the writer's end is closed; the whole text. */
async function readAll(fd: number): Promise<string> {
  const parts: Buffer[] = [];
  const stream = endStream(fd, true);
  open.splice(open.indexOf(fd), 1);
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** By the end of the pipe that they belong to. */
const unblockedEnds = new Map<number, number>();

function closeEnd(fd: number): void {
  for (const end of [fd, unblockedEnds.get(fd) ?? []].flat()) {
    open.splice(open.indexOf(end), 1);
    closeSync(end);
  }
}

const pipeBytes = 65_536;
const line = (index: number): string => `${index} ${'x'.repeat(390)}\n`;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

afterEach(() => {
  unblockedEnds.clear();
  for (const fd of open.splice(0)) closeSync(fd);
  rmSync(file, { force: true });
});

/** As a format does. */
function written(writer: Writer, text: string): Uint8Array {
  const { bytes, at } = writer.room();
  return bytes.subarray(at, at + bytes.write(text, at));
}

describe.each([['by threads alone', false], ['what the pipe takes at once', true]])('written %s', (_, isUnblocked) => {
  function writerOf(fd: number, options: WriterOptions = {}): Writer {
    const end = isUnblocked ? unblocked(fd) : undefined;
    if (end === undefined) return new Writer(fd, options);
    open.push(end);
    unblockedEnds.set(fd, end);
    return new Writer(fd, { ...options, unblocked: end });
  }

  test('everything arrives, in order, byte by byte', async () => {
    const { readEnd, writeEnd } = pipe();
    const all = readAll(readEnd);
    const writer = writerOf(writeEnd);
    let expected = '';
    for (let index = 0; index < 20_000; index += 1) {
      const text = index % 1000 === 0 ? 'ä€😀'.repeat(20_000) : line(index);
      expected += text;
      expect(writer.push(text, 1)).toBe(true);
      if (index % 500 === 0) await pause(0);
    }
    expect(await writer.flush(20_000)).toBe(0);
    expect(writer.counters).toMatchObject({ eventsWritten: 20_000, bytesWritten: Buffer.byteLength(expected), droppedEvents: 0, queuedEvents: 0, queuedBytes: 0 });
    closeEnd(writeEnd);
    expect((await all) === expected).toBe(true);
  });

  test('a few events go out at once, without a flush', async () => {
    const { readEnd, writeEnd } = pipe();
    const writer = writerOf(writeEnd);
    writer.push('a', 1);
    writer.push('b', 1);
    for (const limit = Date.now() + 5000; writer.counters.eventsWritten < 2 && Date.now() < limit; ) await pause(1);
    expect(writer.counters).toMatchObject({ eventsWritten: 2, queuedEvents: 0, queuedBytes: 0 });
    const buffer = Buffer.alloc(10);
    expect(buffer.toString('utf8', 0, readSync(readEnd, buffer))).toBe('ab');
    expect(await writer.flush(0)).toBe(0);
  });

  test('what was written into the room is queued where it is', async () => {
    const { readEnd, writeEnd } = pipe();
    const all = readAll(readEnd);
    const writer = writerOf(writeEnd);
    let expected = '<stream>\n';
    writer.push(expected, 0);
    for (let index = 0; index < 5_000; index += 1) {
      expected += line(index);
      const room = writer.room();
      expect(room.bytes.length - room.at).toBeGreaterThanOrEqual(256 * 1024); // more than a part of events has
      expect(writer.push(written(writer, line(index)), 1)).toBe(true);
      if (index % 900 === 0) await pause(0);
    }
    expect(await writer.flush(20_000)).toBe(0);
    expect(writer.counters).toMatchObject({ eventsWritten: 5_000, droppedEvents: 0, queuedBytes: 0 });
    closeEnd(writeEnd);
    expect((await all) === expected).toBe(true);
  });

  test('what is dropped leaves its room to the next; a room that was given away since is refused', async () => {
    const { readEnd, writeEnd } = pipe();
    const writer = writerOf(writeEnd, { maximumBytes: 10 });
    writer.push('<s>', 0);
    expect(writer.push(written(writer, 'too long for it'), 1)).toBe(false);
    expect(writer.push(written(writer, 'fits'), 1)).toBe(true);
    const late = written(writer, 'late');
    writer.push('note', 0);
    expect(() => writer.push(late, 0)).toThrow('something else was pushed');
    expect(await writer.flush(2000)).toBe(0);
    const buffer = Buffer.alloc(100);
    expect(buffer.toString('utf8', 0, readSync(readEnd, buffer))).toBe('<s>fitsnote');
  });

  test('what is not of events is told apart, and is queued even when there is no room', async () => {
    const { readEnd, writeEnd } = pipe();
    const writer = writerOf(writeEnd, { maximumBytes: 10 });
    writer.push('<stream>', 0);
    expect(writer.push('1234567', 1)).toBe(false);
    expect(writer.push('12', 1)).toBe(true);
    expect(writer.push('health €', 0)).toBe(true);
    expect(writer.push('', 0)).toBe(true);
    expect(writer.push('3', 1)).toBe(false);
    expect(writer.counters).toMatchObject({ queuedEvents: 1, queuedNotes: 2, queuedBytes: 20, droppedEvents: 2 });
    expect(await writer.flush(2000)).toBe(0);
    expect(writer.push('3é', 2)).toBe(true);
    expect(await writer.flush(2000)).toBe(0);
    expect(writer.counters).toMatchObject({ eventsWritten: 3, bytesWritten: 5, queuedNotes: 0, queuedBytes: 0 });
    const buffer = Buffer.alloc(100);
    expect(buffer.toString('utf8', 0, readSync(readEnd, buffer))).toBe('<stream>12health €3é');
  });

  test('the memory of what has waited is given back once it is written, without a collection of garbage', async () => {
    const { readEnd, writeEnd } = pipe();
    const writer = writerOf(writeEnd);
    const held = (): number => process.memoryUsage().arrayBuffers / 2 ** 20;
    for (let index = 0; index < 100_000; index += 1) writer.push(line(index), 1);
    const waiting = held();
    expect(waiting).toBeGreaterThan(35);
    const buffer = Buffer.alloc(pipeBytes);
    for (const limit = Date.now() + 100_000; writer.counters.queuedBytes > 0 && Date.now() < limit; await pause(0)) readSync(readEnd, buffer);
    expect(writer.counters.queuedBytes).toBe(0);
    expect(waiting - held()).toBeGreaterThan(30);
    closeEnd(writeEnd);
  }, 120_000); // hundreds of turns between two threads, on a processor that others have

  test('a text larger than any buffer is written whole', async () => {
    const fd = openSync(file, 'w');
    open.push(fd);
    const writer = writerOf(fd);
    const large = '<&ä>'.repeat(1_000_000);
    writer.push('head', 1);
    writer.push(large, 1);
    writer.push('tail', 1);
    expect(await writer.flush(10_000)).toBe(0);
    expect(readFileSync(file, 'utf8') === `head${large}tail`).toBe(true);
  });

  describe('when the reader stalls', () => {
    test('the queue is bounded, the rest dropped and counted, the loop alive', async () => {
      const { readEnd, writeEnd } = pipe();
      const writer = writerOf(writeEnd, { maximumBytes: 1_000_000 });
      let taken = 0;
      for (let index = 0; index < 10_000; index += 1) {
        taken += writer.push(line(index), 1) ? 1 : 0;
        if (index % 500 === 0) await pause(0);
      }
      while (writer.counters.blockedMs < 150) await pause(10);
      const { droppedEvents, queuedEvents, queuedBytes, eventsWritten, blockedMs } = writer.counters;
      expect(droppedEvents).toBe(10_000 - taken);
      expect(queuedBytes).toBeLessThanOrEqual(1_000_000);
      expect(queuedBytes).toBeGreaterThan(900_000);
      expect(queuedEvents + eventsWritten).toBe(taken);
      expect(blockedMs).toBeGreaterThan(100);

      expect(await writer.flush(200)).toBe(queuedEvents); // nobody reads: only its deadline ends it

      expect(writer.push('</stream>', 0)).toBe(true);
      const all = readAll(readEnd);
      expect(await writer.flush(5000)).toBe(0);
      closeEnd(writeEnd);
      const lines = (await all).split('\n');
      expect(lines.pop()).toBe('</stream>');
      expect(lines).toHaveLength(taken);
      expect(writer.counters).toMatchObject({ eventsWritten: taken, queuedBytes: 0 });
      expect(writer.counters.blockedMs).toBeGreaterThan(300);
    });

    test.each([0, 1, 3, 20, 40])('what is given up after %d parts begins behind a whole line, notes stay, and all is accounted for', async (parts) => {
      const { readEnd, writeEnd } = pipe();
      const writer = writerOf(writeEnd, { makeRoom: growPipe });
      const count = 6000;
      writer.push('<stream>\n', 0);
      for (let index = 0; index < count; index += 1) {
        writer.push(line(index), 1);
        if (index % 1000 === 500) writer.push(`note ${index}\n`, 0);
      }
      const buffer = Buffer.alloc(32_000);
      let read = '';
      await pause(0);
      for (let part = 0; part < parts; part += 1) {
        await pause(part < 4 ? 120 : 2);
        read += buffer.toString('utf8', 0, readSync(readEnd, buffer));
      }
      await writer.flush(20);
      const givenUp = writer.giveUp();
      writer.push('</stream>\n', 0);
      expect(await writer.flush(5000)).toBe(0); // though nobody reads
      const { eventsWritten, droppedEvents, queuedBytes, queuedNotes } = writer.counters;
      expect({ eventsWritten, droppedEvents, queuedBytes, queuedNotes }).toEqual({ eventsWritten: count - givenUp, droppedEvents: givenUp, queuedBytes: 0, queuedNotes: 0 });
      expect(givenUp).toBeGreaterThan(1000);
      closeEnd(writeEnd);
      const lines = (read + (await readAll(readEnd))).split('\n');
      expect([lines.shift(), lines.pop(), lines.pop()]).toEqual(['<stream>', '', '</stream>']);
      expect(lines.filter((text) => text.startsWith('note'))).toEqual([500, 1500, 2500, 3500, 4500, 5500].map((index) => `note ${index}`));
      expect(lines.filter((text) => !text.startsWith('note'))).toEqual(Array.from({ length: count - givenUp }, (_, index) => line(index).trimEnd()));
    });

    test('to a slow reader it is known how far it came', async () => {
      const { readEnd, writeEnd } = pipe();
      const writer = writerOf(writeEnd);
      for (let index = 0; index < 5000; index += 1) writer.push(line(index), 1);
      const buffer = Buffer.alloc(32_000);
      let read = 0;
      for (let turn = 0; turn < 40; turn += 1) {
        read += readSync(readEnd, buffer);
        await pause(turn < 4 ? 120 : 2);
      }
      const left = await writer.flush(50);
      expect(left).toBeGreaterThan(0);
      const received = Math.floor(read / line(1000).length);
      // Within a pipe and a slice of what the reader has.
      expect(Math.abs(5000 - left - received)).toBeLessThan(3000);
      const rest = readAll(readEnd);
      expect(await writer.flush(5000)).toBe(0);
      closeEnd(writeEnd);
      await rest;
    });
  });

  test('a descriptor that does not block is written to as well', async () => {
    const { readEnd, writeEnd } = pipe();
    const nonBlocking = openSync(`/proc/self/fd/${writeEnd}`, constants.O_WRONLY | constants.O_NONBLOCK);
    open.push(nonBlocking);
    closeEnd(writeEnd);
    const writer = writerOf(nonBlocking);
    let expected = '';
    for (let index = 0; index < 3000; index += 1) {
      expected += line(index);
      writer.push(line(index), 1);
    }
    await pause(150);
    expect(writer.counters.queuedEvents).toBeGreaterThan(0);
    expect(writer.counters.blockedMs).toBeGreaterThan(100);
    const all = readAll(readEnd);
    expect(await writer.flush(10_000)).toBe(0);
    closeEnd(nonBlocking);
    expect((await all) === expected).toBe(true);
  });

  test('when the reader goes away, that is told once, and the rest counted', async () => {
    const { readEnd, writeEnd } = pipe();
    const errors: string[] = [];
    const writer = writerOf(writeEnd, { onBroken: (error) => errors.push(error.code ?? '') });
    for (let index = 0; index < 1000; index += 1) writer.push(line(index), 1);
    await pause(20);
    closeEnd(readEnd);
    const left = await writer.flush(2000);
    const { eventsWritten } = writer.counters;
    expect(left + eventsWritten).toBe(1000);
    expect(eventsWritten).toBeLessThanOrEqual(pipeBytes / line(0).length); // whole ones, which only the pipe took
    expect(writer.push('more', 1)).toBe(false);
    await pause(20);
    expect(errors).toEqual(['EPIPE']);
    expect(writer.counters.droppedEvents).toBe(1);
    expect(await writer.flush(2000)).toBe(left);
  });

  test('any other failure is told too', async () => {
    const fd = openSync('/dev/full', 'w');
    open.push(fd);
    const errors: string[] = [];
    const writer = writerOf(fd, { onBroken: (error) => errors.push(error.code ?? '') });
    writer.push('text', 1);
    expect(await writer.flush(2000)).toBe(1);
    expect(errors).toEqual(['ENOSPC']);
  });
});

describe('a pipe that has room', () => {
  function writer(): readonly [Writer, readEnd: number] {
    const { readEnd, writeEnd } = pipe();
    const end = unblocked(writeEnd);
    if (end === undefined) throw new Error('a pipe that cannot be opened again');
    open.push(end);
    return [new Writer(writeEnd, { unblocked: end }), readEnd];
  }

  test('is written to at once', () => {
    const [to, readEnd] = writer();
    to.push('x'.repeat(pipeBytes), 100);
    expect(to.counters).toMatchObject({ eventsWritten: 100, bytesWritten: pipeBytes, queuedEvents: 0, queuedBytes: 0, blockedMs: 0 });
    expect(readSync(readEnd, Buffer.alloc(2 * pipeBytes))).toBe(pipeBytes);
  });

  test('whose reader has gone is no pipe to wait for: what is left is said', async () => {
    const [to, readEnd] = writer();
    closeEnd(readEnd);
    to.push('x\n', 1);
    expect(await to.flush(10_000)).toBe(1);
    expect(await to.flush(10_000)).toBe(1);
  });

  test('takes a storm through the same memory', () => {
    const [to, readEnd] = writer();
    const [part, buffer] = [line(1).repeat(80), Buffer.alloc(pipeBytes)];
    let [first, bytes] = [0, 0];
    for (let round = 0; round < 4000; round += 1) {
      to.push(written(to, part), 80);
      if (to.counters.bytesWritten > bytes) bytes += readSync(readEnd, buffer);
      if (round === 100) first = process.memoryUsage().arrayBuffers;
    }
    expect(bytes).toBeGreaterThan(100e6);
    expect(to.counters.droppedEvents).toBe(0);
    expect(process.memoryUsage().arrayBuffers - first).toBeLessThan(4e6);
  });
});

test.each(['/dev/null', __filename])('%s is no pipe: it is written to as it is', (path) => {
  const fd = openSync(path, 'r');
  open.push(fd);
  expect(unblocked(fd)).toBeUndefined();
});
