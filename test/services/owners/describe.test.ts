/** Processes as the keys of their events: descriptions of any bytes, made as the kernel makes them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { SaxesParser } from 'saxes';
import { owner_flag, owner_sample } from '../../../src/generated/samples';
import { jsonLines } from '../../../src/output/byte_format';
import { processStat } from '../../../src/host/process_stat';
import { type Foreign, onTheHost } from '../../../src/host/surroundings';
import { xmlFormat } from '../../../src/output/xml';
import { type Describe, describer } from '../../../src/services/owners/describe';
import { Directory } from '../../../src/services/owners/directory';
import { guidMaker } from '../../../src/services/owners/guid';
import { Users } from '../../../src/services/owners/users';
import { parseSettings } from '../../../src/settings';
import { kernelThread, type Members, processSample, type ProcessText, type Sample } from '../../probes/sample';
import { Random } from '../../random';
import { until } from '../../system/traffic/traffic';

const nsPerTick = 1e7;

type Keys = Readonly<Record<string, string | number | undefined>>;

function described(text: ProcessText, members: Members = {}, params: Readonly<Record<string, string>> = {}): string {
  const { settings } = parseSettings(params);
  return objectOf(describer({ settings, escape: jsonLines().escape, users: new Users() }), processSample(text, members, settings.commandLineBytes));
}

function objectOf(describe: Describe, { view, at }: Sample): string {
  const { detailKeys } = describe(view, at);
  return `{${detailKeys.text.slice(1)}}`;
}

const keys = (text: ProcessText, members: Members = {}, params: Readonly<Record<string, string>> = {}): Keys =>
  JSON.parse(described(text, members, params)) as Keys;

describe('a path', () => {
  const path = (...names: (string | Uint8Array)[]): unknown => keys({ path: names })['process_path'];

  test('goes from the root to the leaf', () => {
    expect(path('usr', 'lib', 'python3', 'bin', 'python3')).toBe('/usr/lib/python3/bin/python3');
    expect(path('init')).toBe('/init');
  });

  test('of which the leading folders are missing begins with …', () => {
    expect(keys({ path: ['deep', 'x'] }, { flags: owner_flag.OWNER_PATH_CUT })['process_path']).toBe('…/deep/x');
  });

  test('of a file that is gone says so', () => {
    expect(keys({}, { flags: owner_flag.OWNER_EXE_DELETED })['process_path']).toBe('/usr/bin/wget (deleted)');
    expect(keys({}, { flags: owner_flag.OWNER_EXE_DELETED | owner_flag.OWNER_PATH_CUT })['process_path']).toBe('…/usr/bin/wget (deleted)');
  });

  test('may have names of any bytes', () => {
    expect(path('a b', ']]>&"\\', Buffer.of(0xff, 0x0a))).toBe('/a b/]]>&"\\/\\xff\n');
  });

  test('of nobody is not told', () => {
    expect(keys({ path: [] })).not.toHaveProperty('process_path');
  });
});

describe('a control group', () => {
  const id = '0123456789abcdef'.repeat(4);
  const groupKeys = (cgroups: readonly (readonly string[])[], cgroup_path = 'unnamed', members: Members = {}): Keys => {
    const { cgroup, container_id, container_runtime, pod_uid, systemd_unit } = keys({ cgroups }, members, { cgroup_path });
    return Object.fromEntries(Object.entries({ cgroup, container_id, container_runtime, pod_uid, systemd_unit }).filter(([, value]) => value !== undefined));
  };

  test('is its unit, or its path from the root where that names nothing', () => {
    expect(groupKeys([['system.slice', 'nginx.service']])).toEqual({ systemd_unit: 'nginx.service' });
    expect(groupKeys([['batch', 'a b']])).toEqual({ cgroup: '/batch/a b' });
    expect(groupKeys([])).toEqual({});
  });

  test('has its path always, or never, if that is asked for', () => {
    expect(groupKeys([['system.slice', 'nginx.service']], 'always')).toEqual({ systemd_unit: 'nginx.service', cgroup: '/system.slice/nginx.service' });
    expect(groupKeys([['batch']], 'never')).toEqual({});
  });

  test('is that of the hierarchy which has the container, else the unit, else any', () => {
    const docker = { container_id: id, container_runtime: 'docker' };
    expect(groupKeys([['system.slice', 'containerd.service'], ['shield'], ['docker', id]])).toEqual(docker);
    expect(groupKeys([['docker', id], ['system.slice', 'containerd.service']])).toEqual(docker);
    expect(groupKeys([['shield'], ['system.slice', 'x.service']])).toEqual({ systemd_unit: 'x.service' });
    expect(groupKeys([['shield'], ['batch']])).toEqual({ cgroup: '/shield' });
    expect(groupKeys([['shield'], ['docker', id]], 'always')).toEqual({ ...docker, cgroup: `/docker/${id}` });
  });

  test('of which leading folders are missing begins with …', () => {
    const { view, at, length } = processSample({ cgroups: [['a.service'], ['deep', 'x']] }, { flags: owner_flag.OWNER_CGROUP_CUT });
    // Without the root's name at the end.
    const uncut = owner_sample.get.cgroup_length(view, at);
    new DataView(view.buffer).setUint16(view.byteOffset + at + owner_sample.at.cgroup_length, uncut - 1, true);
    const { settings } = parseSettings({ cgroup_path: 'always' });
    const told = JSON.parse(objectOf(describer({ settings, escape: jsonLines().escape, users: new Users() }), { view, at, length })) as Keys;
    expect(told).toMatchObject({ systemd_unit: 'a.service', cgroup: '/a.service' });
    expect(keys({ cgroups: [['x']] }, { flags: owner_flag.OWNER_CGROUP_CUT, cgroup_length: 2 })['cgroup']).toBe('…/x');
  });
});

describe('users', () => {
  const names: Readonly<Record<number, string>> = { 0: 'root', 33: 'www-data', 1000: 'ann' };
  const as = (uid: number, real_uid: number, login_uid: number, user_format: string): Keys => {
    const users = new Users({ directory: new Directory({ ask: async () => undefined }) });
    jest.spyOn(users, 'nameOf').mockImplementation((id) => names[id]);
    const { settings } = parseSettings({ user_format });
    const { user, user_id, real_user, real_user_id, login_user, login_user_id } =
      JSON.parse(objectOf(describer({ settings, escape: jsonLines().escape, users }), processSample({}, { uid, real_uid, login_uid }))) as Keys;
    return { user, user_id, real_user, real_user_id, login_user, login_user_id };
  };

  test('are the effective one, and the real one where that is another', () => {
    expect(as(33, 33, 0xffff_ffff, 'name')).toEqual({ user: 'www-data' });
    expect(as(33, 0, 0xffff_ffff, 'name')).toEqual({ user: 'www-data', real_user: 'root' });
    expect(as(0, 7, 1000, 'name')).toEqual({ user: 'root', real_user_id: 7, login_user: 'ann', login_user_id: 1000 });
    expect(as(0, 33, 1000, 'id')).toEqual({ user_id: 0, real_user_id: 33, login_user_id: 1000 });
    expect(as(33, 0, 7, 'both')).toEqual({ user: 'www-data', user_id: 33, real_user: 'root', real_user_id: 0, login_user_id: 7 });
  });

  test('that a directory service names later are named from then on', async () => {
    const answers = new Map<number, (name: string) => void>();
    const users = new Users({ directory: new Directory({ ask: (uid) => new Promise((resolve) => answers.set(uid, resolve)) }) });
    const describe = describer({ settings: parseSettings({}).settings, escape: jsonLines().escape, users });
    const { view, at } = processSample({}, { uid: 700_001, real_uid: 700_002 });
    const owner = describe(view, at);
    expect(owner.detailKeys.text).toContain(',"user_id":700001,"real_user_id":700002,"parent_process_id"');
    expect(owner.closeKeys.text).toBe(`${owner.nameKey.text},"user_id":700001`);
    const { detailKeys } = owner;
    answers.get(700_001)?.('ann');
    await until(() => owner.detailKeys !== detailKeys, () => 'a name');
    expect(owner.detailKeys.text).toBe(detailKeys.text.replace('"user_id":700001', '"user":"ann"'));
    expect(owner.closeKeys.text).toBe(`${owner.nameKey.text},"user":"ann"`);
    expect(describe(view, at).detailKeys.text).toBe(owner.detailKeys.text);
  });
});

describe('a command line', () => {
  const ends = ({ process: text, process_length: length }: Keys): readonly unknown[] => [text, length];
  const line = (args: readonly (string | Uint8Array)[], limit = 512): readonly unknown[] => ends(keys({ arguments: args }, {}, { command_line_bytes: `${limit}` }));

  test('has its arguments with blanks between', () => {
    expect(line(['wget', '-q', 'http://x/'])).toEqual(['wget -q http://x/', undefined]);
    expect(line(['sh', '-c', 'echo  a\tb'])).toEqual(['sh -c echo  a\tb', undefined]);
    expect(line(['x', '', 'y'])).toEqual(['x  y', undefined]);
  });

  test('of nothing is not told', () => {
    expect(keys({ arguments: [] })).not.toHaveProperty('process');
    expect(keys({}, {}, { command_line_bytes: '0' })).not.toHaveProperty('process');
  });

  test('that is too long keeps both ends, and has its length', () => {
    expect(line(['0123456789'], 10)).toEqual(['0123456789', undefined]);
    expect(line(['0123456789'], 9)).toEqual(['01234 … 6789', 10]);
    expect(line(['0123456789'], 5)).toEqual(['012 … 89', 10]);
    expect(line(['0123456789'], 1)).toEqual(['0…', 10]);
    expect(line(['java', 'x'.repeat(128 * 1024), 'Main'], 20)).toEqual([`java xxxxx … xxxxx Main`, 131082]);
    expect(line(['java', 'x'.repeat(100), ''], 20)).toEqual([`java xxxxx … xxxxxxxxx`, 105]);
  });

  test('is not cut within a character', () => {
    expect(line(['ab€cd'], 6)).toEqual(['ab … cd', 7]);
    expect(line(['ab€cd'], 4)).toEqual(['ab … cd', 7]);
    expect(line(['€€€'], 8)).toEqual(['€ … €', 9]);
    expect(line(['x€y'], 4)).toEqual(['x … y', 5]);
    expect(line(['a€€'], 4)).toEqual(['a…', 7]);
    expect(line(['😀😀😀'], 11)).toEqual(['😀 … 😀', 12]);
    // Bytes that are no character are not the cut's doing.
    expect(line([Buffer.from([0x61, 0xe2, 0x82, 0x62, 0x63])], 4)).toEqual(['a … bc', 5]);
    expect(line([Buffer.from([0x61, 0xff, 0x62, 0x63, 0xfe])], 4)).toEqual(['a\\xff … c\\xfe', 5]);
  });

  test('takes what the other keys leave of an event, escapes counted', () => {
    const { settings } = parseSettings({ command_line_bytes: '4096' });
    const sample = processSample({ arguments: [Buffer.alloc(3000, 0x61), Buffer.alloc(300, 0x26)] }, {}, 4096);
    const [plain, escaped] = [jsonLines().escape, xmlFormat('x').escape].map((escape) => JSON.parse(objectOf(describer({ settings, escape, users: new Users() }), sample)) as Keys);
    expect(ends(plain ?? {})).toEqual([`${'a'.repeat(3000)} ${'&'.repeat(300)}`, undefined]);
    expect(escaped?.['process_length']).toBe(3301);
    expect(escaped?.['process']).toMatch(/^a{1600,1800} … a{100,300} (&amp;){300}$/);
    const long = keys({ path: Array.from({ length: 3 }, () => 'x'.repeat(250)), arguments: ['y'.repeat(4000)] }, {}, { command_line_bytes: '4096' });
    expect(long['process_length']).toBe(4000);
    expect(long['process']).toMatch(/^y{1200,1400} … y{1200,1400}$/);
  });

  // A process that has set its title leaves zero bytes behind it (setproctitle(3)).
  test('has nothing behind its last argument', () => {
    expect(line(['nginx: worker process', '', '', '', ''])).toEqual(['nginx: worker process', undefined]);
  });

  test('that is a title in place of longer arguments is cut only if it is long itself', () => {
    const title = (text: string): readonly unknown[] =>
      ends(keys({ arguments: [text, Buffer.alloc(600)] }, { flags: owner_flag.OWNER_ARGUMENTS_PADDED }, { command_line_bytes: '30' }));
    expect(title('nginx: worker process')).toEqual(['nginx: worker process', undefined]);
    // Nobody has looked where it ends.
    expect(title('nginx: worker process is shutting down')).toEqual(['nginx: worker process is shutt…', undefined]);
  });

  test('that the kernel could not read is read from /proc while the process lives', async () => {
    const child = spawn('sleep', ['7.5'], { timeout: 10_000 });
    await once(child, 'spawn');
    await until(() => readFileSync(`/proc/${child.pid}/cmdline`).length > 0, () => 'its arguments'); // exec comes before they do
    const pid = child.pid ?? 0;
    const unread = { flags: owner_flag.OWNER_ARGUMENTS_UNREAD, pid, birth_start_ns: (processStat(pid)?.startTicks ?? 0) * nsPerTick + 1 };
    expect(keys({}, unread)['process']).toBe('sleep 7.5');
    expect(ends(keys({}, unread, { command_line_bytes: '5' }))).toEqual(['sle … .5', 9]);
    // The pid of another process, which began at another time.
    expect(keys({}, { ...unread, birth_start_ns: unread.birth_start_ns - nsPerTick })).not.toHaveProperty('process');
    // In a time namespace /proc has other starts than samples; in a pid namespace it has other processes.
    const inside = (foreign: readonly Foreign[], bootOffsetNs: number, startNs: number): Keys => {
      const settings = parseSettings({}).settings;
      const describe = describer({ settings, escape: jsonLines().escape, users: new Users(), surroundings: { foreign, hostNetns: undefined, bootId: new Uint8Array(16), bootOffsetNs } });
      return JSON.parse(objectOf(describe, processSample({}, { ...unread, birth_start_ns: startNs }))) as Keys;
    };
    expect(inside(['time'], 5e9, unread.birth_start_ns - 5e9)['process']).toBe('sleep 7.5');
    expect(inside(['time'], 5e9, unread.birth_start_ns)).not.toHaveProperty('process');
    expect(inside(['pid'], 0, unread.birth_start_ns)).not.toHaveProperty('process');
    child.kill();
    await once(child, 'close');
    expect(keys({}, unread)).not.toHaveProperty('process');
  });

  // It may be as long as the memory that its process can reserve: the bounds are the process's own to move.
  test('is never read as a whole from /proc where it is long', async () => {
    const long = 'x'.repeat(100_000);
    const child = spawn('sh', ['-c', 'read line', ...Array.from({ length: 8 }, () => long), 'its end'], { stdio: ['pipe', 'ignore', 'ignore'], timeout: 10_000 });
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    await until(() => processStat(pid)?.name === 'sh' && (processStat(pid)?.argumentBytes ?? 0) > 800_000, () => 'its arguments');
    const bytesRead = (): number => Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
    const unread = { flags: owner_flag.OWNER_ARGUMENTS_UNREAD, pid, birth_start_ns: (processStat(pid)?.startTicks ?? 0) * nsPerTick };
    const before = bytesRead();
    const told = ends(keys({}, unread, { command_line_bytes: '30' }));
    const read = bytesRead() - before;
    child.stdin.end('\n');
    await once(child, 'close');
    expect(told).toEqual(['sh -c read line … xxxxxxx its end', 16 + 8 * 100_001 + 7]);
    expect(read).toBeLessThan(200_000);
  });
});

test('a parent that is only the current one says so', () => {
  expect(keys({})).not.toHaveProperty('parent_attribution');
  expect(keys({}, { flags: owner_flag.OWNER_PARENT_CURRENT })).toMatchObject({ parent_process_id: 4300, parent_process_name: 'bash', parent_attribution: 'current' });
});

describe('numbers', () => {
  test('are told where they say something', () => {
    expect(keys({}, { login_uid: 1000, birth_pid: 7, parent_pid: 0 })).toMatchObject({ login_user_id: 1000, ns_process_id: 7, parent_process_id: 0 });
    expect(keys({})).not.toHaveProperty('login_user_id');
    expect(keys({})).not.toHaveProperty('ns_process_id');
    expect(keys({}, { birth_pid: 0 })).not.toHaveProperty('ns_process_id');
    expect(keys({}, { login_uid: 0 })).toMatchObject({ login_user_id: 0 });
    expect(keys({}, { uid: 4_294_967_294 })).toMatchObject({ user_id: 4_294_967_294 });
  });
});

const guid = (nsPid: number): string => guidMaker(onTheHost.bootId)({ pidNamespace: 0, startNs: 0n, nsPid });

test('it and its parent have a guid each, by their births; nobody has forked the first process', () => {
  const births = { birth_pid: 29, birth_pid_namespace: 4026532263, birth_start_ns: 555_589_999_999n, parent_pid: 1, parent_birth_pid: 1, parent_birth_pid_namespace: 4026531836, parent_birth_start_ns: 10_000_000 };
  const settings = parseSettings({}).settings;
  const bootId = Buffer.from('2899dae44fa44eef95b66bc95325f61a', 'hex');
  const describe = describer({ settings, escape: jsonLines().escape, users: new Users(), surroundings: { ...onTheHost, bootId } });
  const of = (members: Members): Keys => JSON.parse(objectOf(describe, processSample({}, members))) as Keys;
  expect(of(births)).toMatchObject({
    process_guid: 'b770a0ed-8463-822c-b5f6-30d9081ddbd9',
    parent_process_guid: guidMaker(bootId)({ pidNamespace: 4026531836, startNs: 10_000_000n, nsPid: 1 }),
  });
  expect(of({ ...births, parent_pid: 0 })).not.toHaveProperty('parent_process_guid');
  // Without its number there in its pid namespace: it was about to go.
  expect(of({ ...births, birth_pid: 0 })).not.toHaveProperty('process_guid');
  expect(of({ ...births, parent_birth_pid: 0 })).not.toHaveProperty('parent_process_guid');
});

test('a kernel thread has a name, and neither path nor arguments', () => {
  expect(keys({ name: 'kworker/0:1', parent_name: 'kthreadd' }, { ...kernelThread, pid: 33, birth_pid: 33, parent_pid: 2, parent_birth_pid: 2 })).toEqual({
    process_name: 'kworker/0:1', process_guid: guid(33), user: 'root', parent_process_id: 2, parent_process_name: 'kthreadd', parent_process_guid: guid(2),
  });
});

test('names end at their zero byte, or have none', () => {
  expect(keys({ name: Buffer.from('sh\0-rest') })['process_name']).toBe('sh');
  expect(keys({ name: '0123456789abcdef' })['process_name']).toBe('0123456789abcdef');
  expect(keys({ name: '' })).not.toHaveProperty('process_name');
  expect(keys({ parent_name: '' })).not.toHaveProperty('parent_process_name');
});

test('any bytes give JSON, and XML that says the same', () => {
  const random = new Random(13);
  const hostile = [']]>', '<!--', '&amp;', '"', '\\', '\n', '\u2028', '\ud7ff\ue000\ufffe', '\x1b[2J', '\x7f', '\u0085'].map((text) => Buffer.from(text));
  const bytes = (most: number): Buffer =>
    Buffer.concat(Array.from({ length: 3 }, () => (random.below(2) === 0 ? random.bytes(random.below(most)) : hostile[random.below(hostile.length)] ?? Buffer.alloc(0))));
  const name = (most: number): Buffer => Buffer.from(bytes(most).map((byte) => byte || 0x41));
  const { settings } = parseSettings({ command_line_bytes: '4096' });
  const [toJson, toXml] = [describer({ settings, escape: jsonLines().escape, users: new Users() }), describer({ settings, escape: xmlFormat('x').escape, users: new Users() })];
  for (let round = 0; round < 1000; round += 1) {
    const text = {
      name: name(15).subarray(0, 15), parent_name: name(15).subarray(0, 15), path: [name(60), name(60)], cgroups: [[name(60)]],
      arguments: [bytes(400), bytes(400)],
    };
    const sample = processSample(text, {}, settings.commandLineBytes);
    const plain = objectOf(toJson, sample);
    expect(() => JSON.parse(plain) as unknown).not.toThrow();
    expect(plain).not.toMatch(/[\n\r]/);
    let parsed = '';
    const parser = new SaxesParser();
    parser.on('text', (more) => (parsed += more));
    parser.write(`<data>${objectOf(toXml, sample)}</data>`).close();
    // XML's escapes count, too: more is cut.
    const names = (json: string): string[] => Object.keys(JSON.parse(json) as Keys).filter((key) => key !== 'process_length');
    expect(names(parsed)).toEqual(names(plain));
  }
});

test('secrets are masked wherever the command line stands, unless the setting says otherwise', () => {
  const args = ['wget', '--password', 'hush', 'http://me:hush@192.0.2.1/?token=hush'];
  const masked = 'wget --password *** http://me:***@192.0.2.1/?token=***';
  expect(keys({ arguments: args })).toMatchObject({ process: masked });
  expect(keys({ arguments: args }, {}, { mask_secrets: 'false' })['process']).toBe(args.join(' '));
  const { settings } = parseSettings({ probes: 'process' });
  const { view, at } = processSample({ arguments: args }, {}, 4096);
  const { wholeKeys, asParent } = describer({ settings, escape: jsonLines().escape, users: new Users() })(view, at);
  expect(wholeKeys.pairs.find(([name]) => name === 'process')?.[1]).toBe(masked);
  expect(asParent.pairs.find(([name]) => name === 'parent_process')?.[1]).toBe(masked);
});

test('of a secret that lies across the gap of a long command line neither end is shown', () => {
  const long = keys({ arguments: ['wget', '--password', 'hush'.repeat(500), 'end'] });
  expect(long['process']).toBe('wget --password *** … *** end');
  expect(long['process_length']).toBe(2020);
});
