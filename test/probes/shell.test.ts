import { shell_flag, shell_kind, shell_sample } from '../../src/generated/samples';
import { shellProbe } from '../../src/probes/shell';
import { xmlFormat } from '../../src/output/xml';
import { lineWithoutSecrets } from '../../src/services/owners/shell_line';
import { contextOf, type Event, eventOf, textOf } from './formatted';
import { type Members, parentGuid, processSample, type Sample, sample, wgetGuid } from './sample';

const wget = { process_id: 4321, process_name: 'wget', process_guid: wgetGuid };
const detail = { user: 'root', parent_process_id: 4300, parent_process_name: 'bash', parent_process_guid: parentGuid, process_path: '/usr/bin/wget', process: 'wget -q http://192.0.2.1/' };

function line(text: string | Buffer, members: Members = {}, kind: keyof typeof shell_kind = 'SHELL_BASH'): Sample {
  const bytes = Buffer.from(text);
  const cwd = Buffer.from('work\0home\0');
  const one = sample(shell_sample, {
    head_time_ns: 20_000_000_000, head_kind: shell_kind[kind], owner: 8193, pid: 4321, session: 4300, tty: Buffer.from('pts3'), cwd, cwd_length: cwd.length, line_length: bytes.length, ...members,
  }, bytes.length + 3);
  bytes.copy(Buffer.from(one.view.buffer, one.view.byteOffset), one.at + shell_sample.at.line);
  return one;
}

function told(one: Sample, params: Readonly<Record<string, string>> = {}): Event {
  return eventOf(shellProbe, one, contextOf({ probes: 'shell', ...params }));
}

test('a line says what was typed, where, and by whom', () => {
  const event = told(line('ls -l "a b"'));
  expect(event).toEqual({ event: 'line', shell: 'bash', line: 'ls -l "a b"', tty: 'pts/3', session_id: 4300, process_current_directory: '/home/work', ...wget, ...detail });
  expect(Object.keys(event)).toEqual(shellProbe.fields.map(({ name }) => name).filter((name) => name in event));
});

test('an empty line is one, too', () => {
  expect(told(line('')).line).toBe('');
  expect(told(line('\n', {}, 'SHELL_ZSH'))).toMatchObject({ shell: 'zsh', line: '' });
});

test('of what it has not nothing is said', () => {
  expect(told(line(':', { tty: Buffer.of(0), session: 0, owner: 0, flags: shell_flag.SHELL_CWD_UNKNOWN }))).toEqual({ event: 'line', shell: 'bash', line: ':', process_id: 4321 });
  expect(told(line('', { flags: shell_flag.SHELL_LINE_UNREAD }))).toMatchObject({ line_unread: true });
  expect(told(line('', { flags: shell_flag.SHELL_LINE_UNREAD }))).not.toHaveProperty('line');
});

test.each([
  [[...Buffer.from('é日本 ✓\n')].flatMap((byte) => (byte >= 0x83 && byte <= 0xa2 ? [0x83, byte ^ 0x20] : [byte])), 'é日本 ✓'],
  [Buffer.from('a\nb\n'), 'a\nb'],
  [Buffer.from('no end'), 'no end'],
  [Buffer.of(0x61, 0x83), 'a'],
])('zsh has its bytes in a form of its own', (bytes, expected) => {
  expect(told(line(Buffer.from(bytes), {}, 'SHELL_ZSH')).line).toBe(expected);
});

test('one that goes on says so, and keeps a line feed that is its own', () => {
  expect(told(line('x'.repeat(64), { flags: shell_flag.SHELL_LINE_CUT }))).toMatchObject({ line: 'x'.repeat(64), line_truncated: true });
  expect(told(line('x\n', { flags: shell_flag.SHELL_LINE_CUT }, 'SHELL_ZSH'))).toMatchObject({ line: 'x\n', line_truncated: true });
});

test('bytes of any kind are valid JSON and XML, and no event is longer than what Splunk extracts its fields of', () => {
  const bad = Buffer.alloc(255, 0xff);
  const processes = [processSample({ arguments: [Buffer.alloc(4000, 0x22)], path: [bad, bad] }, {}, 4096)];
  for (const byte of [0x01, 0x1b, 0x22, 0x3c, 0x5c, 0xff]) {
    const cwd = Buffer.concat([bad, Buffer.of(0), bad, Buffer.of(0)]);
    const text = textOf(shellProbe, line(Buffer.alloc(4096, byte), { cwd, cwd_length: cwd.length }), contextOf({ probes: 'shell', command_line_bytes: '4096' }, processes), xmlFormat('x'));
    const json = (/<data>(.*)<\/data>/s.exec(text)?.[1] ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(4900);
    expect(JSON.parse(json)).toMatchObject({ line_truncated: true });
  }
});

test.each([
  ['ls -l', 'ls -l'],
  ['mysql -pgeheim db', 'mysql -p*** db'],
  ["mysql  -u root  -p'ge heim'  db", 'mysql  -u root  -p***  db'],
  ['sudo mysqldump -pgeheim db | gzip -p > x', 'sudo mysqldump -p*** db | gzip -p > x'],
  ['mkdir -pv a; mysql -pgeheim; mkdir -pv b', 'mkdir -pv a; mysql -p***; mkdir -pv b'],
  ['psql --password geheim', 'psql --password ***'],
  ['psql --password "ge heim" db', 'psql --password *** db'],
  ['psql --password="ge heim" db', 'psql --password=*** db'],
  ['export TOKEN=geheim X=1', 'export TOKEN=*** X=1'],
  ['DB_PASSWORD=ge,heim\\ geheim x', 'DB_PASSWORD=*** x'],
  ["DB_PASSWORD='it'\\''s geheim' x", 'DB_PASSWORD=*** x'],
  ['AWS_SECRET_ACCESS_KEY="ge$(heim)" x', 'AWS_SECRET_ACCESS_KEY=*** x'],
  ['curl -u me:geheim http://h/', 'curl -u me:*** http://h/'],
  ['curl -H "Authorization: Bearer geheim" http://h/', 'curl -H "Authorization: ***" http://h/'],
  ['x=$(mysql -pgeheim)', 'x=$(mysql -p***)'],
  ['git clone https://me:geheim@h/', 'git clone https://me:***@h/'],
  ['sshpass -p geheim ssh h', 'sshpass -p *** ssh h'],
  ['echo "a \\" b', 'echo "a \\" b'],
  ["echo 'never ends", "echo 'never ends"],
  ['\\', '\\'],
  ['  ; ;;  ', '  ; ;;  '],
  ['curl -d "{\\"password\\":\\"geheim\\"}" h', "curl -d '{\"password\":\"***\"}' h"],
  ["mysql '-pgeheim' db", 'mysql -p*** db'],
  ['"mysql" "-pge heim"', '"mysql" -p***'],
  ['"--password" geheim', '"--password" ***'],
  ['p "--password=ge heim"', 'p --password=***'],
  ['PASSWORD+=geheim x', 'PASSWORD+=*** x'],
  ['PASSWORD[0]=geheim x', 'PASSWORD[0]=*** x'],
  ['PASSWORD=(geheim "ge heim") x', 'PASSWORD=*** x'],
  ['PASSWORD=(geheim', 'PASSWORD=***'],
  ['TOKEN=$(echo geheim | cat) ls', 'TOKEN=*** ls'],
  ['TOKEN=a$(echo $(geheim))b$(heim); ls', 'TOKEN=***; ls'],
  ['TOKEN=`echo geheim` ls', 'TOKEN=*** ls'],
  ['n=$(ls) m=(a b)', 'n=$(ls) m=(a b)'],
  ['export "TOKEN=ge heim" x', 'export TOKEN=*** x'],
  ["declare 'DB_PASSWORD=it is geheim'", 'declare DB_PASSWORD=***'],
  ['grep "password: geheim heim" f', 'grep "password: ***" f'],
  ['psql --password \\\nge\\ heim x', 'psql --password *** x'],
])('secrets of %j', (text, expected) => {
  expect(lineWithoutSecrets(Buffer.from(text)).toString()).toBe(expected);
  expect(told(line(text)).line).toBe(expected);
  expect(told(line(text), { mask_secrets: 'false' }).line).toBe(text);
});

test('a line that is cut within the user of a URL does not show him', () => {
  expect(lineWithoutSecrets(Buffer.from('git clone https://me:geh'), true).toString()).toBe('git clone https://me:***');
  expect(lineWithoutSecrets(Buffer.from('git clone https://me:80/x'), true).toString()).toBe('git clone https://me:80/x');
  expect(told(line('curl ftp://a:geh', { flags: shell_flag.SHELL_LINE_CUT })).line).toBe('curl ftp://a:***');
});

test('a NUL in a line of zsh parts words, and shifts none', () => {
  expect(lineWithoutSecrets(Buffer.from('x\0y mysql -pgeheim \'a\0b\' "c\0d"')).toString()).toBe('x\0y mysql -p*** \'a\0b\' "c\0d"');
});

test('bytes of any kind are kept, and take time by their length', () => {
  for (const unit of ['\\', "'", '"', ' ', 'a ', '\xff', '$(', 'password ', '\n']) {
    const text = Buffer.from(unit.repeat(4096), 'latin1').subarray(0, 4096);
    const began = performance.now();
    expect(Buffer.compare(lineWithoutSecrets(text), text) === 0 || unit.startsWith('password')).toBe(true);
    expect(performance.now() - began).toBeLessThan(500);
  }
});

test('a sample that is none of the probe is refused', () => {
  expect(() => told(line(':', { head_kind: 77 }))).toThrow('shell sample of kind 77');
  expect(() => told({ ...line('x'.repeat(100)), length: shell_sample.size })).toThrow('shell sample of');
});
