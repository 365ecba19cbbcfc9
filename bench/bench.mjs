// npm run bench [-- GROUP [ROUNDS]]: what tracing costs, measured on this machine. Groups:
//   tcp         storms of connections, beside bpftrace and tcplife (the default); needs root
//   processes   what an exec and an exit cost, beside execsnoop and bpftrace; needs root
//   events      how fast samples become events in what is written, on one core
//   bystanders  what those pay who make no connection: system calls, messages; needs root
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from '../steps/bundle.mjs';
import { run } from '../steps/command.mjs';
import { Failure, main } from '../steps/failure.mjs';
import { addon, addonPackage, build, libbpf, root } from '../steps/paths.mjs';

const folder = join(build, 'bench');
const storm = join(folder, 'storm');
const flags = ['-std=gnu17', '-O2', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror'];
const limitMs = 30 * 60_000;

/** @type {Readonly<Record<string, (rest: readonly string[]) => Promise<void>>>} */
const groups = {
  async tcp(rest) {
    if (process.getuid?.() !== 0) throw new Failure('this benchmark needs root: sudo npm run bench');
    if (!existsSync(addonPackage)) throw new Failure(`${addonPackage} is missing: npm run bench builds it`);
    run('gcc', [...flags, '-o', storm, join(root, 'bench', 'storm.c')]);
    await measure('main', [addonPackage, storm, join(folder, 'result.json'), ...rest]);
  },

  async bystanders() {
    if (process.getuid?.() !== 0) throw new Failure('this benchmark needs root: sudo npm run bench -- bystanders');
    const load = join(folder, 'bystanders');
    run('gcc', [...flags, '-o', load, join(root, 'bench', 'bystanders.c')]);
    await measure('bystanders', [join(addon, 'linux_x86_64', 'bin', 'ebpf_trace'), load, libbpf]);
  },

  async processes(rest) {
    if (process.getuid?.() !== 0) throw new Failure('this benchmark needs root: sudo npm run bench -- processes');
    const program = join(folder, 'processes');
    run('gcc', [...flags, '-static', '-pthread', '-o', program, join(root, 'test', 'system', 'processes', 'processes.c')]);
    await measure('processes', [join(addon, 'linux_x86_64', 'bin', 'ebpf_trace'), program, folder, ...rest]);
  },

  async events() {
    for (const mode of ['lifecycle', 'summary']) cpSync(join(root, 'test', 'golden', `${mode}.samples.jsonl`), join(folder, `${mode}.samples.jsonl`));
    await measure('events');
  },
};

/** @param {string} name @param {readonly string[]} args */
async function measure(name, args = []) {
  const program = join(folder, `${name}.cjs`);
  await transpile({ entryPoints: [`bench/${name}.ts`], outfile: program, target: 'node20' });
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: 'inherit', timeout: limitMs });
  process.exitCode = status ?? 1;
}

await main(async () => {
  const [name = 'tcp', ...rest] = process.argv.slice(2);
  const group = groups[name];
  if (group === undefined) throw new Failure(`no group ${name}: ${Object.keys(groups).join(', ')}`);
  mkdirSync(folder, { recursive: true });
  await group(rest);
});
