import { closeSync, openSync } from 'node:fs';
import { whyNoFunctions } from '../../src/kernel/functions';
import type { Libbpf } from '../../src/kernel/libbpf';
import type { HasType } from '../../src/kernel/types';
import { programs } from '../../src/probes/hooks';

const all: HasType = () => true;
const without = (missing: string): HasType => (_, name) => name !== missing;

/** @param answer of the kernel to what is loaded: a descriptor, or a negative errno */
function why(has: HasType, answer: number, loaded: Buffer[] = []): string | undefined {
  const libbpf = { loadProgram: (...[, , , , , options]: readonly unknown[]) => (loaded.push(options as Buffer), answer) } as unknown as Libbpf;
  return whyNoFunctions(libbpf, has, () => 4711, programs);
}

test('functions will do where the kernel loads a program for the end of one', () => {
  const loaded: Buffer[] = [];
  const fd = openSync('/dev/null', 'r');
  expect(why(all, fd, loaded)).toBeUndefined();
  expect(() => closeSync(fd)).toThrow('EBADF'); // it is not kept
  expect(loaded.map((options) => [options.readUInt32LE(0), options.readUInt32LE(12), options.readUInt32LE(32)])).toEqual([[options48, fexit, 4711]]);
});

const options48 = 48;
const fexit = 25; // BPF_TRACE_FEXIT

test('else it says why not', () => {
  expect(why(all, -1)).toBe('this kernel refuses fexit (EPERM)');
  expect(why(all, -524)).toMatch(/^this kernel refuses fexit \(/);
  expect(why(without('inet_accept'), 3)).toBe('this kernel does not name its function inet_accept');
  expect(why(without('bpf_tramp_image'), 3)).toMatch(/^this kernel cannot detach/);
});

test('one of two names of a function will do', () => {
  for (const name of ['do_filp_open', 'do_file_open']) expect(why(without(name), -13)).toBe('this kernel refuses fexit (EACCES)');
  const neither: HasType = (_, name) => name !== 'do_filp_open' && name !== 'do_file_open';
  expect(why(neither, 3)).toBe('this kernel does not name its function do_filp_open');
  const opens = programs.filter(({ feature }) => feature === 'file_opens');
  expect(whyNoFunctions({ loadProgram: () => -13 } as unknown as Libbpf, without('do_filp_open'), () => 4711, opens)).toBe('this kernel refuses fexit (EACCES)');
});

test('what not every kernel has is not needed for it', () => {
  for (const name of ['mptcp_listen', 'mptcp_stream_accept', 'security_socket_connect']) expect(why(without(name), -13)).toBe('this kernel refuses fexit (EACCES)');
});
