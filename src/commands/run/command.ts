/** The COMMAND of `run -- COMMAND`: started once the tracing has begun, as the user who called sudo. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

export interface Started {
  readonly child: ChildProcess;
  /** Its exit status as a shell counts it: 128 and the signal's number where one ended it. */
  readonly ended: Promise<number>;
}

/** @param stdout the descriptor that becomes its standard output */
export function startCommand(command: readonly string[], stdout: number): Started {
  const { prefix, env } = caller(givenEnvironment(), process.getuid?.() ?? 0);
  const [program = '', ...args] = [...prefix, ...command];
  const child = spawn(program, args, { stdio: ['inherit', stdout, 'inherit'], env });
  const ended = new Promise<number>((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    child.on('error', (error: NodeJS.ErrnoException) => {
      process.stderr.write(`ERROR ${program}: ${error.code === 'ENOENT' ? 'no such command' : error.message}\n`);
      resolve(127);
    });
  });
  return { child, ended };
}

export interface Caller {
  /** What takes the rights away: setpriv, which also sets the user's groups (initgroups(3)). Its pid becomes the command's. */
  readonly prefix: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** @param uid our own */
export function caller(env: NodeJS.ProcessEnv, uid: number): Caller {
  const { SUDO_UID: user = '0', SUDO_GID: group = '0', SUDO_USER: name = '', ...rest } = env;
  if (uid !== 0 || !/^[1-9]\d*$/.test(user) || !/^\d+$/.test(group)) return { prefix: [], env };
  const home = homeOf(user) ?? '/';
  const prefix = ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--init-groups', '--inh-caps=-all', '--'];
  return { prefix, env: { ...rest, HOME: home, USER: name, LOGNAME: name } };
}

/** As we were started: proc_pid_environ(5). The executable keeps of its own what it reads itself (steps/entry.c). */
function givenEnvironment(): NodeJS.ProcessEnv {
  const variables = readEnvironment().split('\0').map((text) => /^([^=]+)=(.*)$/s.exec(text));
  return Object.fromEntries(variables.flatMap((found) => (found === null ? [] : [[found[1], found[2]] as const])));
}

function readEnvironment(): string {
  try {
    return readFileSync('/proc/self/environ', 'utf8');
  } catch {
    return Object.entries(process.env).map(([name, value]) => `${name}=${value}`).join('\0'); // as an executable with capabilities it may not
  }
}

/** passwd(5) */
function homeOf(uid: string): string | undefined {
  return readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':')).find((fields) => fields[2] === uid)?.[5];
}
