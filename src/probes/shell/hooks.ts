import type { Program } from '../../program';
import { bashLine, zleRead } from './places';

const [bash, zsh] = ['lines of bash are not reported', 'lines of zsh are not reported'];

/** A kernel has one of the two ways. */
export const shellHooks: readonly Program[] = [
  { name: 'handle_bash_line', hook: 'uprobe.multi', place: bashLine, feature: 'bash_lines', isRequired: false, without: bash },
  { name: 'handle_bash_line_perf', insteadOf: 'handle_bash_line', hook: 'uprobe', place: bashLine, feature: 'bash_lines', isRequired: false, without: bash },
  { name: 'handle_zsh_edit', hook: 'uprobe.multi', place: zleRead, feature: 'zsh_lines', isRequired: false, without: zsh },
  { name: 'handle_zsh_edit_perf', insteadOf: 'handle_zsh_edit', hook: 'uprobe', place: zleRead, feature: 'zsh_lines', isRequired: false, without: zsh },
  { name: 'handle_zsh_line', hook: 'uretprobe.multi', place: zleRead, feature: 'zsh_lines', isRequired: false, without: zsh },
  { name: 'handle_zsh_line_perf', insteadOf: 'handle_zsh_line', hook: 'uretprobe', place: zleRead, feature: 'zsh_lines', isRequired: false, without: zsh },
];
