/** Programs of known names, places and parents, as the real tracer reported them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Traced } from '../traffic/traced';
import { Recorded } from './recorded';

/** Seconds that miner and idler compute, of a life of about that and of twenty times it. */
export const computed = 0.3;
const nobody = 65534;

interface Folders {
  /** Where programs are installed: no temporary folder, and none of those that an upgrade replaces. */
  readonly installed: string;
  readonly temporary: string;
}

interface Manner {
  readonly cwd?: string;
  readonly uid?: number;
  /** The code or signal that it ends with. */
  readonly end?: number | string;
}

/** All that #run begins: each process once, and three that become another program. */
export const counts = { began: 27, ended: 24 } as const;

export class Programs {
  readonly #folders: Folders = { installed: mkdtempSync('/var/lib/ebpf-trace-programs-'), temporary: mkdtempSync('/tmp/dropped-') };

  static async record(): Promise<Recorded> {
    const programs = new Programs();
    let tracer: Traced | undefined;
    try {
      programs.#install();
      tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false']);
      programs.#run();
      const isLast = (event: Readonly<Record<string, unknown>>): boolean => event['event'] === 'exit' && event['process_name'] === 'last';
      const { events } = tracer;
      await tracer.until(() => (tracer?.events ?? events).some(isLast), 30_000);
      await tracer.stop();
      return programs.#recorded(tracer.events);
    } finally {
      tracer?.kill();
      for (const folder of Object.values(programs.#folders)) rmSync(folder, { recursive: true, force: true });
    }
  }

  #install(): void {
    const { installed, temporary } = this.#folders;
    const program = join(installed, 'agent');
    execFileSync('gcc', ['-std=gnu17', '-O1', '-D_GNU_SOURCE', '-static', '-Wall', '-Wextra', '-Werror', '-o', program, join(__dirname, 'programs.c')], { stdio: ['ignore', 'inherit', 'inherit'] });
    for (const folder of [installed, temporary]) chmodSync(folder, 0o755);
    for (const name of ['nginx', 'miner', 'idler', 'pkexec', 'gone', 'last']) copyFileSync(program, join(installed, name));
    for (const name of ['dropper', 'ghost']) copyFileSync(program, join(temporary, name));
    copyFileSync(program, join(installed, 'sudo'));
    chmodSync(join(installed, 'sudo'), 0o4755);
    for (const folder of [installed, temporary]) {
      writeFileSync(join(folder, 'job.sh'), '#!/bin/sh\nexit 0\n');
      chmodSync(join(folder, 'job.sh'), 0o755);
    }
  }

  /** One after the other; each works in one of the folders, by which its events are known. */
  #run(): void {
    const { installed, temporary } = this.#folders;
    const run = (name: string, args: readonly string[], { cwd = installed, uid = 0, end = 0 }: Manner = {}): void => {
      const { status, signal, stderr } = spawnSync(name.startsWith('./') ? name : join(installed, name), args, { cwd, uid, encoding: 'utf8' });
      if ((signal ?? status) !== end) throw new Error(`${name} ${args.join(' ')} ended with ${signal ?? status}: ${stderr}`);
    };
    run('nginx', ['start', '/bin/sh', '-c', 'exit 0']);
    run('nginx', ['start', '/bin/sh', '-c', 'exit 0']);
    run('nginx', ['start', join(installed, 'agent')]);
    run('agent', ['start', '/bin/sh', '-c', 'true; exit 0']);
    run('./dropper', [], { cwd: temporary });
    run('./job.sh', [], { cwd: temporary });
    run('./job.sh', []);
    run('agent', ['vanish', join(temporary, 'ghost')]);
    run('agent', ['vanish', join(installed, 'gone')]);
    run('agent', ['hide']);
    for (let count = 0; count < 3; count += 1) run('sudo', ['-u', 'root', 'id'], { uid: nobody });
    run('pkexec', []);
    run('miner', ['spin', String(computed)]);
    run('idler', ['idle', String(20 * computed)]);
    run('agent', ['fail'], { end: 3 });
    run('agent', ['die'], { end: 'SIGKILL' });
    run('agent', ['try', '/nowhere/nmap', '/nowhere/masscan', '/nowhere/nmap', './job.sh/zmap', installed]);
    run('last', []);
  }

  #recorded(events: Traced['events']): Recorded {
    const isOurs = ({ process_current_directory: cwd }: Traced['events'][number]): boolean => Object.values(this.#folders).includes(String(cwd));
    const guids = new Set(events.filter(isOurs).map(({ process_guid: guid }) => guid));
    return new Recorded(events.filter(({ process_guid: guid }) => guids.has(guid)).map((fields) => ({
      time: Number(fields['time']), raw: JSON.stringify(fields), host: 'web1', source: 'ebpf_trace://main', sourcetype: 'ebpf:process', index: 'ebpf',
    })));
  }
}
