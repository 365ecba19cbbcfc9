import { file_flag, file_kind, file_path_sample } from '../../src/generated/samples';
import { file } from '../../src/probes/file';
import { jsonLines } from '../../src/output/byte_format';
import { contextOf, type Event, eventOf, jsonOf, textOf } from './formatted';
import { type Members, type Sample, sample, wgetGuid } from './sample';

const head: Members = { head_time_ns: 20_000_000_000, file_owner: 8193, file_pid: 4321 };
const wget = { process_id: 4321, process_name: 'wget', process_guid: wgetGuid };

/** Leaf first. */
function pathMembers(...names: readonly string[]): Members {
  const path = Buffer.from([...names].reverse().map((name) => `${name}\0`).join(''), 'latin1');
  return { path, path_length: path.length };
}

function opened(members: Members = {}): Sample {
  return sample(file_path_sample, { ...head, head_kind: file_kind.FILE_OPENED, file_open_flags: 1, mode: 0o100644, size: 17, ...pathMembers('srv', 'web', 'index.html'), ...members });
}

function refused(members: Members = {}): Sample {
  return sample(file_path_sample, { ...head, head_kind: file_kind.FILE_REFUSED, file_open_flags: 0, error: 13, ...pathMembers('etc', 'shadow'), ...members });
}

const told = (one: Sample): Event => eventOf(file, one, contextOf({ probes: 'file' }));

test('an open says what was opened, how, and by whom', () => {
  expect(told(opened())).toMatchObject({ event: 'open', access: 'write', file_path: '/srv/web/index.html', file_name: 'index.html', file_size: 17, file_mode: '0644', ...wget, user: 'root', process_path: '/usr/bin/wget' });
});

test.each([[0, 'read'], [1, 'write'], [2, 'both'], [3, 'none'], [0o10000000, 'path'], [0o10000002, 'path']])('flags %p are for %s', (flags, access) => {
  expect(told(opened({ file_open_flags: flags }))['access']).toBe(access);
});

test.each([
  [{ file_flags: file_flag.FILE_CREATED }, { created: true }], [{ file_flags: file_flag.FILE_TRUNCATED }, { truncated: true }], [{ file_flags: file_flag.FILE_WATCHED }, { watched: true }],
  [{ file_open_flags: 0o2001 }, { append: true }], [{ file_open_flags: 0o10002000 }, {}],
])('%p is %p alone', (members, expected) => {
  const { created, truncated, watched, append } = told(opened(members));
  expect({ created, truncated, watched, append }).toEqual({ created: undefined, truncated: undefined, watched: undefined, append: undefined, ...expected });
});

test('a file without a name is deleted, and its name is what it was', () => {
  expect(told(opened({ file_flags: file_flag.FILE_DELETED }))).toMatchObject({ file_path: '/srv/web/index.html (deleted)', file_name: 'index.html' });
});

test('a path of any bytes, cut or long, is text', () => {
  expect(told(opened({ ...pathMembers('a"\xff', '<&>\n'), file_flags: file_flag.FILE_PATH_CUT }))['file_path']).toBe('…/a"\\xff/<&>\n');
  const all = { file_flags: file_flag.FILE_CREATED | file_flag.FILE_TRUNCATED | file_flag.FILE_WATCHED, file_open_flags: 0o2001, size: 2 ** 53 };
  const long = jsonOf(file, opened({ ...all, ...pathMembers('first', 'x'.repeat(250), '\x01'.repeat(250)) }), contextOf({ probes: 'file' }, []));
  expect((JSON.parse(long) as Event)['file_path']).toMatch(/^…/);
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(900);
});

test('setuid and sticky bits stand in its mode', () => {
  expect([0o104755, 0o101777, 0o100000].map((mode) => told(opened({ mode }))['file_mode'])).toEqual(['4755', '1777', '0000']);
});

test('a refused open has the name that was asked for, and why', () => {
  const event = told(refused());
  expect(event).toMatchObject({ event: 'refused', access: 'read', error: 'EACCES', file_path: '/etc/shadow', file_name: 'shadow', path_resolved: 'false', ...wget });
  expect([event['file_size'], event['create']]).toEqual([undefined, undefined]);
  expect(told(refused({ error: 30, file_open_flags: 0o101 }))).toMatchObject({ error: 'EROFS', access: 'write', create: true });
  expect(told(refused({ file_open_flags: 0o101 }))['created']).toBeUndefined();
});

test('of a name that is not known whole, what is known is said', () => {
  const of = (members: Members): unknown => told(refused(members))['file_path'];
  expect(of({ ...pathMembers('web', 'x'), file_flags: file_flag.FILE_PATH_CUT })).toBe('…/web/x');
  expect(of({ file_flags: file_flag.FILE_NAME_CUT })).toBe('/etc/shadow…');
  expect(of({ file_flags: file_flag.FILE_PATH_CUT, path_length: 0 })).toBe('…/');
  expect(told(refused({ file_flags: file_flag.FILE_WATCHED }))['watched']).toBe(true);
});

/** @param paths the new one and the old one, leaf first in one room each */
function changed(kind: number, [path, old]: readonly [readonly string[], readonly string[]], members: Members = {}): Sample {
  const text = (names: readonly string[]): Buffer => Buffer.from([...names].reverse().map((name) => `${name}\0`).join(''), 'latin1');
  const room = Buffer.alloc(128);
  text(path).copy(room);
  const both = Buffer.concat([room, text(old)]);
  return sample(file_path_sample, { ...head, head_kind: kind, path: both, path_length: text(path).length, old_path_at: 128, old_path_length: text(old).length, ...members });
}

test('a rename has both paths, and what it is', () => {
  const paths = [['srv', 'web', 'new'], ['tmp', 'old']] as const;
  const event = told(changed(file_kind.FILE_RENAMED, paths, { mode: 0o100600, size: 7 }));
  expect(event).toMatchObject({ event: 'rename', file_path: '/srv/web/new', file_name: 'new', old_file_path: '/tmp/old', file_size: 7, file_mode: '0600', ...wget });
  expect(['access', 'error', 'exchanged', 'folder', 'path_resolved'].filter((name) => event[name] !== undefined)).toEqual([]);
  expect(told(changed(file_kind.FILE_RENAMED, paths, { file_flags: file_flag.FILE_OLD_PATH_CUT }))).toMatchObject({ file_path: '/srv/web/new', old_file_path: '…/tmp/old' });
});

test('an exchange is the rename of each of the two, a refused one that of the first', () => {
  const exchange = (members: Members): readonly Event[] => {
    const text = textOf(file, changed(file_kind.FILE_RENAMED, [['srv', 'new'], ['tmp', 'old']], { mode: 0o40700, size: 7, file_flags: file_flag.FILE_EXCHANGED | file_flag.FILE_IS_FOLDER, ...members }), contextOf({ probes: 'file' }), jsonLines());
    return text.trimEnd().split('\n').map((line) => JSON.parse(line) as Event);
  };
  const [one, other, ...more] = exchange({});
  expect(more).toEqual([]);
  expect(one).toMatchObject({ event: 'rename', file_path: '/srv/new', old_file_path: '/tmp/old', file_name: 'new', exchanged: true, folder: true, file_mode: '0700', file_size: 7, ...wget });
  expect(other).toMatchObject({ event: 'rename', file_path: '/tmp/old', old_file_path: '/srv/new', file_name: 'old', exchanged: true, time: one?.['time'], ...wget });
  expect(['folder', 'file_mode', 'file_size'].filter((name) => other?.[name] !== undefined)).toEqual([]);
  expect(exchange({ error: 13 }).map(({ file_path: path }) => path)).toEqual(['/srv/new']);
});

test('of names of a change that are not known whole, each says so itself', () => {
  const paths = (flags: number): readonly unknown[] => {
    const event = told(changed(file_kind.FILE_RENAMED, [['a'], ['b']], { file_flags: flags }));
    return [event['file_path'], event['old_file_path']];
  };
  expect([paths(file_flag.FILE_NAME_CUT), paths(file_flag.FILE_OLD_NAME_CUT)]).toEqual([['/a…', '/b'], ['/a', '/b…']]);
  expect(told(changed(file_kind.FILE_UNLINKED, [['a'], []], { file_flags: file_flag.FILE_NAME_CUT }))['file_path']).toBe('/a…');
});

test('a deletion has one', () => {
  const event = told(changed(file_kind.FILE_UNLINKED, [['srv', 'x'], []], { file_flags: file_flag.FILE_IS_FOLDER | file_flag.FILE_BY_NAME }));
  expect(event).toMatchObject({ event: 'delete', file_path: '/srv/x', folder: true, path_resolved: 'false', ...wget });
  expect([event['old_file_path'], event['file_size'], event['file_mode']]).toEqual([undefined, undefined, undefined]);
});

test('a change that was refused says which', () => {
  expect(told(changed(file_kind.FILE_RENAMED, [['a'], ['b']], { error: 13 }))).toMatchObject({ event: 'refused', access: 'rename', error: 'EACCES', file_path: '/a', old_file_path: '/b' });
  expect(told(changed(file_kind.FILE_UNLINKED, [['a'], []], { error: 30 }))).toMatchObject({ event: 'refused', access: 'delete', error: 'EROFS' });
});

test('long names of any bytes leave room for the rest', () => {
  const long = ['first', '\x01'.repeat(60), '"'.repeat(40)];
  const flags = file_flag.FILE_EXCHANGED | file_flag.FILE_IS_FOLDER | file_flag.FILE_WATCHED | file_flag.FILE_BY_NAME;
  const text = jsonOf(file, changed(file_kind.FILE_RENAMED, [long, long], { mode: 0o107777, size: 2 ** 53, error: 30, file_flags: flags }), contextOf({ probes: 'file' }, []));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(900);
  expect(JSON.parse(text)).toMatchObject({ event: 'refused', old_file_path: expect.stringMatching(/^…/) });
});

test('a sample that ends within its path is none', () => {
  const { view, at } = opened();
  const take = (length: number): string => textOf(file, { view, at, length }, contextOf({ probes: 'file' }), jsonLines());
  expect(take(file_path_sample.at.path + 19)).toContain('"file_name":"index.html"');
  expect(() => take(file_path_sample.at.path + 18)).toThrow(/file sample/);
  expect(() => take(file_path_sample.at.path - 1)).toThrow(/file sample/);
  const other = refused();
  expect(() => textOf(file, { ...other, length: file_path_sample.at.path + 10 }, contextOf(), jsonLines())).toThrow(/file sample/);
  expect(() => told(opened({ head_kind: 9 }))).toThrow(/kind 9/);
});
