import { folded } from '../text/terminal';
import { writeText } from '../output/text';
import { argumentList } from '../settings';
import { appVersion } from '../version';
import { dashed, type Option, ownOptions } from './run/options';

const width = 80;
const wideWidth = 100;

const title = 'ebpf_trace: every TCP connection of this host, with the process that made it\n';

const checkSplunkUsage = `  ebpf_trace check --splunk         whether events arrive in Splunk
      --uri https://HOST:PORT       splunkd's management port (https://127.0.0.1:8089)
      --ca FILE                     who may have signed its certificate (Splunk's etc/auth/cacert.pem)
      --server-name NAME            whom the certificate is for, if not HOST
      --token-file FILE             a session key or token; else from SPLUNK_TOKEN, or standard input
      --minutes N                   how far to look back (15)
      --json                        findings as JSON
`;

const usage = `${title}
  ebpf_trace                        the modular input: splunkd starts it so
  ebpf_trace run [OPTIONS] [NAME...] [-- COMMAND]
                                    shows connections until Ctrl-C; takes root or the input's capabilities
${ownOptions.map((option) => optionLine(option, 6, 36, wideWidth)).join('')}      --SETTING VALUE               of the input, as below
  ebpf_trace check [--json]         whether the input would work here, and what to do if not
${checkSplunkUsage}  ebpf_trace --scheme | --validate-arguments | --version | --help

For example, all but what stays on this host: ebpf_trace run --exclude-networks 127.0.0.0/8,::1

Settings of the input, with - for the _ that they have in inputs.conf, and their defaults:
`;

const runUsage = `${title}
  sudo ebpf_trace run [OPTIONS] [NAME...] [-- COMMAND]

Shows a line for each connection when it ends or fails, and one more after 2
seconds for one that stays open; NAME is a program, as wget or "python3*". At
Ctrl-C: who talked to whom. With COMMAND: runs it, as the user who called sudo,
and shows only its connections and those of the processes that it starts.

${ownOptions.map((option) => optionLine(option, 2, 26, width)).join('')}  -h, --help              this

  sudo ebpf_trace run wget                    what wget connects to
  sudo ebpf_trace run -P 443 --failed         HTTPS that does not work
  sudo ebpf_trace run -- curl https://HOST/   what one command does
  sudo ebpf_trace run --json | jq -c 'select(.event == "connect_failed")'

Also each setting of the input, as --exclude-networks 127.0.0.0/8,::1; they are
explained by "ebpf_trace --help".

`;

const indent = ' '.repeat(6);

export function help(): number {
  const options = argumentList.map(({ name, description, default: value }) => {
    const lines = folded(`${description}${value === '' ? '' : ` (${value})`}`, wideWidth - indent.length);
    return [`  --${dashed(name)}`, ...lines.map((line) => `${indent}${line.trimEnd()}`)].join('\n');
  });
  writeText(1, `${usage}${options.join('\n')}\n`);
  return 0;
}

export function runHelp(): number {
  writeText(1, `${runUsage}${folded(argumentList.map(({ name }) => `--${dashed(name)}`).join(' '), width - 2).map((line) => `  ${line.trimEnd()}\n`).join('')}`);
  return 0;
}

export function version(): number {
  writeText(1, `ebpf_trace ${appVersion}\n`);
  return 0;
}

/** Its names from column `from`, its description from column `at` on, folded. */
function optionLine({ name, short, value, description }: Option, from: number, at: number, most: number): string {
  const names = `${' '.repeat(from)}${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
  const [first = '', ...more] = folded(description, most - at).map((line) => line.trimEnd());
  return [`${names.padEnd(at - 1)} ${first}`, ...more.map((line) => ' '.repeat(at) + line)].map((line) => `${line}\n`).join('');
}
