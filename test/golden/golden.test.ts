/**
 * Events of recorded samples (record.mjs), byte for byte as the build before wrote them. Whoever changes an event on purpose has
 * them written anew by EBPF_TRACE_GOLDEN=write, and looks at the difference.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectionView } from '../../src/commands/run/view';
import { losses, shownBy } from '../../src/commands/run/terminal_output';
import { tcp_kind } from '../../src/generated/samples';
import { jsonLines } from '../../src/output/byte_format';
import { TableView } from '../../src/output/table';
import { ValueFormat } from '../../src/output/values';
import { xmlFormat } from '../../src/output/xml';
import { probeNames } from '../../src/probes/names';
import { unpainted } from '../../src/text/terminal';
import { type Mode, modes, recordedSamples, replayed } from './replay';

const [width, height] = [(): number => 160, (): number => 40];
const everything = { onlyFailed: false, count: Number.POSITIVE_INFINITY, onEnough: () => undefined };

/** A line a connection, and who talked to whom. */
function connections(mode: Mode): string {
  const view = new ConnectionView({ width, headerEvery: height, paint: unpainted, choice: everything, hasLines: true });
  jest.spyOn(Date, 'now').mockReturnValue(1_780_010_000_000);
  return replayed(mode, new ValueFormat(view)) + view.table(100);
}

const written: Readonly<Record<string, (mode: Mode) => string>> = {
  xml: (mode) => replayed(mode, xmlFormat('ebpf_trace://main')),
  jsonl: (mode) => replayed(mode, jsonLines()),
  table: (mode) => replayed(mode, new ValueFormat(new TableView({ width, headerEvery: height, shown: shownBy(probeNames), losses, paint: unpainted }))),
  connections,
};

beforeEach(() => {
  // A table has local time: the golden one is of UTC.
  jest.spyOn(Date.prototype, 'getHours').mockImplementation(function (this: Date) { return this.getUTCHours(); });
  jest.spyOn(Date.prototype, 'getMinutes').mockImplementation(function (this: Date) { return this.getUTCMinutes(); });
});
afterEach(() => void jest.restoreAllMocks());

describe.each(modes)('recorded samples of mode %s', (mode) => {
  test.each(Object.keys(written))('become the same %s', (form) => {
    const file = join(__dirname, `${mode}.${form}`);
    const text = written[form]?.(mode) ?? '';
    if (process.env['EBPF_TRACE_GOLDEN'] === 'write') writeFileSync(file, text);
    expect(text.split('\n')).toEqual(readFileSync(file, 'utf8').split('\n'));
  });
});

test('the recordings have every kind of sample', () => {
  const samples = modes.flatMap((mode) => recordedSamples(mode));
  const kinds = new Set<unknown>(samples.filter(({ struct }) => struct === 'tcp_sample').map(({ members }) => members['head_kind']));
  expect(Object.values(tcp_kind).filter((kind) => !kinds.has(kind))).toEqual([]);
  for (const struct of ['owner_sample', 'owner_gone_sample', 'tcp_state_sample', 'retransmit_sample']) {
    expect(samples.some((one) => one.struct === struct)).toBe(true);
  }
});
