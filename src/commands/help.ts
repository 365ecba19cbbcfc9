import { writeText } from '../output/text';
import { checkSplunkUsage } from './check_splunk';
import { argumentList } from '../settings';
import { appVersion } from '../version';

const usage = `ebpf_trace: every TCP connection of this host, with the process that made it

  ebpf_trace                        the modular input: splunkd starts it so
  ebpf_trace run [OPTIONS]          prints events until Ctrl-C
      --format table|json|xml       (table)
      --duration SECONDS            (no end)
      --probe NAMES                 (tcp)
  ebpf_trace check [--json]         whether the input would work here, and what to do if not
${checkSplunkUsage}  ebpf_trace --scheme | --validate-arguments | --version | --help

OPTIONS of run, as in inputs.conf with - for _:
`;

export function help(): number {
  const options = argumentList.map(({ name, description, default: value }) => {
    const flag = `--${name.replaceAll('_', '-')}`;
    return `  ${flag}\n      ${description}${value === '' ? '' : ` (${value})`}`;
  });
  writeText(1, `${usage}${options.join('\n')}\n`);
  return 0;
}

export function version(): number {
  writeText(1, `ebpf_trace ${appVersion}\n`);
  return 0;
}
