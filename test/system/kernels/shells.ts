/** The host's bash and zsh in a guest, at a terminal of script(1), typed to line by line. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Fields } from '../processes/truth';

/** What is typed to each, a prime number of lines. */
const lines: readonly string[] = [
  'true', ': "a b" <c>', 'cd /tmp', 'X=1 true', '(exit 3)', '# only a comment', 'for i in 1 2; do', ':', 'done', 'export TOKEN=geheim', ': end of eleven lines',
];
export const shells = ['bash', 'zsh'] as const;
export const linesReported = lines.map((line) => line.replace('geheim', '***'));

/** Of the terminal that they are at: in the one place up to Debian 12, in the other from 13 on. */
const terminfo = ['/lib/terminfo/d/dumb', '/usr/share/terminfo/d/dumb'];

/** With what zsh loads when it is interactive. */
export function shellPrograms(): readonly string[] {
  const modules = execFileSync('zsh', ['-fc', 'print -l $^module_path/zsh/{zle,complete,compctl}.so(N)'], { encoding: 'utf8' }).trim().split('\n');
  return ['/usr/bin/bash', '/usr/bin/zsh', '/usr/bin/script', ...terminfo.filter(existsSync), ...modules];
}

/** Each line when the one before was reported; the first ones may come before the shell is attached to. */
export function shellCommands(tracer: string): string {
  return `
mkdir -p /dev/pts; mount -t devpts none /dev/pts
${tracer} run --format json --probe shell --user-format id > shell_events & pid=$!
waitfor '"event":"start"' shell_events
type_lines() { # SHELL
  until grep -q '"shell":"'$1'".*: first' shell_events; do echo ': first'; sleep 1; done
  while read -r line; do
    told=$(grep -c '"event":"line"' shell_events); echo "$line"; tries=0
    until [ $(grep -c '"event":"line"' shell_events) -gt $told ]; do tries=$((tries + 1)); [ $tries -lt 100 ] || break; sleep 0.1; done
  done < shell_lines
  echo exit
}
cat > shell_lines <<'EOF'
${lines.join('\n')}
EOF
for shell in 'bash --norc' 'zsh -f'; do type_lines $shell | TERM=dumb script -q -c "$shell -i" /dev/null > /dev/null; done
waitfor '"shell":"zsh".*"line":"exit"' shell_events
end_tracer
`;
}

/** By shell its lines, behind those by which it was found to be attached to. @param text what the tracer wrote */
export function parseShells(text: string): Readonly<Record<(typeof shells)[number], readonly unknown[]>> {
  const events = text.split('\n').filter((line) => line.includes('"event":"line"')).map((line) => JSON.parse(line) as Fields);
  const of = (shell: string): readonly unknown[] => {
    const own = events.filter((event) => event['shell'] === shell).map(({ line }) => line);
    return own.slice(own.lastIndexOf(': first') + 1, own.lastIndexOf('exit'));
  };
  return { bash: of('bash'), zsh: of('zsh') };
}
