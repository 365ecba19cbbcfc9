import type { ProbeArguments } from '../../settings/argument';
import { numberBetween } from '../../settings/plain';

export const shellArguments = {
  name: 'shell',
  brief: 'every line that is submitted at a prompt of bash or zsh, with who is there and on which terminal; it shows what people type: read docs/shell.md before you enable it',
  isDefault: false,
  needs: ['owners', 'targets'],
  reveals: 'what people type at a prompt, as it was typed: a secret that nothing names is shown. Nothing that is typed where a program asks without showing it. Read [shell.md](shell.md) before you enable it',
  arguments: [
    {
      name: 'shell_line_bytes',
      title: 'Line bytes of shell',
      description: 'The most bytes of a line in an event of the probe shell, 64 to 4096. Of a longer one the beginning is kept, and line_truncated says so. What options and variables name as a secret is masked as mask_secrets says; a secret that nothing names (typed at the wrong prompt, piped by echo) is shown. What is typed where nothing is shown (read -s, sudo, ssh, passwd) is never reported, nor what read -e gets, nor zsh\'s vared and select.',
      type: 'number',
      default: '1024',
      selects: true,
      parse: numberBetween(64, 4096),
    },
  ],
} as const satisfies ProbeArguments;
