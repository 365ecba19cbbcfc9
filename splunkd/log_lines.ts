/** An input's standard error: lines of `LEVEL text` for splunkd.log. */
export interface LogLine {
  readonly level: string;
  readonly text: string;
}

export class LogLines {
  readonly #onLine: (line: LogLine) => void;
  readonly #onProblem: (problem: string) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(onLine: (line: LogLine) => void, onProblem: (problem: string) => void) {
    this.#onLine = onLine;
    this.#onProblem = onProblem;
  }

  write(bytes: Uint8Array): void {
    const [...lines] = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  end(): void {
    if (this.#rest !== '') this.#onProblem(`stderr: a line without its end: ${this.#rest}`);
  }

  #take(line: string): void {
    const [, level = '', text = ''] = /^(DEBUG|INFO|WARN|ERROR|FATAL) (.+)$/.exec(line) ?? [];
    if (level === '') this.#onProblem(`stderr: not LEVEL text: ${JSON.stringify(line)}`);
    this.#onLine({ level: level || 'NONE', text: level === '' ? line : text });
  }
}
