import { onTheHost } from '../../src/host/surroundings';
import type { AttachOptions } from '../../src/kernel/attached';
import type { Libbpf } from '../../src/kernel/libbpf';
import { programs } from '../../src/probes/hooks';
import { callWayOf, isFunction, type Program } from '../../src/program';
import { parseSettings } from '../../src/settings';

const done: string[] = [];
/** Why the kernel refuses to attach to its functions, if it does. */
let refusal: string | undefined;

jest.mock('../../src/kernel/load', () => ({
  loadPrograms: ({ programs: loaded }: AttachOptions) => {
    done.push(`load ${callWayOf(loaded)}`);
    return { close: () => done.push('close') };
  },
}));
jest.mock('../../src/kernel/look_around', () => ({ lookAround: () => onTheHost }));
jest.mock('../../src/kernel/attach', () => ({
  Links: class {
    attach(_object: unknown, attached: readonly Program[]): void {
      if (refusal !== undefined && attached.some(isFunction)) throw new Error(refusal);
      done.push('attach');
    }

    detach(): void {
      done.push('detach');
    }
  },
}));

/** @param loads what it answers where one program is loaded for a function: a descriptor, or a negative errno */
async function attached(params: Readonly<Record<string, string>>, loads = 1_000_000): Promise<readonly [way: string, done: readonly string[]]> {
  done.length = 0;
  const libbpf = { kernelBtf: () => ({}), freeBtf: () => undefined, findType: () => 7, loadProgram: () => loads } as unknown as Libbpf;
  const { attachPrograms } = await import('../../src/kernel/attached');
  const options = { libbpf, path: '', settings: parseSettings(params).settings, programs, userNames: [], tracepoints: {}, mostConnections: 1 } as unknown as AttachOptions;
  return [callWayOf(attachPrograms(options).programs), [...done]];
}

jest.mock('node:fs', () => ({ ...jest.requireActual<object>('node:fs'), closeSync: () => undefined, openSync: () => 0 }));

afterEach(() => {
  refusal = undefined;
});

test('calls are seen by functions where the kernel has them', async () => {
  expect(await attached({})).toEqual(['functions', ['load functions', 'attach']]);
  expect(await attached({ system_calls: 'off' })).toEqual(['functions', ['load functions', 'attach']]);
});

test('by tracepoints where it refuses a program for one, or where these are chosen', async () => {
  expect(await attached({}, -1)).toEqual(['tracepoints', ['load tracepoints', 'attach']]);
  expect(await attached({ system_calls: 'tracepoints' })).toEqual(['tracepoints', ['load tracepoints', 'attach']]);
});

test('and where it only refuses to attach it: what was loaded is closed', async () => {
  refusal = 'attach end_stream_accept_call: EBUSY';
  expect(await attached({})).toEqual(['tracepoints', ['load functions', 'detach', 'close', 'load tracepoints', 'attach']]);
});

test('not at all where it refuses and they are off', async () => {
  expect(await attached({ system_calls: 'off' }, -1)).toEqual(['off', ['load off', 'attach']]);
  refusal = 'attach end_stream_accept_call: EBUSY';
  expect((await attached({ system_calls: 'off' }))[0]).toBe('off');
});
