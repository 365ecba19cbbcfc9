/**
 * A stand-in for splunkd that keeps the contract of a modular input to the letter, and notes whatever an input does
 * against it: installs a package, merges its confs, asks for the scheme, validates, runs inputs, stops them.
 *
 *     const splunkd = new Splunkd('build/TA_ebpf_trace-0.1.0-linux_x86_64.spl');
 *     splunkd.configure('[ebpf_trace://main]\nindex = main\n');
 *     const input = splunkd.start('ebpf_trace://main');
 *     await input.waitForEvent((event) => event.fields['event'] === 'connect');
 *     await input.stop();
 *     input.problems // what was against the contract
 *     splunkd.remove();
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, installApp, readApp, readInputsConf, upgradeApp, writeLocalInputsConf } from './app';
import { type Conf, isTrue } from '../src/splunk/conf';
import { inputDocument, itemsDocument, sessionKey } from './documents';
import { Input } from './input';
import { parseScheme, type Scheme } from './scheme_document';
import { childText, parseTree } from './tree';

export type { SplunkEvent } from './event_stream';
export type { Input, StopReport } from './input';
export type { LogLine } from './log_lines';
export type { Scheme } from './scheme_document';

export interface StartOptions {
  /** Default true; false: standard input ends after the document. Neither is a shutdown. */
  readonly keepsStdinOpen?: boolean;
  /** Default false; true: the parent of the input is a process named splunkd. */
  readonly isBelowSplunkd?: boolean;
  /** Default false; true: output is kept, and parsed when the input has stopped. For measurements. */
  readonly parsesAtEnd?: boolean;
  /** As whom the input runs; default ourselves. A forwarder's is not root. */
  readonly userId?: number;
  /** In place of, or beside, what Splunk sets. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Verdict {
  readonly isValid: boolean;
  /** Why an item is not valid, as Splunk Web would show it. */
  readonly message: string;
  readonly tookMs: number;
}

/** splunkd gives up on a validation or a scheme after a while; long before that a form feels broken. */
const quickMs = 5000;

export class Splunkd {
  readonly home: string;
  #app: App;

  /** Installs the package into a new SPLUNK_HOME. Throws where Splunk would refuse it. */
  constructor(packageFile: string) {
    this.home = mkdtempSync(join(tmpdir(), 'splunk-'));
    // The input may run as somebody else.
    chmodSync(this.home, 0o755);
    mkdirSync(join(this.home, 'var/lib/splunk/modinputs/ebpf_trace'), { recursive: true });
    mkdirSync(join(this.home, 'openssl'));
    writeFileSync(join(this.home, 'openssl/openssl.cnf'), '');
    try {
      this.#app = installApp(packageFile, this.#apps);
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  get app(): App {
    return this.#app;
  }

  get #apps(): string {
    return join(this.home, 'etc/apps');
  }

  /** Installs another version of the package over the one that is there, as an administrator would. */
  upgrade(packageFile: string): void {
    this.#app = upgradeApp(packageFile, this.#apps);
  }

  /** From now on the input is that of another app in etc/apps. Throws where it has none. */
  use(name: string): void {
    this.#app = readApp(join(this.#apps, name));
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Writes local/inputs.conf. Throws on a setting that the spec does not have. */
  configure(inputsConf: string): void {
    writeLocalInputsConf(this.app, inputsConf);
    this.#conf();
  }

  /** Runs --scheme, parses it strictly, and compares it with spec and defaults. */
  scheme(): Scheme {
    const { status, stdout, stderr } = this.#ask(['--scheme'], '');
    if (status !== 0 || stderr !== '') throw new Error(`--scheme: exit code ${status}: ${stderr}`);
    const scheme = parseScheme(stdout);
    const defaults = this.#conf().get(this.app.scheme);
    for (const [name, value] of scheme.defaults) {
      if (!this.app.parameters.has(name)) throw new Error(`inputs.conf.spec does not have ${name}`);
      if (defaults?.get(name) !== value) throw new Error(`default/inputs.conf and the scheme differ on ${name}`);
    }
    const unknown = [...this.app.parameters].find((name) => !scheme.defaults.has(name));
    if (unknown !== undefined) throw new Error(`inputs.conf.spec has ${unknown}, the scheme has not`);
    return scheme;
  }

  /** Runs --validate-arguments for an item with these params beside the defaults. */
  validate(name: string, params: Readonly<Record<string, string>>): Verdict {
    const startedMs = performance.now();
    const all = { ...this.#params(name), ...params };
    const { status, stdout } = this.#ask(['--validate-arguments'], itemsDocument(name, this.home, all));
    const tookMs = performance.now() - startedMs;
    if (status === 0) {
      if (stdout !== '') throw new Error(`--validate-arguments: valid, but said ${stdout}`);
      return { isValid: true, message: '', tookMs };
    }
    const error = parseTree(stdout);
    const message = error.name === 'error' ? childText(error, 'message').trim() : '';
    if (message === '' || message.includes(sessionKey)) throw new Error(`--validate-arguments: said ${stdout}`);
    return { isValid: false, message, tookMs };
  }

  /** Starts an input of a stanza that inputs.conf has, and that is not disabled. */
  start(stanza: string, options: StartOptions = {}): Input {
    if (!this.enabledStanzas().includes(stanza)) throw new Error(`no enabled stanza [${stanza}]`);
    const params = this.#params(stanza);
    return new Input({
      executable: this.app.executable,
      home: this.home,
      stanza,
      document: inputDocument({ stanza, app: this.app.name, home: this.home, params }),
      env: { ...this.#env(), ...options.env },
      keepsStdinOpen: options.keepsStdinOpen ?? true,
      isBelowSplunkd: options.isBelowSplunkd ?? false,
      parsesAtEnd: options.parsesAtEnd ?? false,
      userId: options.userId,
    });
  }

  /** As splunkd passes them to the input. */
  settings(stanza: string): Readonly<Record<string, string>> {
    return this.#params(stanza);
  }

  enabledStanzas(): string[] {
    const own = [...this.#conf()].filter(([stanza]) => stanza.startsWith(`${this.app.scheme}://`));
    return own.filter(([, settings]) => !isTrue(settings.get('disabled') ?? 'false')).map(([stanza]) => stanza);
  }

  #conf(): Conf {
    return readInputsConf(this.app);
  }

  /** A stanza's settings as splunkd passes them: the defaults, its own, and what Splunk adds. */
  #params(stanza: string): Record<string, string> {
    const conf = this.#conf();
    const settings = ['default', this.app.scheme, stanza].flatMap((name) => [...(conf.get(name) ?? [])]);
    const added = { host: '$decideOnStartup', index: 'default', disabled: 'false', 'python.version': 'python3', run_introspection: 'true' };
    return { ...added, ...Object.fromEntries(settings) };
  }

  #ask(args: readonly string[], stdin: string): { status: number | null; stdout: string; stderr: string } {
    const options = { input: stdin, env: this.#env(), cwd: '/', encoding: 'utf8', timeout: quickMs } as const;
    const { status, stdout, stderr, error } = spawnSync(this.app.executable, args, options);
    if (error !== undefined) throw new Error(args.join(' '), { cause: error });
    return { status, stdout, stderr };
  }

  /** What splunkd sets for its children; nothing of our own environment. */
  #env(): Record<string, string> {
    return {
      HOME: this.home,
      LANG: 'C.UTF-8',
      LD_LIBRARY_PATH: join(this.home, 'lib'),
      NODE_PATH: join(this.home, 'lib/node_modules'),
      OPENSSL_CONF: join(this.home, 'openssl/openssl.cnf'),
      PATH: `${join(this.home, 'bin')}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      SPLUNK_DB: join(this.home, 'var/lib/splunk'),
      SPLUNK_HOME: this.home,
      SPLUNK_OS_USER: 'root',
      SPLUNK_SERVER_NAME: 'SplunkForwarder',
      SPLUNK_WEB_NAME: 'splunkweb',
    };
  }
}
