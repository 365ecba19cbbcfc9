/** check: whether the input would work on this host, and for each shortcoming what to do. */
import { parseArgs } from 'node:util';
import { writeText } from '../output/text';
import { callsName, callsOf } from './calls';
import { checkSplunk } from './check_splunk';
import { copyFindings } from './copies';
import { type Finding, hostFindings, programFindings, whoIsJudged } from './findings';
import { checkHelp } from './help';
import { namespaceFindings } from './namespace_findings';
import { loadNative } from './native';

const marks = { ok: 'ok  ', note: 'note', warning: 'WARN', failure: 'FAIL' } as const;

/** What makes it another verb. */
const verbs = { help: { type: 'boolean', short: 'h' }, splunk: { type: 'boolean' } } as const;

/** Exit code: 0 if the input would work, perhaps with less than all; 1 if not; 2 for wrong options. */
export async function check(args: readonly string[]): Promise<number> {
  const { help: asksForHelp, splunk } = parseArgs({ args: [...args], options: verbs, strict: false, allowPositionals: true }).values;
  if (asksForHelp === true) return checkHelp();
  if (splunk === true) return checkSplunk(args);
  const asked = readOptions(args);
  if (typeof asked === 'string') {
    writeText(2, `ERROR ${asked}; see "ebpf_trace check --help"\n`);
    return 2;
  }
  const { libbpf, object } = loadNative();
  const who = whoIsJudged();
  const calls = callsOf(libbpf, object);
  const host = [...hostFindings(libbpf, who, calls.way), ...copyFindings(), ...namespaceFindings(libbpf, object)];
  const hooks = programFindings(libbpf, object, who, calls);
  const findings = [...host, ...hooks];
  const works = findings.every(({ status }) => status !== 'failure');
  writeText(1, asked.json ? `${JSON.stringify({ works, findings })}\n` : report([...host, ...shortened(hooks)], works));
  return works ? 0 : 1;
}

/** Or what is wrong with them. */
function readOptions(args: readonly string[]): { readonly json?: boolean } | string {
  try {
    return parseArgs({ args: [...args], options: { json: { type: 'boolean' } } }).values;
  } catch (error) {
    return (error as Error).message.split('. ')[0] ?? '';
  }
}

/** Those hooks that attach, in one line behind the others. */
function shortened(hooks: readonly Finding[]): readonly Finding[] {
  const isAttached = ({ status, name }: Finding): boolean => status === 'ok' && name !== callsName;
  const [attached, others] = [hooks.filter(isAttached), hooks.filter((hook) => !isAttached(hook))];
  const missing = others.filter(({ name }) => name !== callsName).length;
  const count = missing === 0 ? `all ${attached.length}` : `${attached.length} of ${attached.length + missing}`;
  return attached.length === 0 ? others : [...others, { status: 'ok', name: 'hooks', detail: `${count} attach (--json lists them)` }];
}

function report(findings: readonly Finding[], works: boolean): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.map(({ status, name, detail, remedy }) => {
    const line = `${marks[status]}  ${name.padEnd(width)}  ${detail}`;
    return remedy === undefined ? line : `${line}\n${' '.repeat(width + 8)}-> ${remedy.replaceAll('\n', `\n${' '.repeat(width + 11)}`)}`;
  });
  const isWhole = findings.every(({ status }) => status === 'ok' || status === 'note');
  const verdict = isWhole ? 'The input works here.' : 'The input works here, with less than all: see WARN.';
  return `${lines.join('\n')}\n${works ? verdict : 'The input does not work here.'}\n`;
}
