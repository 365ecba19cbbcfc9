// npm run bench [-- GROUP... --quick --before=EXECUTABLE]: what tracing costs, measured on this machine, into docs/performance.md. Groups, each of
// which ends within 10 minutes (without one: all):
//   tcp      a connection, beside tcplife and bpftrace: storms, 200 and 1,000 a second, idle; memory
//   start    CPU and time of a start, each probe by itself, 100,000 connections that are open then
//   host     an exec and an exit, an open, a request to a disk: beside execsnoop, opensnoop and biolatency
//   servers  what those pay who trace nothing: system calls, messages, requests to redis and nginx
//   events   how fast samples become events in what is written, on one core
// --quick does little of each, shows it, and leaves the page as it is; so does --before=EXECUTABLE, which measures the program of an
// earlier build beside this one in the groups tcp and start. All need root.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from '../steps/bundle.mjs';
import { run } from '../steps/command.mjs';
import { Failure, main } from '../steps/failure.mjs';
import { addon, addonPackage, build, libbpf, root } from '../steps/paths.mjs';

const folder = join(build, 'bench');
const program = join(folder, 'main.cjs');
const flags = ['-std=gnu17', '-O2', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-pthread'];
const system = 'test/system';
/** What makes the load; some of it is what the tests do. */
const loads = ['bench/tcp/storm.c', 'bench/servers/bystanders.c', `${system}/processes/processes.c`, `${system}/files/files.c`, `${system}/traffic/peer.c`];
const limitMs = 60 * 60_000;

await main(async () => {
  if (process.getuid?.() !== 0) throw new Failure('the benchmark needs root: sudo npm run bench');
  if (!existsSync(addonPackage)) throw new Failure(`${addonPackage} is missing: npm run bench builds it`);
  mkdirSync(folder, { recursive: true });
  for (const load of loads) run('gcc', [...flags, '-o', join(folder, load.replace(/.*\/|\.c$/g, '')), join(root, load)]);
  for (const mode of ['lifecycle', 'summary']) cpSync(join(root, 'test', 'golden', `${mode}.samples.jsonl`), join(folder, `${mode}.samples.jsonl`));
  await transpile({ entryPoints: ['bench/main.ts'], outfile: program, target: 'node20' });
  const executable = join(addon, 'linux_x86_64', 'bin', 'ebpf_trace');
  const given = [executable, addonPackage, libbpf, folder, root];
  const { status } = spawnSync(process.execPath, [program, ...given, ...process.argv.slice(2)], { stdio: 'inherit', timeout: limitMs });
  process.exitCode = status ?? 1;
});
