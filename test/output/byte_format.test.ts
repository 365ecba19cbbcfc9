/** The writer of bytes against the same by strings. */
import { ByteFormat, jsonFrame, jsonLines } from '../../src/output/byte_format';
import { roomOf } from '../../src/output/room';
import { ValueFormat } from '../../src/output/values';
import type { Fields } from '../../src/text/columns';
import { xmlFormat } from '../../src/output/xml';
import { key, word } from '../../src/text/emit';
import { idText } from '../../src/text/id';
import { Random } from '../random';
import { emitted } from './emitted';

const value = key('v');
const random = new Random(7);

/** What is between the key and the end of the event. */
function written(emit: (format: ByteFormat) => void): string {
  const format = new ByteFormat(jsonFrame);
  format.begin('tcp', 0);
  emit(format);
  format.end();
  return Buffer.from(format.take()).toString().replace('{"time":0.000000,"v":', '').slice(0, -2);
}

/** The same as a value. */
function valueOf(emit: (format: ValueFormat) => void): unknown {
  let shown: Fields = {};
  const format = new ValueFormat({ event: (_kind, _time, fields) => ((shown = fields), ''), end: () => '' });
  format.begin('tcp', 0);
  emit(format);
  format.end();
  return shown['v'];
}

/** Numbers of each length. */
const numbers = Array.from({ length: 54 }, (_, bits) => 2 ** bits).flatMap((power) => [power - 1, power, Math.floor(power / (1 + random.below(1000) / 999))])
  .concat(Array.from({ length: 16 }, (_, digits) => 10 ** digits).flatMap((power) => [power - 1, power, power + 1])).filter(Number.isSafeInteger);

test('numbers are written as JSON has them', () => {
  for (const number of numbers) expect(written((format) => format.number(value, number))).toBe(JSON.stringify(number));
  for (const number of [-1, 99.99, 0.001, -0.5]) expect(written((format) => format.number(value, number))).toBe(JSON.stringify(number));
});

test('microseconds are written as seconds', () => {
  for (const us of numbers.filter((number) => number < 2 ** 50)) expect(written((format) => format.micros(value, us))).toBe(JSON.stringify(us / 1e6));
  for (const us of [-1, -2_500_000]) expect(written((format) => format.micros(value, us))).toBe(JSON.stringify(us / 1e6));
});

test('a fraction of a microsecond is rounded, in bytes and as a value', () => {
  for (const [us, seconds] of [[0.4, 0], [0.5, 0.000001], [1.5, 0.000002], [999_999.5, 1], [-1.4, -0.000001], [1_780_000_000_250_000.25, 1_780_000_000.25], [2 ** 60, 2 ** 60 / 1e6]] as const) {
    expect(written((format) => format.micros(value, us))).toBe(JSON.stringify(seconds));
    expect(valueOf((format) => format.micros(value, us))).toBe(seconds);
    if (us < 0 || us > 2 ** 53) continue;
    expect(emitted(jsonLines(), 'tcp', us, {})).toBe(`{"time":${seconds.toFixed(6)}}\n`);
  }
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%s makes no event, in bytes or as a value', (number) => {
  for (const format of [jsonLines(), new ValueFormat({ event: () => 'an event', end: () => '' })]) {
    for (const wrong of [() => format.number(value, number), () => format.micros(value, number), () => format.begin('tcp', number)]) {
      format.begin('tcp', 1e6);
      expect(wrong).toThrow(RangeError);
      format.undo();
    }
    expect([format.take(), format.ended]).toEqual([Buffer.alloc(0), 0]);
  }
});

test('there is no time before 1970', () => {
  expect(() => jsonLines().begin('tcp', -1)).toThrow(RangeError);
  expect(() => new ValueFormat({ event: () => '', end: () => '' }).begin('tcp', -1)).toThrow(RangeError);
});

test('the time has six decimals', () => {
  for (const us of [0, 1, 999_999, 1_000_000, 1_712_345_678_000_009, 1_712_345_678_900_000]) {
    const digits = String(us).padStart(7, '0');
    expect(emitted(jsonLines(), 'tcp', us, {})).toBe(`{"time":${digits.slice(0, -6)}.${digits.slice(-6)}}\n`);
  }
});

test('an id is the same 11 letters as text and as bytes', () => {
  for (let round = 0; round < 1000; round += 1) {
    const [low, high] = [random.below(2 ** 32), random.below(2 ** 32)];
    expect(written((format) => format.id(value, low, high))).toBe(`"${idText(low, high)}"`);
    expect(idText(low, high)).toMatch(/^[0-9A-Za-z]{11}$/);
  }
  expect(idText(0x89ab_cdef, 0x0123_4567)).toBe('0ID5PuchpUF');
});

test('an event that is not ended, or does not fit, leaves nothing behind', () => {
  const format = jsonLines();
  format.begin('tcp', 1e6);
  format.word(word('event', 'connect'));
  format.undo();
  expect(format.take()).toHaveLength(0);
  format.begin('tcp', 1e6);
  expect(() => format.text(value, 'x'.repeat(1_000_000))).toThrow(RangeError);
  format.undo();
  expect([emitted(format, 'tcp', 2e6, { a: 'b' }), format.ended]).toEqual(['{"time":2.000000,"a":"b"}\n', 1]);
});

test('many events wait until they are taken, each whole', () => {
  const format = jsonLines();
  for (let index = 0; index < 100; index += 1) {
    format.begin('tcp', index * 1e6);
    format.number(value, index);
    format.end();
  }
  const bytes = format.take();
  expect(Buffer.from(bytes).toString()).toBe(Array.from({ length: 100 }, (_, index) => `{"time":${index}.000000,"v":${index}}\n`).join(''));
  expect([format.ended, format.jsonBytes, format.waitingBytes]).toEqual([100, bytes.length - 100, 0]);
});

test('events are written where they are wanted, and only there', () => {
  const [format, room] = [jsonLines(), { ...roomOf(64 * 1024), at: 100 }];
  room.bytes.fill(0x21);
  format.writeInto(room);
  for (const us of [1e6, 2e6]) {
    format.begin('tcp', us);
    format.end();
  }
  const taken = format.take();
  expect([taken.buffer, taken.byteOffset - room.bytes.byteOffset, Buffer.from(taken).toString()]).toEqual([room.bytes.buffer, 100, '{"time":1.000000}\n{"time":2.000000}\n']);
  expect(room.bytes.toString('latin1', 0, 100)).toBe('!'.repeat(100));
  // What comes without a room overwrites nothing of it.
  emitted(format, 'tcp', 3e6, {});
  expect(Buffer.from(taken).toString()).toBe('{"time":1.000000}\n{"time":2.000000}\n');
});

test('an event beyond the end of its room is none', () => {
  const [format, room] = [jsonLines(), roomOf(64)];
  format.writeInto(room);
  format.begin('tcp', 1e6);
  expect(() => {
    for (let count = 0; count < 8; count += 1) format.number(value, 1);
  }).toThrow(RangeError);
  format.undo();
  expect(format.take()).toHaveLength(0);
});

test('the bytes of JSON are those of the text that its reader sees', () => {
  const format = xmlFormat('ebpf_trace://x');
  const text = emitted(format, 'tcp', 1e6, { a: '<&é>"\\\u0001', n: 7 });
  const data = /<data>(.*)<\/data>/.exec(text)?.[1]?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&') ?? '';
  expect(format.jsonBytes).toBe(Buffer.byteLength(data));
});

test.each(['"', '<b>', 'a b', 'é', '\u0000', '&amp;'])('%j is no word', (text) => {
  expect(() => word('k', text)).toThrow('no word');
  expect(() => key(text)).toThrow('no word');
});
