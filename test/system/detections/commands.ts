/** Commands that are started under the tracer as programs of their names that do nothing, and what a search sees of each. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SearchTime } from '../../../preview/spl/search_time';
import type { Row } from '../../../preview/spl/rows';
import { app } from '../../../steps/paths.mjs';
import type { Detection } from '../../../src/splunk/detection';
import { Traced } from '../traffic/traced';

export type Command = Pick<Detection, 'command' | 'parent' | 'parentTitle' | 'linkTo'>;

/** Of each command, in their order, its events of the data set Endpoint.Processes: its parent's comes first. */
export async function searchedOf(commands: readonly Command[]): Promise<readonly (readonly Row[])[]> {
  // Below /tmp, where a condition asks for such a path.
  const folder = mkdtempSync('/tmp/inert-');
  let tracer: Traced | undefined;
  try {
    const program = join(folder, 'inert.out');
    execFileSync('gcc', ['-std=gnu17', '-O1', '-D_GNU_SOURCE', '-static', '-Wall', '-Wextra', '-Werror', '-o', program, join(__dirname, 'inert.c')], { stdio: ['ignore', 'inherit', 'inherit'] });
    tracer = await Traced.start(['--probe', 'process', '--process-existing', 'false']);
    for (const [at, one] of commands.entries()) run(one, { folder, program, cwd: join(folder, 'at', String(at)) });
    const last = join(folder, 'at', String(commands.length - 1));
    const { events } = tracer;
    await tracer.until(() => (tracer?.events ?? events).some((event) => event['event'] === 'exec' && event['process_current_directory'] === last));
    await tracer.stop();
    const searchTime = new SearchTime(app);
    const searched = tracer.events.map((event) => searchTime.apply({ raw: JSON.stringify(event), host: 'web1', sourcetype: 'ebpf:process' }))
      .filter(({ tags }) => ['process', 'report'].every((tag) => tags.includes(tag)));
    return commands.map((_, at) => searched.filter(({ fields }) => fields['process_current_directory'] === join(folder, 'at', String(at))).map(({ fields }) => fields));
  } finally {
    tracer?.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly folder: string;
  readonly program: string;
  /** Its own, by which its events are known. */
  readonly cwd: string;
}

/** By its full path: the host's own program of that name is never run. */
function run({ command, parent, parentTitle = parent, linkTo }: Command, { folder, program, cwd }: Place): void {
  const [name = '', ...args] = command;
  const bin = join(folder, linkTo === undefined ? 'bin' : 'links');
  mkdirSync(bin, { recursive: true });
  mkdirSync(cwd, { recursive: true });
  for (const one of [linkTo ?? name, ...(parent === undefined ? [] : [parent])]) if (!existsSync(join(bin, one))) copyFileSync(program, join(bin, one));
  if (linkTo !== undefined) symlinkSync(linkTo, join(bin, name));
  const { status, signal, error } = parent === undefined
    ? spawnSync(join(bin, name), args, { argv0: name, cwd, env: {} })
    : spawnSync(join(bin, parent), command, { argv0: parentTitle, cwd, env: { STARTS: bin } });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${signal ?? status}`, { cause: error });
}
