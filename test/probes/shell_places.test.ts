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
    at: () => Buffer.alloc(16), content: () => [], open: () => undefined,
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

const module = { addressOf: (name: string) => (name === 'zleread' ? 7 : undefined) } as BinaryFile;

/** @param has a module */
function zshWith(texts: readonly string[], has: (path: string) => boolean): Executable {
  const bytes = Buffer.from(`\0${texts.join('\0')}\0`);
  return { ...storing(0, () => undefined), addressOf: (name) => (name === 'zle_entry_ptr' ? 1 : undefined), content: () => [{ address: 0, bytes }], open: (path) => (has(path) ? module : undefined) };
}

test.each([
  ['/usr/lib/x86_64-linux-gnu/zsh/5.9', '/usr/lib/x86_64-linux-gnu/zsh/5.9/zsh/zle.so'],
  ['/opt/zsh/lib/zsh/5.8.1-dev', '/opt/zsh/lib/zsh/5.8.1-dev/zsh/zle.so'],
  ['/usr/lib64/zsh/5.8', '/usr/lib64/zsh/5.8/zle.so'],
])('zsh has its line editor where it was compiled to look: %s', (folder, path) => {
  const file = zshWith(['/usr/share/zsh/functions', 'x', folder, '/etc/zsh/zshrc'], (asked) => asked === path);
  expect(zleRead(file)).toEqual({ file: module, address: 7 });
});

test('no other module is taken for it', () => {
  const opened: string[] = [];
  const file = zshWith(['/usr/local/lib/zsh/5.9', '/usr/share/zsh/functions', '/etc/zsh/zshrc'], (path) => opened.push(path) < 0);
  expect(() => zleRead(file)).toThrow(PlaceError);
  expect(opened).toEqual(['/usr/local/lib/zsh/5.9/zsh/zle.so', '/usr/local/lib/zsh/5.9/zle.so']);
});

test('nor is one looked for in folders without end', () => {
  const opened: string[] = [];
  const file = zshWith(Array.from({ length: 10_000 }, (_, index) => `/usr/lib/zsh/5.${index}`), (path) => opened.push(path) < 0);
  expect(() => zleRead(file)).toThrow(PlaceError);
  expect(opened.length).toBeLessThan(200);
});
