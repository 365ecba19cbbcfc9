/** The path filters of the probe file as the kernel's maps take them: see bpf/probes/file/ for the order of the bytes. */
import { file_ending_key, file_leaf_key, file_root_key, file_verdict, file_watch, filter_verdict, watch_verdict } from '../generated/samples';
import type { Settings } from '../settings';
import type { Names, WatchedPath } from '../settings/paths';

export interface PathEntry {
  readonly map: 'file_paths' | 'file_names' | 'watched_files' | 'watched_folders' | 'watched_endings';
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** @param splunkHome what Splunk's own programs do below it is not reported */
export function pathEntries(settings: Settings, splunkHome: string | undefined = process.env['SPLUNK_HOME']): readonly PathEntry[] {
  const own = settings.includeSplunk || splunkHome === undefined || !splunkHome.startsWith('/') ? [] : prefixEntries(namesOf(splunkHome), file_verdict.VERDICT_SPLUNK_HOME);
  return [
    ...own,
    ...settings.fileIncludePaths.flatMap((names) => prefixEntries(names, filter_verdict.VERDICT_INCLUDE)),
    ...settings.fileExcludePaths.flatMap((names) => prefixEntries(names, filter_verdict.VERDICT_EXCLUDE)),
    ...watchEntries(settings.fileWatchedPaths),
  ];
}

/** enum file_watch of all of them */
export function watchesOf(paths: readonly WatchedPath[]): number {
  const bits = { file: file_watch.WATCH_FILES, folder: file_watch.WATCH_FOLDERS, ending: file_watch.WATCH_ENDINGS };
  return paths.reduce((sum, { kind }) => sum | bits[kind], 0);
}

function namesOf(path: string): Names {
  return path.split('/').filter((name) => name !== '').map((name) => Buffer.from(name));
}

/** Of paths, and of names as programs give them: below a folder, and the folder itself. */
function prefixEntries(names: Names, verdict: number): readonly PathEntry[] {
  const backwards = Buffer.concat([Buffer.of(0), ...names.flatMap((name) => [Buffer.from(name).reverse(), Buffer.of(0)])]);
  const forwards = Buffer.concat(names.flatMap((name) => [Buffer.from('/'), name]));
  return [
    entry('file_paths', file_root_key, backwards, verdict),
    entry('file_names', file_root_key, Buffer.concat([forwards, Buffer.from('/')]), verdict),
    ...(names.length === 0 ? [] : [entry('file_names', file_root_key, Buffer.concat([forwards, Buffer.of(0)]), verdict)]),
  ];
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
