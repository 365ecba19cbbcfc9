/** What Splunk's AppInspect says of a package. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appInspect } from '../../steps/appinspect.mjs';
import { run } from './run';

export interface Finding {
  readonly result: string;
  readonly check: string;
  readonly file: string;
  readonly message: string;
}

export interface Inspection {
  readonly exitCode: number | null;
  /** How many checks gave each result. */
  readonly summary: Readonly<Record<string, number>>;
  /** All but what succeeded or does not apply. */
  readonly findings: readonly Finding[];
}

interface Message {
  readonly result: string;
  readonly message: string;
  readonly message_filename: string | null;
}

interface Report {
  readonly summary: Record<string, number>;
  readonly reports: readonly { readonly groups: readonly { readonly checks: readonly { readonly name: string; readonly result: string; readonly messages: readonly Message[] }[] }[] }[];
}

/** @param options of `splunk-appinspect inspect` */
export function inspect(addonPackage: string, options: readonly string[]): Inspection {
  if (!existsSync(appInspect)) throw new Error('AppInspect is not there: npm run setup installs it');
  const folder = mkdtempSync(join(tmpdir(), 'appinspect-'));
  const file = join(folder, 'report.json');
  const args = ['inspect', addonPackage, ...options, '--ci', '--data-format', 'json', '--output-file', file, '--log-level', 'CRITICAL'];
  try {
    const { status, stdout, stderr } = run(appInspect, args, { cwd: folder, env: { ...process.env, TMPDIR: folder }, timeout: 600_000 });
    return { exitCode: status, ...read(file, `${stdout}${stderr}`) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read(file: string, said: string): Pick<Inspection, 'summary' | 'findings'> {
  const { summary, reports } = parse(file, said);
  const checks = reports.flatMap(({ groups }) => groups.flatMap((group) => group.checks));
  const findings = checks.filter(({ result }) => !['success', 'not_applicable'].includes(result));
  return { summary, findings: findings.flatMap(({ name, messages }) => messages.map((message) => finding(name, message))) };
}

function parse(file: string, said: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch (error) {
    throw new Error(`AppInspect gave no report: ${said}`, { cause: error });
  }
}

/** Without line numbers, which move with every change. */
function finding(check: string, { result, message, message_filename: file }: Message): Finding {
  const text = message.replace(/\s+/g, ' ').replace(/ File: .*$/, '').replace(/:\d+$/, '');
  return { result, check, file: file ?? '', message: text.trim() };
}
