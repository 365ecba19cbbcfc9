/** The verbs of ebpf_trace. Without one it is the modular input. */
import { check } from './commands/check';
import { help, version } from './commands/help';
import { input } from './commands/input';
import { run } from './commands/run';
import { scheme } from './commands/scheme';
import { validate } from './commands/validate';
import { exitNow } from './kernel/libbpf';
import { errorText, Log } from './log';

async function main([verb, ...rest]: readonly string[]): Promise<number> {
  switch (verb) {
    case undefined:
      // splunkd writes a document to standard input; nobody at a keyboard does.
      if (process.stdin.isTTY) return help();
      await input();
      return stillRunning;
    case '--scheme':
      return scheme();
    case '--validate-arguments':
      return validate();
    case 'run':
      return run(rest);
    case 'check':
      return check(rest);
    case 'help':
    case '-h':
    case '--help':
      return help();
    case '--version':
      return version();
    default:
      new Log().error(`unknown verb ${JSON.stringify(verb)}; see "ebpf_trace --help"`);
      return 2;
  }
}

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
