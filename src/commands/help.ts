import { folded } from '../text/terminal';
import { writeText } from '../output/text';
import { argumentList } from '../settings';
import { appVersion } from '../version';
import { dashed, type Option, ownOptions } from './run/options';

const width = 80;

const title = 'ebpf_trace: every TCP connection of this host, with the process that made it\n';

/** Those of `check`, which reads them itself. */
const checkOptions: readonly Option[] = [{ name: 'json', type: 'boolean', description: 'findings as JSON, each hook by itself' }];
const splunkOptions: readonly Option[] = [
  { name: 'uri', type: 'string', value: 'https://HOST:PORT', description: "splunkd's management port (https://127.0.0.1:8089)" },
  { name: 'ca', type: 'string', value: 'FILE', description: "who may have signed its certificate (Splunk's etc/auth/cacert.pem)" },
  { name: 'server-name', type: 'string', value: 'NAME', description: 'whom the certificate is for, if not HOST' },
  { name: 'token-file', type: 'string', value: 'FILE', description: 'file that holds a token (Settings > Tokens) or session key; else SPLUNK_TOKEN, or standard input' },
  { name: 'minutes', type: 'string', value: 'N', description: 'how far to look back (15)' },
  { name: 'json', type: 'boolean', description: 'findings as JSON' },
];

const listed = (options: readonly Option[], from: number, at: number): string => options.map((option) => optionLine(option, from, at, width)).join('');

const usage = `${title}
  ebpf_trace                  the modular input: splunkd starts it so
  ebpf_trace run [OPTIONS] [NAME...] [-- COMMAND]
                              shows connections until Ctrl-C; takes root or the
                              input's capabilities
${listed(ownOptions, 6, 30)}      --SETTING VALUE         of the input, as below
  ebpf_trace check [--json]   whether the input would work here, and what to do
                              if not
  ebpf_trace check --splunk   whether events arrive in Splunk
${listed(splunkOptions, 6, 32)}  ebpf_trace --scheme | --validate-arguments | --version | --help

For example, all but what stays on this host:
  ebpf_trace run --exclude-networks 127.0.0.0/8,::1

Settings of the input, with - for the _ that they have in inputs.conf, and their
defaults:
`;

const runUsage = `${title}
  sudo ebpf_trace run [OPTIONS] [NAME...] [-- COMMAND]

Shows a line for each connection when it ends or fails, and one more after 2
seconds for one that stays open; NAME is a program, as wget or "python3*". At
Ctrl-C: who talked to whom. With COMMAND: runs it, as the user who called sudo,
and shows only its connections and those of the processes that it starts.

${listed(ownOptions, 2, 26)}  -h, --help              this

  sudo ebpf_trace run wget                    what wget connects to
  sudo ebpf_trace run -P 443 --failed         HTTPS that does not work
  sudo ebpf_trace run -- curl https://HOST/   what one command does
  sudo ebpf_trace run --json | jq -c 'select(.event == "connect_failed")'

Also each setting of the input, as --exclude-networks 127.0.0.0/8,::1; they are
explained by "ebpf_trace --help".

`;

const checkUsage = `ebpf_trace check: whether the input would work on this host

  sudo ebpf_trace check [--json]
  ebpf_trace check --splunk [OPTIONS]

Looks at the kernel, the rights of the splunkd that runs here (of the caller, if
none does), tracefs, and the limits of the host; then loads and attaches each
hook for a moment. Below a line that is not ok stands what to do. Nothing is
changed, and nothing traced. Exit status: 0 the input works, perhaps with less
than all; 1 it does not; 2 for options that it does not have.

${listed(checkOptions, 2, 26)}  -h, --help              this

With --splunk: asks a splunkd, over TLS, whether events of this host arrive.
Exit status: 0 they do; 1 they do not; 2 for wrong options.

${listed(splunkOptions, 2, 28)}`;

const indent = ' '.repeat(6);

export function help(): number {
  const options = argumentList.map(({ name, description, default: value }) => {
    const lines = folded(`${description}${value === '' ? '' : ` (${value})`}`, width - indent.length);
    return [`  --${dashed(name)}`, ...lines.map((line) => `${indent}${line.trim()}`)].join('\n');
  });
  writeText(1, `${usage}${options.join('\n')}\n`);
  return 0;
}

export function runHelp(): number {
  writeText(1, `${runUsage}${folded(argumentList.map(({ name }) => `--${dashed(name)}`).join(' '), width - 2).map((line) => `  ${line.trim()}\n`).join('')}`);
  return 0;
}

export function checkHelp(): number {
  writeText(1, checkUsage);
  return 0;
}

export function version(): number {
  writeText(1, `ebpf_trace ${appVersion}\n`);
  return 0;
}

/** Its names from column `from`, its description from column `at` on, folded. */
function optionLine({ name, short, value, description }: Option, from: number, at: number, most: number): string {
  const names = `${' '.repeat(from)}${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
  const [first = '', ...more] = folded(description, most - at).map((line) => line.trim());
  return [`${names.padEnd(at - 1)} ${first}`, ...more.map((line) => ' '.repeat(at) + line)].map((line) => `${line}\n`).join('');
}
