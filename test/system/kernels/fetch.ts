/**
 * Fetches a Debian kernel through the mirrors that apt is configured with, into a cache: nothing is installed, and the
 * host's package lists stay as they are.
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { newest, type Suite } from './suites';

export interface Kernel {
  readonly release: string;
  readonly image: string;
  /** Its modules, as they lie in a root: lib/modules/<release>. */
  readonly root: string;
}

/** Small kernels for virtual machines. */
const flavour = 'linux-image-cloud-amd64';
/** Cables between namespaces; `ss -K`; disks. */
const wantedModules = ['veth', 'tcp_diag', 'loop', 'null_blk'];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const run = promisify(execFile);

const cache = process.env.EBPF_TRACE_KERNELS ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ebpf_trace_kernels');

/** Kept until the folder is deleted. Throws, with the reason, where no mirror that apt knows gives it. */
export async function fetchKernel(suite: Suite): Promise<Kernel> {
  const kept = namesOf(suite).map(folderOf).find((folder) => existsSync(folder));
  const folder = kept ?? (await fetchFromAny(suite));
  const [release = ''] = readdirSync(join(folder, 'root/lib/modules'));
  if (suite.series !== newest && !release.startsWith(`${suite.series}.`)) {
    throw new Error(`${suite.release} has the kernel ${release}, not one of the series ${suite.series}`);
  }
  return { release, image: join(folder, 'vmlinuz'), root: join(folder, 'root') };
}

/** A kernel that was kept with fewer modules is another one. */
const folderOf = (name: string): string => join(cache, [name, ...wantedModules].join('+'));

const securityName = (release: string): string => `${release}-security`;

function namesOf({ release, hasSecurity }: Suite): readonly string[] {
  return hasSecurity ? [securityName(release), release] : [release];
}

/** From the first of the archives that gives it. */
async function fetchFromAny(suite: Suite): Promise<string> {
  const mirrors = await debianMirrors();
  const sources = namesOf(suite).flatMap((name) => {
    const isSecurity = name !== suite.release;
    return mirrors.filter((mirror) => mirror.isSecurity === isSecurity).map(({ uri }) => ({ name, uri }));
  });
  const failures: unknown[] = [];
  for (const source of sources) {
    const folder = folderOf(source.name);
    try {
      await fetchInto(source, folder);
      return folder;
    } catch (error) {
      failures.push(error);
    }
  }
  const why = failures.length === 0 ? "apt's sources name no mirror of Debian" : 'no mirror of Debian that apt knows gives it';
  throw new AggregateError(failures, `fetch the kernel ${suite.series} of ${suite.release}: ${why}`);
}

async function fetchInto(source: Source, folder: string): Promise<void> {
  const work = `${folder}.${process.pid}`;
  try {
    const unpacked = await unpackPackages(source, work);
    const kept = join(work, 'kept');
    const modules = await onlyFile(unpacked, 'modules.builtin');
    await keepModules(dirname(modules), join(kept, 'root/lib/modules', basename(dirname(modules))));
    cpSync(await onlyFile(unpacked, 'vmlinuz*'), join(kept, 'vmlinuz'));
    renameSync(kept, folder);
  } catch (error) {
    throw new Error(`fetch the kernel of ${source.name}`, { cause: error });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

// ---- packages

/** A suite of an archive, and the archive's address. */
interface Source {
  readonly name: string;
  readonly uri: string;
}

async function unpackPackages({ name: suite, uri }: Source, work: string): Promise<string> {
  for (const name of ['lists/partial', 'archives/partial', 'debs', 'unpacked']) mkdirSync(join(work, name), { recursive: true });
  const source = `deb [signed-by=${keyring}] ${uri} ${suite} main\n`;
  writeFileSync(join(work, 'sources.list'), source);
  await apt(work, 'apt-get', 'update');
  await apt(work, 'apt-get', 'download', ...(await partsOf(work, flavour)));
  const debs = readdirSync(join(work, 'debs')).filter((name) => name.endsWith('.deb'));
  for (const deb of debs) await run('dpkg-deb', ['--extract', join(work, 'debs', deb), join(work, 'unpacked')]);
  return join(work, 'unpacked');
}

interface Mirror {
  readonly uri: string;
  readonly isSecurity: boolean;
}

async function debianMirrors(): Promise<readonly Mirror[]> {
  return mirrorsOf((await run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(LABEL)', 'Created-By: Packages'])).stdout);
}

/**
 * By what an archive says of itself, once apt has its lists; by its address before.
 * @param targets a line each: address, and label if there is one
 */
export function mirrorsOf(targets: string): readonly Mirror[] {
  return [...new Set(targets.split('\n'))].flatMap((line): Mirror[] => {
    const [uri = '', label] = line.split(' ');
    const kind = label || /\/(debian(?:-security)?)\/?$/.exec(uri)?.[1];
    return /^debian(-security)?$/i.test(kind ?? '') ? [{ uri, isSecurity: /security/i.test(kind ?? '') }] : [];
  });
}

/** The metapackage depends on the kernel's package, which newer kernels split into several. The metapackage is empty. */
async function partsOf(work: string, name: string): Promise<string[]> {
  const { stdout } = await apt(work, 'apt-cache', 'depends', name);
  const parts = [...stdout.matchAll(/Depends: (linux-(?:image|base|binary|modules)-\d\S*)/g)].flatMap(([, part]) => part ?? []);
  const below = await Promise.all(parts.map((part) => partsOf(work, part)));
  return [...new Set([...parts, ...below.flat()])];
}

/** With a state of its own. */
function apt(work: string, program: string, ...rest: readonly string[]): Promise<{ stdout: string }> {
  const options = {
    'Dir::State': work,
    'Dir::State::status': '/dev/null',
    'Dir::Cache': work,
    'Dir::Etc::SourceList': join(work, 'sources.list'),
    'Dir::Etc::SourceParts': '-',
    'APT::Sandbox::User': 'root',
    'APT::Architecture': 'amd64',
    'APT::Architectures': 'amd64',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  };
  const settings = Object.entries(options).flatMap(([key, value]) => ['--option', `${key}=${value}`]);
  return run(program, [...settings, ...rest], { cwd: join(work, 'debs'), maxBuffer: 1 << 26 });
}

// ---- modules

/** The wanted ones and all that they depend on, uncompressed. What a kernel has built in is no file. */
async function keepModules(from: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const wanted = [...wantedModules];
  for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) {
    const [file] = await findFiles(from, `${name}.ko*`);
    if (file === undefined || existsSync(join(to, `${name}.ko`))) continue;
    const module = file.endsWith('.xz') ? (await run('xz', ['--decompress', '--stdout', file], { encoding: 'buffer', maxBuffer: 1 << 26 })).stdout : readFileSync(file);
    writeFileSync(join(to, `${name}.ko`), module);
    const depends = /(?:^|\0)depends=([^\0]*)/.exec(module.toString('latin1'))?.[1] ?? '';
    wanted.push(...depends.split(',').filter((dependency) => dependency !== ''));
  }
  for (const name of ['modules.builtin', 'modules.order']) cpSync(join(from, name), join(to, name));
}

async function findFiles(folder: string, name: string): Promise<string[]> {
  const { stdout } = await run('find', [folder, '-name', name, '-type', 'f']);
  return stdout.split('\n').filter((file) => file !== '');
}

async function onlyFile(folder: string, name: string): Promise<string> {
  const [file, ...more] = await findFiles(folder, name);
  if (file === undefined || more.length > 0) throw new Error(`${more.length === 0 ? 'no' : 'more than one'} ${name} in the kernel's packages`);
  return file;
}
