/** A kernel in QEMU, the processor emulated: no KVM is needed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kernel } from './fetch';
import { type Contents, makeInitramfs } from './image';

export interface Ending {
  /** Of the commands; undefined: the guest died, or took too long. */
  readonly status: number | undefined;
  readonly output: string;
  /** The kernel's words, and the commands' standard error. */
  readonly console: string;
}

// One thread for all CPUs: with one each, a 6.12 once broke while it patched its own code, and it is slower.
const machine = ['-accel', 'tcg,thread=single', '-cpu', 'max', '-smp', '2', '-m', '1G'];
const bare = ['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'];
const parameters = 'console=ttyS0 panic=-1 mitigations=off nokaslr random.trust_cpu=on quiet';

export async function runInGuest(kernel: Kernel, contents: Contents, limitSeconds: number): Promise<Ending> {
  const work = mkdtempSync(join(tmpdir(), 'guest-'));
  try {
    const initramfs = makeInitramfs(work, kernel, contents);
    const ports = ['console', 'output', 'status'].map((name) => join(work, name));
    const serial = ports.flatMap((file) => ['-serial', `file:${file}`]);
    const boot = ['-kernel', kernel.image, '-initrd', initramfs, '-append', parameters];
    const guest = spawn('qemu-system-x86_64', [...machine, ...bare, ...serial, ...boot], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: limitSeconds * 1000,
      killSignal: 'SIGKILL',
    });
    await once(guest, 'close');
    const [console = '', output = '', status = ''] = ports.map((file) => readFileSync(file, 'utf8'));
    return { console, output, status: status.trim() === '' ? undefined : Number(status) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
