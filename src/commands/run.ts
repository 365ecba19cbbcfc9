/** run: for people at a terminal, and for programs that read what it writes. */
import { writeText } from '../output/text';
import { Log } from '../log';
import { runHelp } from './help';
import { parseRun } from './run/arguments';
import { asOptions } from './run/options';
import { permissionText } from './run/permission';
import { Session } from './run/session';

/** Gives an exit code if it does not run. */
export function run(args: readonly string[]): number {
  const log = new Log({ level: 'WARN', write: (line) => say(asOptions(line)) });
  const asked = parseRun(args);
  if (asked === 'help') return runHelp();
  if ('problems' in asked) {
    for (const problem of asked.problems) log.error(problem);
    return 2;
  }
  for (const warning of asked.warnings) log.warn(warning);
  const isTerminal = process.stdout.isTTY && asked.format === 'table';
  if (asked.isTop && !isTerminal) {
    log.error('--top needs a terminal to refresh; without one: run --json');
    return 2;
  }
  return started(() => new Session(asked, isTerminal, log).start(), log);
}

function started(start: () => void, log: Log): number {
  try {
    start();
    return -1;
  } catch (error) {
    const text = permissionText(error);
    if (text === undefined) throw error;
    log.fatal(text);
    return 1;
  }
}

/** The reader of standard error may have gone. */
function say(line: string): void {
  try {
    writeText(2, line);
  } catch {
    // Then nobody can read it.
  }
}
