/** Lines of shells, written by hand: what users type is no matter of the tracer's. */
import { type Case, hour, minute, now } from './case';
import { Recorded } from './recorded';

const recently = now - 30 * minute;
const guid = '00000000-0000-4000-8000-000000000007';

const typed = (...lines: readonly string[]): Recorded => new Recorded(lines.map((line, at) => {
  const time = recently + at;
  const fields = { time, event: 'line', shell: 'bash', line, tty: 'pts/3', session_id: 7, process_id: 7, process_name: 'bash', process_guid: guid, user: 'root', user_id: 0, login_user: 'ann', login_user_id: 1000 };
  return { time, raw: JSON.stringify(fields), host: 'web1', source: 'ebpf_trace://main', sourcetype: 'ebpf:shell', index: 'ebpf' };
}));

const history = { search: 'History of a shell switched off or deleted', columns: ['host', 'user', 'login_user', 'tty', 'lines', 'line', 'process_guid'] } as const;
const hit = (line: string): Case => ({ ...history, when: line, events: () => typed('ls', line, 'history', 'history 20'), rows: [['web1', 'root', 'ann', 'pts/3', 1, line, guid]] });
const noHit = (line: string): Case => ({ ...history, when: line, events: () => typed(line), rows: [] });

const secrets = { search: 'Secrets that were typed into shells', columns: ['host', 'user', 'login_user', 'lines', 'line', 'process_guid'] } as const;

export const shellCases: readonly Case[] = [
  ...[
    'unset HISTFILE', 'unset -v X HISTFILE', 'export HISTFILE=/dev/null', 'HISTFILE= bash', 'HISTSIZE=0', 'set +o history', 'history -c', 'history -cw', 'rm -f ~/.bash_history', 'ln -sf /dev/null ~/.zsh_history',
    '> ~/.bash_history', 'cat /dev/null > ~/.bash_history', 'SAVEHIST=0',
  ].map(hit),
  ...['export HISTSIZE=10000', 'HISTFILE=~/.h2', 'grep ssh ~/.bash_history', 'history', 'history | grep rm', 'echo $HISTFILE', 'less history.txt', 'set -o history'].map(noHit),
  { ...history, when: 'it was long ago', events: () => typed('history -c').at(now - 3 * hour), rows: [] },
  { ...secrets, when: 'names gave two away', events: () => typed('mysql -p*** db', 'ls *', 'export TOKEN=***'), rows: [['web1', 'root', 'ann', 2, 'export TOKEN=***', guid]] },
  { ...secrets, when: 'stars stand for files', events: () => typed('ls **', 'rm *'), rows: [] },
];
