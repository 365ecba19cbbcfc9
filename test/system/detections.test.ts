/** Published detections: which of their conditions, by their meaning, hold for which commands. ESCU itself is not run. */
import type { Row } from '../../preview/spl/rows';
import { searchedRow } from '../../preview/spl/search/filters';
import { compileSearch } from '../../preview/spl/search/terms';
import { knowledge } from '../../src/knowledge';
import type { Detection } from '../../src/splunk/detection';
import { type Command, searchedOf } from './detections/commands';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: most of detections.test.ts: ${reason}\n`);

const satisfied = knowledge.detections.filter(({ linkTo }) => linkTo === undefined);
const missed = knowledge.detections.filter(({ linkTo }) => linkTo !== undefined);
const least = 30;

/** Near to what is looked for, and nothing of it. */
const plain: readonly Command[] = [
  'ls -la /var/log', 'cat notes', 'cat /etc/hostname', 'vim notes', 'nano notes', 'rm notes', 'rm -r build', 'rm -rf build', 'dd if=notes', 'shred notes', 'base64 notes',
  'systemctl status auditd', 'service --status-all', 'pgrep auditd', 'kill 4242', 'crontab jobs', 'awk {print} notes', 'find . -name notes', 'busybox sh', 'make -s',
  'docker ps', 'docker logs web', 'ssh joe@192.0.2.1 id', 'ngrok version', 'sh -c id', 'bash -c true', 'echo hello', 'tar czf notes.tgz notes',
  'node app.js', 'php -r phpinfo();', 'java -jar app.jar', 'kmod --version', 'python3 -m http.server',
].map((text) => ({ command: text.split(' ') }));

/** What else each of these commands satisfies, by title without `Linux `. */
const also: Readonly<Record<string, readonly string[]>> = {
  'apt-get Privilege Escalation': ['APT Privilege Escalation'],
  'GNU Awk Privilege Escalation': ['AWK Privilege Escalation'],
  'Setuid Using Chmod Utility': ['Common Process For Elevation Control'],
  'Setuid Using Setcap Utility': ['Common Process For Elevation Control'],
  'Change File Owner To Root': ['Common Process For Elevation Control'],
  'Ingress Tool Transfer with Curl': ['Ingress Tool Transfer Hunting'],
  'Curl Upload File': ['Ingress Tool Transfer Hunting'],
  'Proxy Socks Curl': ['Ingress Tool Transfer Hunting'],
};

const quoted = (text: string): string => `"${text}"`;
type When = Detection['when'];
const termsOf = (when: When): string => Object.entries(when).map(([field, values]) => `${field} IN (${values.map(quoted).join(', ')})`).join(' ');
const filters = new Map(satisfied.map((one) => [one.title, compileSearch(termsOf(one.when))]));
const titlesOf = (row: Row): readonly string[] => [...filters].filter(([, filter]) => filter(searchedRow(row))).map(([title]) => title);
const titlesOfAll = (rows: readonly Row[]): readonly string[] => [...new Set(rows.flatMap(titlesOf))].sort();
const expectedOf = ({ title, command }: Detection): readonly string[] => {
  const more = [...(also[title.replace('Linux ', '')] ?? []), ...(command[0] === 'sudo' ? ['Sudo OR Su Execution'] : [])];
  return [title, ...more.map((name) => `Linux ${name}`)].sort();
};
const without = <T>(all: Readonly<Record<string, T>>, field: string): Readonly<Record<string, T>> => Object.fromEntries(Object.entries(all).filter(([name]) => name !== field));

/** By the field that decides, what differs from a detection's command in that field alone; where a program lies is not tried. */
function near(one: Detection): readonly (readonly [field: string, command: Command])[] {
  const { command: [name = '', ...args], parent = '' } = one;
  const named = { ...one, command: [`x${name}`, ...args] };
  const by: Readonly<Record<string, Command>> = {
    process_name: named, process_path: named, process: { ...one, command: [one.parent === undefined ? name : 'worker'] }, parent_process_name: { ...one, parent: `x${parent}` }, parent_process: { ...one, parentTitle: 'worker' },
  };
  return Object.keys(one.when).flatMap((field) => (by[field] === undefined ? [] : [[field, by[field]] as const]));
}

test(`are at least ${least}, each once`, () => {
  expect(filters.size).toBeGreaterThanOrEqual(least);
  expect(filters.size).toBe(satisfied.length);
});

(reason === undefined ? describe : describe.skip)('of commands under the tracer', () => {
  const nearby = new Map(satisfied.map((one) => [one.title, near(one)] as const));
  const commands: readonly Command[] = [...satisfied, ...missed, ...plain, ...[...nearby.values()].flat().map(([, one]) => one)];
  let searched: readonly (readonly Row[])[] = [];
  const rowsOf = (command: Command): readonly Row[] => searched[commands.indexOf(command)] ?? [];

  beforeAll(async () => {
    searched = await searchedOf(commands);
  }, 120_000);

  test('every command has its events', () => {
    const counts = commands.map((one) => [one.command.join(' '), rowsOf(one).length]);
    expect(counts).toEqual(commands.map(({ command, parent }) => [command.join(' '), parent === undefined ? 1 : 2]));
  });

  test.each(satisfied.map((one) => [one.title, one] as const))('%s holds for its command, by each of its fields', (title, one) => {
    const rows = rowsOf(one);
    expect(titlesOfAll(rows)).toEqual(expectedOf(one));
    const row = rows.at(-1) ?? {};
    expect(titlesOf(row)).toContain(title);
    expect(Object.keys(one.when).filter((field) => titlesOf(without(row, field)).includes(title))).toEqual([]);
  });

  test.each(satisfied.map((one) => [one.title, one] as const))('%s does not hold where one of its fields differs', (title, one) => {
    const differing = nearby.get(title) ?? [];
    expect(differing.length).toBeGreaterThan(0);
    const found = differing.map(([field, command]) => {
      const row = rowsOf(command).at(-1) ?? {};
      const others = without(one.when, field);
      return [field, titlesOf(row).includes(title), Object.keys(others).length === 0 || compileSearch(termsOf(others))(searchedRow(row))];
    });
    expect(found).toEqual(differing.map(([field]) => [field, false, true]));
  });

  test.each(missed.map((one) => [one.title, one] as const))('%s does not hold where the command is a link, and process_exec is what it asks for', (_, one) => {
    const [row = {}] = rowsOf(one);
    expect(titlesOf(row)).toEqual([]);
    expect([row['process_name'], row['process_exec']]).toEqual([one.command[0], one.linkTo]);
    const filter = compileSearch(termsOf(one.when));
    expect([row, { ...row, process_name: one.linkTo ?? '' }].map((each) => filter(searchedRow(each)))).toEqual([false, true]);
  });

  test('no other command satisfies any', () => {
    expect(plain.flatMap((one) => titlesOfAll(rowsOf(one)).map((title) => [one.command.join(' '), title]))).toEqual([]);
  });
});
