/** The kernel's own uprobes, as tracefs has them (Documentation/trace/uprobetracer.rst): they count their hits, whoever else is attached there. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

const tracing = '/sys/kernel/tracing';
/** Another way to the same places: binutils says where they are. */
const places = {
  bash: () => `p:WITNESS ${real('bash')}:0x${offsetBehindCall(real('bash'), 'readline', 'current_readline_line')}`,
  zsh: () => `r:WITNESS ${zle()}:0x${symbol(zle(), 'zleread')}`,
} as const;

export class UprobeWitness {
  readonly #name = `witness_${process.pid}_${Math.round(performance.now())}`;

  constructor(shell: keyof typeof places) {
    appendFileSync(`${tracing}/uprobe_events`, `${places[shell]().replace('WITNESS', `uprobes/${this.#name}`)}\n`);
    writeFileSync(`${tracing}/events/uprobes/${this.#name}/enable`, '1');
  }

  get hits(): number {
    return Number(new RegExp(`${this.#name}\\s+(\\d+)`).exec(readFileSync(`${tracing}/uprobe_profile`, 'utf8'))?.[1] ?? Number.NaN);
  }

  [Symbol.dispose](): void {
    writeFileSync(`${tracing}/events/uprobes/${this.#name}/enable`, '0');
    appendFileSync(`${tracing}/uprobe_events`, `-:uprobes/${this.#name}\n`);
  }
}

function real(program: string): string {
  return execFileSync('sh', ['-c', `readlink -f "$(command -v ${program})"`], { encoding: 'utf8' }).trim();
}

function zle(): string {
  return execFileSync('zsh', ['-fc', 'print -l $^module_path/zsh/zle.so(N)'], { encoding: 'utf8' }).trim();
}

function symbol(file: string, name: string): string {
  return new RegExp(`^([0-9a-f]+) \\w ${name}$`, 'm').exec(execFileSync('nm', ['-D', file], { encoding: 'utf8' }))?.[1] ?? '';
}

/** Of what stands behind a call, where it stores into a variable; code has its address for an offset in the file. */
function offsetBehindCall(file: string, called: string, variable: string): string {
  const code = execFileSync('objdump', ['-d', '--no-show-raw-insn', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return new RegExp(`call\\s+\\w+ <${called}@@Base>\\n\\s+(\\w+):\\s+mov\\s+%rax,\\w+\\(%rip\\)\\s+# \\w+ <${variable}@@Base>`).exec(code)?.[1] ?? '';
}
