import { writeSync } from 'node:fs';
import type { LogLevel } from './settings';

const ranks = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3, FATAL: 4 } as const;
export type Level = keyof typeof ranks;

const repeatMs = 60_000;
const rememberedLines = 200;
const linesPerMinute = 600;
const longestLine = 4096;

export interface LogOptions {
  readonly level?: LogLevel;
  /** Takes a whole line with its end; must not throw. Default: standard error. */
  readonly write?: (line: string) => void;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/**
 * Lines for splunkd.log: `LEVEL text`, one line a message, since splunkd makes a message of each line. The same
 * message within a minute is counted, not written; the next one that is written gives the count.
 */
export class Log {
  level: LogLevel;
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  readonly #recent = new Map<string, { readonly writtenMs: number; repeats: number }>();
  readonly #secrets: string[] = [];
  #minute = { beganMs: -Infinity, lines: 0, heldBack: 0 };

  constructor(options: LogOptions = {}) {
    this.level = options.level ?? 'INFO';
    this.#write = options.write ?? writeStandardError;
    this.#now = options.now ?? (() => performance.now());
  }

  debug(text: string): void {
    this.#log('DEBUG', text);
  }

  info(text: string): void {
    this.#log('INFO', text);
  }

  warn(text: string): void {
    this.#log('WARN', text);
  }

  error(text: string): void {
    this.#log('ERROR', text);
  }

  fatal(text: string): void {
    this.#log('FATAL', text);
  }

  /** From now on this text (a session key) is shown as ***, wherever it comes from. */
  hide(secret: string): void {
    if (secret !== '') this.#secrets.push(secret);
  }

  #log(level: Level, text: string): void {
    if (ranks[level] < ranks[this.level]) return;
    const line = `${level} ${oneLine(this.#secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text))}`;
    const repeats = this.#repeats(line);
    if (repeats === undefined || this.#isTooMuch()) return;
    this.#write(repeats === 0 ? `${line}\n` : `${line} (and ${repeats} times before)\n`);
  }

  /**
   * Whether this minute has had all the lines that it may have. More would flood splunkd.log; where nobody reads the log
   * they would fill its pipe, and the next write would block the program.
   */
  #isTooMuch(): boolean {
    const now = this.#now();
    const { beganMs, heldBack } = this.#minute;
    if (now - beganMs >= repeatMs) {
      this.#minute = { beganMs: now, lines: 0, heldBack: 0 };
      if (heldBack > 0) this.#write(`WARN ${heldBack} lines of the log were left out: more than ${linesPerMinute} in a minute\n`);
    }
    const isTooMuch = this.#minute.lines >= linesPerMinute;
    if (isTooMuch) this.#minute.heldBack += 1;
    else this.#minute.lines += 1;
    return isTooMuch;
  }

  /** How often this line was held back before; undefined while it is to be held back again. */
  #repeats(line: string): number | undefined {
    const now = this.#now();
    const recent = this.#recent.get(line);
    if (recent !== undefined && now - recent.writtenMs < repeatMs) {
      recent.repeats += 1;
      return undefined;
    }
    this.#recent.delete(line);
    this.#recent.set(line, { writtenMs: now, repeats: 0 });
    const [oldest] = this.#recent.keys();
    if (oldest !== undefined && this.#recent.size > rememberedLines) this.#recent.delete(oldest);
    return recent?.repeats ?? 0;
  }
}

/** The message of an error and those of its causes, as one text. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${errorText(error.cause)}`;
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  const escaped = text.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, escapeControl);
  return escaped.length > longestLine ? `${escaped.slice(0, longestLine).toWellFormed()}…` : escaped;
}

function escapeControl(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * A line is written at once, so that it is not lost to an exit. Where that fails (nobody reads, a full pipe that does
 * not block) the line is lost: there is no other place to say so, and waiting would stop the events.
 */
function writeStandardError(line: string): void {
  const bytes = Buffer.from(line);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(2, bytes, written);
  } catch {
    // See above.
  }
}
