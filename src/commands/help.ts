import { folded } from '../output/terminal';
import { writeText } from '../output/text';
import { checkSplunkUsage } from './check_splunk';
import { argumentList } from '../settings';
import { appVersion } from '../version';

const usage = `ebpf_trace: every TCP connection of this host, with the process that made it

  ebpf_trace                        the modular input: splunkd starts it so
  ebpf_trace run [OPTIONS]          prints events until Ctrl-C; takes root or the input's capabilities
      --format table|json|xml       (table)
      --duration SECONDS            (no end)
      --SETTING VALUE               of the input, as below
  ebpf_trace check [--json]         whether the input would work here, and what to do if not
${checkSplunkUsage}  ebpf_trace --scheme | --validate-arguments | --version | --help

For example, all but what stays on this host: ebpf_trace run --exclude-networks 127.0.0.0/8,::1

Settings of the input, with - for the _ that they have in inputs.conf, and their defaults:
`;

const width = 100;
const indent = ' '.repeat(6);

export function help(): number {
  const options = argumentList.map(({ name, description, default: value }) => {
    const flag = `--${name.replaceAll('_', '-')}`;
    const lines = folded(`${description}${value === '' ? '' : ` (${value})`}`, width - indent.length);
    return [`  ${flag}`, ...lines.map((line) => `${indent}${line.trimEnd()}`)].join('\n');
  });
  writeText(1, `${usage}${options.join('\n')}\n`);
  return 0;
}

export function version(): number {
  writeText(1, `ebpf_trace ${appVersion}\n`);
  return 0;
}
