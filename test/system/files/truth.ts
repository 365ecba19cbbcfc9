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
  readonly event: 'open' | 'created' | 'refused' | 'none';
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
    return { ...opens, path: bytesText(Buffer.from(opens.path, 'hex')) };
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
  /** io_uring's opens are seen. */
  readonly seesRings: boolean;
  /** What a relative name of a refused open starts from. */
  readonly folder: string;
}

function expectedSums(opens: readonly Opens[], { seesRings, folder }: Sight): Sums {
  const all = opens.filter(({ event, ring }) => event !== 'none' && (!ring || seesRings)).filter(({ event, error }) => event !== 'refused' || told.includes(errorName(error)))
    .filter(({ path, event }) => event !== 'refused' || !excludedName.test(path));
  return summed(all.map((one) => [keyOf(one.event === 'refused' ? expectedRefusal(one, folder) : expectedOpen(one)), one.count]));
}

function expectedOpen({ kind, event, flags, path }: Opens): Fields {
  const isNew = event === 'created';
  return {
    event: 'open', access: accesses[flags & 3], error: undefined, created: isNew || undefined, truncated: (flags & truncate) !== 0 && !isNew ? true : undefined,
    append: (flags & append) !== 0 || undefined, watched: watchedKinds.includes(kind) || watchedNames.test(path) || undefined, file_path: path,
  };
}

function expectedRefusal({ flags, error, path }: Opens, folder: string): Fields {
  return { event: 'refused', access: accesses[flags & 3], error: errorName(error), created: undefined, create: (flags & create) !== 0 || undefined, truncated: undefined, append: undefined, watched: watchedNames.test(resolve(folder, path)) || undefined, file_path: resolve(folder, path) };
}

function keyOf({ event, access, error, created, create: isToCreate, truncated, append: isAppend, watched, file_path: path }: Fields): string {
  return JSON.stringify([event, access, error, created, isToCreate, truncated, isAppend, watched, path]);
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
    ...own.flatMap(breachesOf),
  ];
}

function breachesOf(event: Fields): readonly string[] {
  const path = String(event['file_path']);
  const isResolved = event['event'] === 'open';
  const wrong = [
    event['file_name'] === path.replace(/ \(deleted\)$/, '').split('/').at(-1), (event['path_resolved'] === undefined) === isResolved,
    !isResolved || (typeof event['file_size'] === 'number' && /^[0-7]{4}$/.test(String(event['file_mode']))), typeof event['process_guid'] === 'string',
  ].indexOf(false);
  return wrong < 0 ? [] : [`breach ${wrong} of ${JSON.stringify(event)}`];
}

export const refusalErrnos = told.map((name) => constants.errno[name as keyof typeof constants.errno]);
