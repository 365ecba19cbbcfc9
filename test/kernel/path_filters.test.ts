/** The entries for the maps of the probe file, looked up as bpf/probes/file/ does, against what the settings promise. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filter_verdict, file_verdict, watch_verdict } from '../../src/generated/samples';
import { type PathEntry, pathEntries, watchesOf } from '../../src/kernel/path_filters';
import { parseSettings } from '../../src/settings';

function entriesOf(params: Readonly<Record<string, string>>, home?: string): readonly PathEntry[] {
  const { settings, problems } = parseSettings({ probes: 'file', file_exclude_paths: 'none', file_watched_paths: 'none', ...params });
  expect(problems).toEqual([]);
  return pathEntries(settings, home ?? '');
}

/** BPF_MAP_TYPE_LPM_TRIE with whole bytes: the longest entry that the text begins with; 0 if there is none. Of equal ones the last. */
function lookUp(entries: readonly PathEntry[], map: PathEntry['map'], text: Buffer): number {
  let [length, value] = [-1, 0];
  for (const { key, value: [verdict = 0] } of entries.filter((one) => one.map === map)) {
    const bytes = Buffer.from(key).readUInt32LE() / 8;
    if (bytes >= length && Buffer.compare(key.subarray(4, 4 + bytes), text.subarray(0, bytes)) === 0) [length, value] = [bytes, verdict];
  }
  return value;
}

/** As read_path writes it. */
const leafFirst = (path: string): Buffer => Buffer.from(path.split('/').slice(1).toReversed().map((name) => `${name}\0`).join(''));
const backwards = (path: string): Buffer => Buffer.concat([leafFirst(path).reverse(), Buffer.of(0)]);

test.each([
  ['/etc', true], ['/etc/passwd', true], ['/etc/ssh/x', true], ['/etcetera', false], ['/x/etc', false], ['/', false], ['/e', false],
])('with /etc excluded, %p is hidden: %p', (path, isHidden) => {
  const entries = entriesOf({ file_exclude_paths: '/etc' });
  const verdict = isHidden ? filter_verdict.VERDICT_EXCLUDE : 0;
  expect(lookUp(entries, 'file_paths', backwards(path))).toBe(verdict);
});

test('the longer one decides, and at the same length what excludes', () => {
  const entries = entriesOf({ file_include_paths: '/srv, /srv/a/b', file_exclude_paths: '/srv/a, /srv' });
  const verdicts = ['/srv/x', '/srv/a/x', '/srv/a/b/x'].map((path) => lookUp(entries, 'file_paths', backwards(path)));
  expect(verdicts).toEqual([filter_verdict.VERDICT_EXCLUDE, filter_verdict.VERDICT_EXCLUDE, filter_verdict.VERDICT_INCLUDE]);
});

test('the root is every path', () => {
  const entries = entriesOf({ file_exclude_paths: '/' });
  expect(['/', '/a', '/a/b'].map((path) => lookUp(entries, 'file_paths', backwards(path)))).toEqual([2, 2, 2]);
});

const own = file_verdict.VERDICT_SPLUNK_HOME;
const splunkVerdict = (params: Readonly<Record<string, string>>, path: string): number => lookUp(entriesOf(params, '/opt/splunk'), 'file_paths', backwards(path));

test("Splunk's own folder var, unless its own doings are asked for", () => {
  expect([splunkVerdict({}, '/opt/splunk/var/x'), splunkVerdict({}, '/opt/splunk/etc/x'), splunkVerdict({ include_splunk: 'true' }, '/opt/splunk/var/x')]).toEqual([own, 0, 0]);
});

test.each([
  [{ file_include_paths: '/opt' }, own | filter_verdict.VERDICT_INCLUDE], [{ file_exclude_paths: '/opt' }, own | filter_verdict.VERDICT_EXCLUDE],
  [{ file_exclude_paths: '/opt/splunk/var' }, own | filter_verdict.VERDICT_EXCLUDE], [{ file_include_paths: '/opt/splunk/var/x' }, own | filter_verdict.VERDICT_INCLUDE],
  [{ file_include_paths: '/opt/splunk', file_exclude_paths: '/opt' }, own | filter_verdict.VERDICT_INCLUDE],
])('beside it %p holds', (params, verdict) => {
  expect(splunkVerdict(params, '/opt/splunk/var/x')).toBe(verdict);
});

test('it is meant by its real path, too, and left out where it is too long', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'home-')));
  try {
    mkdirSync(join(folder, 'real', 'var'), { recursive: true });
    symlinkSync('real', join(folder, 'link'));
    expect(lookUp(entriesOf({}, join(folder, 'link')), 'file_paths', backwards(`${folder}/real/var/x`))).toBe(own);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  expect(entriesOf({}, `/${'x'.repeat(200)}`)).toEqual([]);
});

/** is_watched of bpf/probes/file/watch.h */
function isWatched(entries: readonly PathEntry[], path: string): boolean {
  const text = Buffer.concat([leafFirst(path), Buffer.of(0)]);
  const leaf = text.indexOf(0) + 1;
  const found = [
    lookUp(entries, 'watched_files', text), lookUp(entries, 'watched_folders', text.subarray(leaf)), lookUp(entries, 'watched_endings', Buffer.from(text.subarray(0, leaf - 1)).reverse()),
  ];
  return found.includes(watch_verdict.WATCH_YES);
}

/** may_be_watched, of one that lies in no mount's root */
function mayBeWatched(entries: readonly PathEntry[], path: string): boolean {
  const [leaf = '', folder = ''] = path.split('/').toReversed();
  return lookUp(entries, 'watched_files', Buffer.from(`${leaf}\0`)) + lookUp(entries, 'watched_folders', Buffer.from(`${folder}\0`)) + lookUp(entries, 'watched_endings', Buffer.from(leaf).reverse()) > 0;
}

test.each([
  ['/etc/shadow', '/etc/shadow', true], ['/etc/shadow', '/jail/etc/shadow', false], ['/etc/shadow', '/etc/shadow-', false], ['/etc/shadow', '/shadow', false],
  ['*/shadow', '/jail/etc/shadow', true], ['*/shadow', '/shadow', true], ['*/shadow', '/xshadow', false], ['*/.aws/credentials', '/home/a/.aws/credentials', true],
  ['*/.aws/credentials', '/home/a/aws/credentials', false], ['/etc/ssh/', '/etc/ssh/x', true], ['/etc/ssh/', '/etc/ssh/x/y', false], ['/etc/ssh/', '/x/etc/ssh/y', false],
  ['*/.azure/', '/home/a/.azure/x', true], ['*/.azure/', '/.azure', false], ['*.pem', '/a/b.pem', true], ['*.pem', '/a/.pem', true], ['*.pem', '/a/b.pem.old', false],
  ['/etc/shadow, */shadow', '/x/shadow', true], ['*/shadow, /etc/shadow', '/x/shadow', true],
])('%p watches %p: %p', (text, path, expected) => {
  const entries = entriesOf({ file_watched_paths: text });
  expect(isWatched(entries, path)).toBe(expected);
  expect(mayBeWatched(entries, path) || !expected).toBe(true);
});

test('which kinds there are', () => {
  const { settings } = parseSettings({ file_watched_paths: '/a, *.b' });
  expect([watchesOf(settings.fileWatchedPaths), watchesOf([])]).toEqual([0b101, 0]);
});
