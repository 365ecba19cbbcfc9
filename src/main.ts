/** The verbs of ebpf_trace. Without one it is the modular input. Each is loaded when it is asked for: the input has no use for a terminal's or for TLS. */
import { exitNow } from './kernel/libbpf';
import { errorText, Log } from './log';

async function main([verb, ...rest]: readonly string[]): Promise<number> {
  switch (verb) {
    case undefined:
      // splunkd writes a document to standard input; nobody at a keyboard does.
      if (process.stdin.isTTY) return (await helpVerb()).help();
      await (await import('./commands/input')).input();
      return stillRunning;
    case '--scheme':
      return (await import('./commands/scheme')).scheme();
    case '--validate-arguments':
      return (await import('./commands/validate')).validate();
    case 'run':
      return (await import('./commands/run')).run(rest);
    case 'check':
      return (await import('./commands/check')).check(rest);
    case 'help':
    case '-h':
    case '--help':
      return (await helpVerb()).help();
    case '--version':
      return (await helpVerb()).version();
    default:
      new Log().error(`unknown verb ${JSON.stringify(verb)}; see "ebpf_trace --help"`);
      return 2;
  }
}

const helpVerb = (): Promise<typeof import('./commands/help')> => import('./commands/help');

const stillRunning = -1;

main(process.argv.slice(2)).then(
  (code) => {
    if (code !== stillRunning) exitNow(code);
  },
  (error: unknown) => {
    new Log().fatal(errorText(error));
    exitNow(1);
  },
);
