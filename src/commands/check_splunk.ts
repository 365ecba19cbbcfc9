/** check --splunk: whether events arrive, asked of splunkd over verified TLS. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { parseArgs } from 'node:util';
import { writeText } from '../output/text';
import { safeText } from '../text/terminal';
import { findArrival, type Finding } from '../splunk/arrival';
import { errorText } from '../log';
import { openRest } from '../splunk/rest';

/** What it takes from around it; a test gives its own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input; not asked where that is a terminal. */
  readonly stdin: () => string;
  readonly isTerminal: boolean;
  readonly executable: string;
  readonly write: (text: string) => void;
}

const marks = { ok: 'ok  ', warning: 'WARN', failure: 'FAIL' } as const;
const timeoutMs = 30_000;
const longestMinutes = 1440;

/** @param args those behind `check`. Gives the exit code: 0 all well, 1 not, 2 asked wrongly. */
export async function checkSplunk(args: readonly string[], surroundings: Surroundings = ownSurroundings()): Promise<number> {
  try {
    const { isJson, ...question } = readQuestion(args, surroundings);
    const findings = await findArrival(await openRest({ ...question, timeoutMs }), question);
    const works = findings.every(({ status }) => status !== 'failure');
    surroundings.write(isJson ? `${JSON.stringify({ works, findings })}\n` : findings.map(findingLine).join(''));
    return works ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    surroundings.write(findingLine({ status: 'failure', text: errorText(error) }));
    return 2;
  }
}

class UsageError extends Error {}

interface Asked {
  readonly uri: URL;
  readonly ca: readonly string[];
  readonly serverName: string | undefined;
  readonly token: string;
  readonly minutes: number;
  readonly isJson: boolean;
}

function readQuestion(args: readonly string[], surroundings: Surroundings): Asked {
  const values = readOptions(args);
  return {
    uri: readUri(values.uri ?? 'https://127.0.0.1:8089'),
    ca: values.ca === undefined ? trusted(surroundings) : [readText(values.ca, '--ca')],
    serverName: values['server-name'],
    token: readToken(values['token-file'], surroundings),
    minutes: readMinutes(values.minutes ?? '15'),
    isJson: values.json ?? false,
  };
}

function readOptions(args: readonly string[]) {
  const string = { type: 'string' } as const;
  const boolean = { type: 'boolean' } as const;
  const options = { splunk: boolean, json: boolean, uri: string, ca: string, 'server-name': string, 'token-file': string, minutes: string };
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    throw new UsageError(`${(cause as Error).message.split('.')[0]}; see ebpf_trace check --help`);
  }
}

function readUri(text: string): URL {
  if (!URL.canParse(text)) throw new UsageError(`--uri ${JSON.stringify(text)}: not a URI as https://127.0.0.1:8089`);
  const uri = new URL(text);
  if (uri.protocol !== 'https:') throw new UsageError(`--uri ${JSON.stringify(text)}: must be https; a token is not sent in the clear`);
  if (uri.username !== '' || uri.password !== '') throw new UsageError('--uri: no user or password; other users can see the arguments');
  return uri;
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (/^[1-9]\d{0,3}$/.test(text) && minutes <= longestMinutes) return minutes;
  throw new UsageError(`--minutes ${JSON.stringify(text)}: must be a whole number from 1 to ${longestMinutes}`);
}

/** Public authorities, and where this is a Splunk its own. */
function trusted({ env, executable }: Surroundings): readonly string[] {
  const home = env['SPLUNK_HOME'] ?? /^(.*)\/etc\/apps\//.exec(executable)?.[1];
  const file = home === undefined ? undefined : join(home, 'etc/auth/cacert.pem');
  return file !== undefined && existsSync(file) ? [...rootCertificates, readText(file, 'the CA of Splunk')] : rootCertificates;
}

/** Never from an argument: every user of the host can read those. */
function readToken(file: string | undefined, { env, stdin, isTerminal }: Surroundings): string {
  const text = file !== undefined ? readText(file, '--token-file') : (env['SPLUNK_TOKEN'] ?? (isTerminal ? '' : stdin()));
  const token = text.trim();
  if (token === '') throw new UsageError('no session key or token: give one with --token-file, in SPLUNK_TOKEN, or on standard input');
  if (!/^[\u0021-\u007e]+$/.test(token)) throw new UsageError('the session key or token must be one line without blanks');
  return token;
}

function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${what}: ${(cause as Error).message}`);
  }
}

/** What comes from a server must not speak to the terminal. */
function findingLine({ status, text }: Finding): string {
  return `${marks[status]}  ${safeText(text)}\n`;
}

function ownSurroundings(): Surroundings {
  return {
    env: process.env,
    stdin: () => readFileSync(0, 'utf8'),
    isTerminal: process.stdin.isTTY,
    executable: process.execPath,
    write: (text) => writeText(1, text),
  };
}
