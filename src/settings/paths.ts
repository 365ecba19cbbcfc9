/** Paths and parts of paths, as the filters by path take them. */
import { listEntries } from './lists';
import { Refusal, shown } from './refusal';

/** From the topmost folder on, each without a slash: of a path, or of what stands behind its last ones. */
export type Names = readonly Uint8Array[];

/** What is compared with a file: its names from the root on, or its last ones; what directly lies in a folder; or how its name ends. */
export type WatchedPath =
  | { readonly kind: 'file' | 'folder'; readonly names: Names; readonly isWhole: boolean }
  | { readonly kind: 'ending'; readonly ending: Uint8Array };

/** The kernel side compares so many bytes of a path from its root on (LEADING_BYTES), less two for NULs. */
export const mostPrefixBytes = 118;
/** And so many of its last names, each with a NUL. */
const mostNamesBytes = 250;
const mostEndingBytes = 16;

/** Files and folders from the root on: /etc/ssh, "/srv/my files". */
export function parsePaths(text: string): readonly Names[] {
  return entriesOf(text).map((entry) => {
    const path = literal(entry);
    if (!path.startsWith('/')) throw new Refusal(`has ${shown(entry)}: a path begins with /`);
    if (/\*/.test(path)) throw new Refusal(`has ${shown(entry)}: no * here; a folder stands for all that is below it`);
    const names = namesOf(path, entry);
    if (bytesOf(names) > mostPrefixBytes) throw new Refusal(`has ${shown(entry)}: at most ${mostPrefixBytes} bytes of a path are compared`);
    return names;
  });
}

// By their path, by their last names (behind * and a slash), by the folder that they lie in (a slash ends it), or by how they end (*.pem).
export function parseWatchedPaths(text: string): readonly WatchedPath[] {
  return entriesOf(text).map((entry) => {
    const path = literal(entry);
    if (/^\*[^*/]+$/.test(path)) return ending(path.slice(1), entry);
    const isWhole = path.startsWith('/');
    const rest = isWhole ? path : path.slice(1);
    if ((!isWhole && !path.startsWith('*/')) || rest.includes('*')) throw new Refusal(`has ${shown(entry)}: write /a/path, */last/names, /a/folder/ for the files in it, or *.ending`);
    const names = namesOf(rest, entry);
    if (names.length === 0 || bytesOf(names) > mostNamesBytes) throw new Refusal(`has ${shown(entry)}: must have a name, and at most ${mostNamesBytes} bytes`);
    return { kind: rest.endsWith('/') ? 'folder' : 'file', names, isWhole };
  });
}

/** An empty text is the default, so that no path at all has a word of its own. */
function entriesOf(text: string): readonly string[] {
  return text.trim() === 'none' ? [] : listEntries(text);
}

function ending(text: string, entry: string): WatchedPath {
  const bytes = Buffer.from(text);
  if (bytes.length > mostEndingBytes) throw new Refusal(`has ${shown(entry)}: at most ${mostEndingBytes} bytes of an ending are compared`);
  return { kind: 'ending', ending: bytes };
}

function namesOf(path: string, entry: string): Names {
  const names = path.split('/').filter((name) => name !== '');
  if (names.some((name) => name === '.' || name === '..')) throw new Refusal(`has ${shown(entry)}: the kernel's paths have no . and no ..`);
  if (path.includes('\0')) throw new Refusal(`has ${shown(entry)}: a path has no zero byte`);
  return names.map((name) => Buffer.from(name));
}

/** On the way from the root on, each with a slash. */
export function bytesOf(names: Names): number {
  return names.reduce((sum, { length }) => sum + length + 1, 0);
}

function literal(entry: string): string {
  return entry.replace(/\\(.)/gsu, '$1');
}
