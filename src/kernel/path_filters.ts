/** The settings' filters by path as the kernel's maps take them: names in the order in which its programs walk, each with a NUL. */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { file_ending_key, file_leaf_key, file_root_key, file_verdict, file_watch, filter_verdict, watch_verdict } from '../generated/samples';
import type { Settings } from '../settings';
import { bytesOf, mostPrefixBytes, type Names, type WatchedPath } from '../settings/paths';

export interface PathEntry {
  readonly map: 'file_paths' | 'watched_files' | 'watched_folders' | 'watched_endings';
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** @param splunkHome what Splunk's own programs do below its folder var is not reported */
export function pathEntries(settings: Settings, splunkHome: string | undefined = process.env['SPLUNK_HOME']): readonly PathEntry[] {
  return [...prefixesOf(settings, settings.includeSplunk ? [] : foldersOf(splunkHome)), ...watchEntries(settings.fileWatchedPaths)];
}

interface Prefix {
  readonly names: Names;
  readonly verdict: number;
}

/** The kernel takes the longest entry alone: so each has the verdict of what is above it, too. Of equal ones the last decides. */
function prefixesOf(settings: Settings, own: readonly Names[]): readonly PathEntry[] {
  const asked: readonly Prefix[] = [
    ...settings.fileIncludePaths.map((names) => ({ names, verdict: filter_verdict.VERDICT_INCLUDE })),
    ...settings.fileExcludePaths.map((names) => ({ names, verdict: filter_verdict.VERDICT_EXCLUDE })),
  ].sort((one, other) => one.names.length - other.names.length);
  const verdictOf = (names: Names): number => {
    const decides = asked.filter((one) => isBelow(names, one.names)).at(-1)?.verdict ?? 0;
    return decides | (own.some((folder) => isBelow(names, folder)) ? file_verdict.VERDICT_SPLUNK_HOME : 0);
  };
  return [...own, ...asked.map(({ names }) => names)].map((names) => prefixEntry(names, verdictOf(names)));
}

/** Or the folder itself. */
function isBelow(names: Names, folder: Names): boolean {
  return folder.every((name, at) => Buffer.compare(name, names[at] ?? Buffer.alloc(0)) === 0);
}

/** Splunk's folder var as it is called, and as the kernel has it, without links; one that is too long to compare is left out: what is in it is reported. */
function foldersOf(splunkHome: string | undefined): readonly Names[] {
  if (splunkHome?.startsWith('/') !== true) return [];
  const folder = join(splunkHome, 'var');
  return [...new Set([folder, resolved(folder)])].map(namesOf).filter((names) => bytesOf(names) <= mostPrefixBytes);
}

/** The path itself where nothing is there. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** enum file_watch of all of them */
export function watchesOf(paths: readonly WatchedPath[]): number {
  const bits = { file: file_watch.WATCH_FILES, folder: file_watch.WATCH_FOLDERS, ending: file_watch.WATCH_ENDINGS };
  return paths.reduce((sum, { kind }) => sum | bits[kind], 0);
}

function namesOf(path: string): Names {
  return path.split('/').filter((name) => name !== '').map((name) => Buffer.from(name));
}

/** What is below a folder, and the folder itself. */
function prefixEntry(names: Names, verdict: number): PathEntry {
  return entry('file_paths', file_root_key, Buffer.concat([Buffer.of(0), ...names.flatMap((name) => [Buffer.from(name).reverse(), Buffer.of(0)])]), verdict);
}

/** One that may be watched must not hide one that is, by the same name. */
function watchEntries(paths: readonly WatchedPath[]): readonly PathEntry[] {
  const all = paths.flatMap(watchEntry);
  const isYes = ({ value }: PathEntry): boolean => value[0] === watch_verdict.WATCH_YES;
  return [...all.filter((one) => !isYes(one)), ...all.filter(isYes)];
}

function watchEntry(path: WatchedPath): readonly PathEntry[] {
  if (path.kind === 'ending') return [entry('watched_endings', file_ending_key, Buffer.from(path.ending).reverse(), watch_verdict.WATCH_YES)];
  const map = path.kind === 'file' ? 'watched_files' : 'watched_folders';
  const leafFirst = [...path.names].reverse().map((name) => Buffer.concat([name, Buffer.of(0)]));
  const whole = Buffer.concat([...leafFirst, ...(path.isWhole ? [Buffer.of(0)] : [])]);
  return [
    entry(map, file_leaf_key, leafFirst[0] ?? Buffer.alloc(0), watch_verdict.WATCH_MAYBE),
    entry(map, file_leaf_key, whole, watch_verdict.WATCH_YES),
  ];
}

function entry(map: PathEntry['map'], { size, at }: { readonly size: number; readonly at: { readonly text: number } }, text: Uint8Array, verdict: number): PathEntry {
  const key = Buffer.alloc(size);
  key.writeUInt32LE(text.length * 8, 0);
  key.set(text, at.text);
  return { map, key, value: Uint8Array.of(verdict) };
}
