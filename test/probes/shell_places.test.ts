import { bashLine, zleRead } from '../../src/probes/shell/places';
import { type BinaryFile, type Executable, PlaceError } from '../../src/target';

const variable = 0x100_0000;

/** Its code stores into the variable again and again, each time behind a call by a slot. */
function storing(times: number, nameBehind: (slot: number) => string | undefined): Executable {
  const one = Buffer.from('ff150000000048890500000000', 'hex');
  const bytes = Buffer.concat(Array.from({ length: times }, () => one));
  for (let index = 0; index < times; index += 1) bytes.writeInt32LE(variable - (index + 1) * one.length, index * one.length + 9);
  return {
    path: '', nameBehind, addressOf: (name) => (name === 'current_readline_line' ? variable : undefined), code: () => [{ address: 0, bytes }],
    at: () => Buffer.alloc(16), list: () => [], open: () => undefined,
  };
}

test('a place is the store behind the call of readline', () => {
  let calls = 0;
  const file = storing(3, () => ((calls += 1) === 2 ? 'readline' : 'other'));
  expect(bashLine(file)).toEqual({ file, address: 13 + 6 });
});

test('a file that only looks like a bash is given up soon', () => {
  let calls = 0;
  const file = storing(10_000, () => void (calls += 1));
  expect(() => bashLine(file)).toThrow(PlaceError);
  expect(calls).toBeLessThan(50);
});

test('nor is anything looked for in folders without end', () => {
  const opened: string[] = [];
  const names = Array.from({ length: 1000 }, (_, index) => index);
  const file: Executable = {
    ...storing(0, () => undefined), addressOf: (name) => (name === 'zle_entry_ptr' ? 1 : undefined),
    list: (folder) => names.map((name) => (folder.endsWith('/zsh') ? `5.${name}` : `x${name}-linux-gnu`)),
    open: (path) => void opened.push(path),
  };
  expect(() => zleRead(file)).toThrow(PlaceError);
  expect(opened.length).toBeLessThan(1000);
  expect(opened[0]).toBe('/usr/lib/zsh/5.7/zsh/zle.so');
});

test('zsh has its line editor in itself, or in the newest module', () => {
  const module = { addressOf: (name: string) => (name === 'zleread' ? 7 : undefined) } as BinaryFile;
  const file: Executable = {
    ...storing(0, () => undefined), addressOf: (name) => (name === 'zle_entry_ptr' ? 1 : undefined), list: (folder) => (folder === '/usr/lib/zsh' ? ['5.8', '5.9'] : []),
    open: (path) => (path === '/usr/lib/zsh/5.9/zle.so' ? module : undefined),
  };
  expect(zleRead(file)).toEqual({ file: module, address: 7 });
});
