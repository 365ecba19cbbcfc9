/** What files.c says that it opened, and what the events must say of it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bytesText } from '../../../src/services/owners/path_text';
import { errorName } from '../../../src/text/errno';

export type Fields = Readonly<Record<string, unknown>>;

/** So many opens alike. */
export interface Opens {
  readonly kind: string;
  /** created: this open has made the file; none: no event is to come of it */
  readonly event: 'open' | 'created' | 'refused' | 'none' | 'rename' | 'delete';
  /** As open(2) takes them. */
  readonly flags: number;
  /** 0: it succeeded in the end. */
  readonly error: number;
  readonly count: number;
  readonly pid: number;
  /** By io_uring. */
  readonly ring: boolean;
  /** Of one that was refused the name as given. */
  readonly path: string;
  /** Of a change: the name as given; of a rename, too, where it was before. */
  readonly asked: string;
  readonly old: string;
  readonly oldAsked: string;
  /** Of a change. early: refused where functions do not show it; same: the two are one file, and it succeeds there without a change. */
  readonly how?: '' | 'folder' | 'exchanged' | 'same' | 'early' | 'early_folder';
}

/** Static, so that it runs in any guest. */
export function buildFiles(folder = mkdtempSync(join(tmpdir(), 'files-'))): string {
  const program = join(folder, 'files');
  const flags = ['-std=gnu17', '-O1', '-D_GNU_SOURCE', '-static', '-pthread', '-Wall', '-Wextra', '-Werror'];
  execFileSync('gcc', [...flags, '-o', program, join(__dirname, 'files.c')], { stdio: ['ignore', 'inherit', 'inherit'] });
  return program;
}

export function parseOpens(text: string): readonly Opens[] {
  return text.split('\n').filter((line) => line.startsWith('{')).map((line) => {
    const opens = JSON.parse(line) as Opens;
    const text = (name: 'path' | 'asked' | 'old' | 'oldAsked'): string => bytesText(Buffer.from(opens[name] ?? '', 'hex'));
    return { ...opens, path: text('path'), asked: text('asked'), old: text('old'), oldAsked: text('oldAsked') };
  });
}

/** How often which event: an event as far as it says what was opened, by the sum of such. */
type Sums = ReadonlyMap<string, number>;

const accesses = ['read', 'write', 'both'];
const { O_TRUNC: truncate, O_APPEND: append, O_CREAT: create } = { O_TRUNC: 0o1000, O_APPEND: 0o2000, O_CREAT: 0o100 };
const told = ['EACCES', 'EPERM', 'EROFS', 'ETXTBSY', 'ELOOP'];
const watchedKinds = ['ending', 'names', 'in_folder', 'name', 'read_in_root', 'watched_in_root'];
/** Below /proc, and by none of its links. */
export const excludedName = /^\/proc\/1\/(?:environ|fd\/)$/;
const watchedNames = /key\.pem$|\/exec\.key$|^\/etc\/shadow$|\/\.aws\/credentials$|\/\.azure\/any$|\/authorized_keys$/;

export interface Sight {
  /** Functions show io_uring's opens, and changes by the paths of what is changed. */
  readonly seesRings: boolean;
  /** What a relative name of a refused open starts from. */
  readonly folder: string;
}

function expectedSums(opens: readonly Opens[], sight: Sight): Sums {
  const { seesRings, folder } = sight;
  const all = opens.filter(({ event, ring }) => event !== 'none' && (!ring || seesRings)).filter(({ event, error }) => event !== 'refused' || told.includes(errorName(error)))
    .filter(({ path, event }) => event !== 'refused' || !excludedName.test(path)).filter(({ how }) => !(how?.startsWith('early') || how === 'same') || !seesRings);
  const expected = (one: Opens): Fields => (isChange(one) ? expectedChange(one, sight) : one.event === 'refused' ? expectedRefusal(one, folder) : expectedOpen(one));
  const times = ({ how }: Opens): number => (how === 'exchanged' ? 2 : 1); // there and back is the same, seen from the other file
  return summed(all.map((one) => [keyOf(expected(one)), times(one) * one.count]));
}

function isChange({ event }: Opens): boolean {
  return event === 'rename' || event === 'delete';
}

function expectedChange({ event, how, error, path, asked, old, oldAsked }: Opens, { seesRings, folder }: Sight): Fields {
  const isRename = event === 'rename';
  const of = (real: string, name: string): string => (seesRings ? real : resolve(folder, name));
  return {
    event: error === 0 ? event : 'refused', access: error === 0 ? undefined : event, error: error === 0 ? undefined : errorName(error), watched: [path, old].some((one) => watchedNames.test(one)) || undefined,
    file_path: of(path, asked), old_file_path: isRename ? of(old, oldAsked) : undefined,
    folder: (how === 'early_folder' || (how === 'folder' && (seesRings || !isRename))) || undefined, exchanged: how === 'exchanged' || undefined,
  };
}

function expectedOpen({ kind, event, flags, path }: Opens): Fields {
  const isNew = event === 'created';
  return {
    event: 'open', access: accesses[flags & 3], error: undefined, created: isNew || undefined, truncated: (flags & truncate) !== 0 && !isNew ? true : undefined,
    append: (flags & append) !== 0 || undefined, watched: watchedKinds.includes(kind) || watchedNames.test(path) || undefined, file_path: path,
  };
}

/** What is read of a name, without its NUL: ASKED_NAME_BYTES of bpf/probes/file/scratch.h. */
const mostAsked = 511;

function expectedRefusal({ flags, error, path: name }: Opens, folder: string): Fields {
  const path = resolve(folder, name.slice(0, mostAsked)) + (name.length >= mostAsked ? '…' : '');
  return { event: 'refused', access: accesses[flags & 3], error: errorName(error), created: undefined, create: (flags & create) !== 0 || undefined, truncated: undefined, append: undefined, watched: watchedNames.test(path) || undefined, file_path: path };
}

function keyOf({ event, access, error, created, create: isToCreate, truncated, append: isAppend, watched, file_path: path, old_file_path: old, folder, exchanged }: Fields): string {
  return JSON.stringify([event, access, error, created, isToCreate, truncated, isAppend, watched, path, old, folder, exchanged]);
}

function summed(counts: readonly (readonly [key: string, count: number])[]): Sums {
  const sums = new Map<string, number>();
  for (const [one, count] of counts) sums.set(one, (sums.get(one) ?? 0) + count);
  return sums;
}

/** Differences between what was opened and what was reported of the program; none where all is as it should be. */
export function problemsOf(opens: readonly Opens[], events: readonly Fields[], sight: Sight): readonly string[] {
  const own = events.filter(({ process_name: name }) => name === 'files');
  const [expected, seen] = [expectedSums(opens, sight), summed(own.map((event) => [keyOf(event), 1]))];
  const keys = [...new Set([...expected.keys(), ...seen.keys()])];
  return [
    ...keys.filter((one) => expected.get(one) !== seen.get(one)).map((one) => `${seen.get(one) ?? 0} for ${expected.get(one) ?? 0} of ${one}`),
    ...own.flatMap((event) => breachesOf(event, sight)),
  ];
}

function breachesOf(event: Fields, { seesRings }: Sight): readonly string[] {
  const path = String(event['file_path']);
  const isOfChange = [event['event'], event['access']].some((one) => one === 'rename' || one === 'delete');
  const isResolved = isOfChange ? seesRings : event['event'] === 'open';
  const hasInode = isResolved && event['event'] !== 'delete' && event['access'] !== 'delete';
  const wrong = [
    event['file_name'] === path.replace(/ \(deleted\)$/, '').split('/').at(-1), (event['path_resolved'] === undefined) === isResolved,
    !hasInode || event['exchanged'] === true || (typeof event['file_size'] === 'number' && /^[0-7]{4}$/.test(String(event['file_mode']))), typeof event['process_guid'] === 'string',
  ].indexOf(false);
  return wrong < 0 ? [] : [`breach ${wrong} of ${JSON.stringify(event)}`];
}

export const refusalErrnos = told.map((name) => constants.errno[name as keyof typeof constants.errno]);
