/** The input as `run` starts it, with JSON lines for its events. */
import { type Command, Running } from './running';

export function runOf(executable: string, ...options: readonly string[]): Command {
  return { command: [executable, 'run', '--format', 'json', ...options] };
}

/** How it sees calls: `system_calls` of health, which is its first line. */
export function callWay(running: Running): string {
  for (const { text } of running.lines()) return String((JSON.parse(text) as Readonly<Record<string, unknown>>)['system_calls']);
  return 'nothing';
}
