import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { renderSamples } from '../../steps/samples.mjs';
import { output } from './run';

const source = `
typedef unsigned char u8;
typedef unsigned long long u64;
enum shape_kind { SHAPE_ROUND = 1, SHAPE_NONE = -1 };
struct head { u64 time_ns; unsigned short kind; };
struct shape_sample {
  struct head head;
  u8 address[16];
  unsigned int words[4];
  long long delta;
  int error;
  char name[16];
  union { unsigned int v4; u8 v6[16]; };
  _Bool on;
  u8 hops[2][3];
  const volatile enum shape_kind shape;
};
struct shape_config { u64 limit; signed char least; unsigned short ports[2]; };
struct internal { int unseen; };
struct shape_sample *a; struct shape_config *b; struct internal *c; enum shape_kind d;
`;

type Read = (view: DataView, base: number, index?: number) => number;
type Write = (view: DataView, base: number, ...rest: number[]) => void;
interface Layout {
  size: number;
  at: Record<string, number>;
  length: Record<string, number>;
  get: Record<string, Read>;
  set: Record<string, Write>;
}

describe('the layouts made from BTF', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ebpf-trace-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const made = compile();
  const [sample, config] = [made.shape_sample as Layout, made.shape_config as Layout];
  const view = new DataView(new ArrayBuffer(256));

  function compile(): Record<string, unknown> {
    writeFileSync(join(folder, 'shape.c'), source);
    output('clang', ['-O2', '-g', '-target', 'bpf', '-c', 'shape.c', '-o', 'shape.o'], { cwd: folder });
    const text = renderSamples(readFileSync(join(folder, 'shape.o')));
    writeFileSync(join(folder, 'shape.cjs'), transformSync(text, { loader: 'ts', format: 'cjs' }).code);
    return require(join(folder, 'shape.cjs'));
  }

  test('leave out what is not shared', () => {
    expect(Object.keys(made).sort()).toEqual(['shape_config', 'shape_kind', 'shape_sample']);
  });

  test('say where each member lies, nested ones by path, anonymous ones by name', () => {
    const at = { head_time_ns: 0, head_kind: 8, address: 16, words: 32, delta: 48, error: 56, name: 60 };
    expect(sample.at).toEqual({ ...at, v4: 76, v6: 76, on: 92, hops: 93, shape: 100 });
    expect(sample.length).toEqual({ address: 16, words: 4, name: 16, v6: 16, hops: 6 });
    expect(sample.size).toBe(104);
  });

  test('read scalars of every width and sign', () => {
    const base = 8;
    view.setBigUint64(base, 1_700_000_000_123_456_789n, true);
    view.setBigInt64(base + 48, -5_000_000_000n, true);
    view.setInt32(base + 56, -111, true);
    view.setUint32(base + 32 + 8, 4_000_000_000, true);
    expect(sample.get.head_time_ns?.(view, base)).toBe(Number(1_700_000_000_123_456_789n));
    expect(sample.get.delta?.(view, base)).toBe(-5_000_000_000);
    expect(sample.get.error?.(view, base)).toBe(-111);
    expect(sample.get.words?.(view, base, 2)).toBe(4_000_000_000);
  });

  test('write settings', () => {
    config.set.limit?.(view, 128, 2 ** 40 + 1);
    config.set.least?.(view, 128, -3);
    config.set.ports?.(view, 128, 1, 65535);
    expect([config.get.limit, config.get.least].map((get) => get?.(view, 128))).toEqual([2 ** 40 + 1, -3]);
    expect(config.get.ports?.(view, 128, 1)).toBe(65535);
    expect(sample.set).toBeUndefined();
  });

  test('name the values of enums, negative ones too', () => {
    expect(made.shape_kind).toEqual({ SHAPE_ROUND: 1, SHAPE_NONE: -1 });
  });
});
