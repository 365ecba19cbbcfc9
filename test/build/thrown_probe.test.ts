/**
 * CONTRIBUTING.md's steps to add a probe, followed word for word in a copy of the tree: a probe `thrown`, which is the probe
 * tcp_state under another name. Only what the steps name is touched; where they leave something out, it does not build, has
 * not its types, or fails the tests that each probe is held to.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { probes as eventTypes } from '../../src/probes';
import { node, root } from '../../steps/paths.mjs';
import { output } from './run';

const pattern = 'tcp_state';
const name = 'thrown';
const unitTests = ['test/probes', 'test/settings/settings.test.ts', 'test/health', 'test/kernel/config.test.ts', 'test/kernel/counters.test.ts',
  'test/services/connections/subject.test.ts', 'test/pipeline', 'test/knowledge/knowledge.test.ts'];

const [, steps = ''] = /^## Add a probe\n.*?^(1\. .*?)^## /ms.exec(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')) ?? [];
const named = [...steps.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
const paths = [...new Set(named.filter((text) => /^(bpf|src|test)\/.*\.\w+$/.test(text)))];
const [own, shared] = [paths.filter((path) => path.includes('<probe>')), paths.filter((path) => !path.includes('<probe>'))];

/** Touched only for a probe with settings of its own, which tcp_state has not. */
const forSome = ['src/kernel/config.ts'];

/** A file of the probe's own: in one translation unit its functions have names of their own, too. */
function copied(text: string): string {
  const inlines = [...text.matchAll(/^static __always_inline \w+ (\w+)\(/gm)].map(([, inline = '']) => inline);
  return renamed(inlines.reduce((all, inline) => all.replace(new RegExp(`\\b${inline}\\b`, 'g'), `${name}_${inline}`), text));
}

/** Where the kernel's own enum tcp_state is meant, it stays. */
function renamed(text: string): string {
  return text.replace(/handle_tcp_state|(?<!enum )tcp_state(?=[_'.:/]|s\b| probe)/g, (word) => word.replace(pattern, name))
    .replaceAll('TCP_STATE', 'THROWN').replaceAll('tcpState', name);
}

/** Every line of a list that has the one probe is there once more, for the other. */
function withLines(text: string): string {
  return text.split('\n').flatMap((line) => (renamed(line) === line ? [line] : [line, renamed(line)])).join('\n');
}

describe('a probe that is added by the steps', () => {
  let tree: string;
  const inTree = (command: string, ...args: readonly string[]): string => output(command, args, { cwd: tree, env: { ...process.env, EBPF_TRACE_TEST_COUNTS: '' } });

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'thrown-probe-'));
    for (const file of output('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']).split('\0').filter((one) => one !== '' && existsSync(join(root, one)))) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      cpSync(join(root, file), join(tree, file));
    }
    mkdirSync(join(tree, 'build'));
    cpSync(join(root, 'build/stamps'), join(tree, 'build/stamps'), { recursive: true });
    for (const made of ['node_modules', 'build/libbpf']) symlinkSync(join(root, made), join(tree, made));
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test('the steps name files that are there, each for something', () => {
    expect(own.length).toBeGreaterThan(5);
    expect(own.map((path) => path.replaceAll('<probe>', pattern)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
    for (const path of shared.filter((one) => !forSome.includes(one))) expect([path, /thrown/i.test(withLines(readFileSync(join(root, path), 'utf8')))]).toEqual([path, true]);
  });

  test('is built, has its types, and passes the tests of every probe, its own among them', () => {
    for (const path of own) {
      const file = join(tree, path.replaceAll('<probe>', name));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, copied(readFileSync(join(root, path.replaceAll('<probe>', pattern)), 'utf8')));
    }
    for (const path of shared) writeFileSync(join(tree, path), withLines(readFileSync(join(root, path), 'utf8')));
    // The last step without what takes long: all that is generated is made before the program is bundled.
    for (const command of named.filter((text) => text.startsWith('node build.mjs'))) inTree(node, 'build.mjs', command.split(' ')[2] ?? 'packages');
    inTree(node, join(root, 'node_modules/.bin/tsc'));
    inTree(node, 'node_modules/jest/bin/jest.js', ...unitTests);
    const props = inTree(node, '-e', "import('./steps/definitions.mjs').then((m) => m.definitions()).then(({ knowledge }) => console.log(knowledge.calculated.filter(({ sourcetypes }) => sourcetypes.includes('thrown')).map(({ name }) => name).join()))");
    expect(props).toContain('transport');
    expect(readFileSync(join(tree, 'docs/events.md'), 'utf8')).toContain('bytes_<probe>');
  }, 600_000);
});

/** Those that are about several on purpose, and what each says of one. */
const exceptions: Readonly<Record<string, string>> = {
  'src/knowledge/': 'what concerns several probes',
  'src/services/connections/': "the service's first customer, which gave it the layout of a subject; and what is TCP's",
  'bpf/services/connection/destroy.bpf.c': "the kernel's group of tracepoints",
  'bpf/services/connection/resets.bpf.c': "the kernel's group of tracepoints",
  'src/commands/run/': 'a line a connection is made of the events of tcp',
  'src/splunk/cim.ts': "tcp is the protocol, and CIM's word for it",
};

/** CIM calls a command line `process`, and Node.js what is no folder `file`: the word in quotes is that. */
const isWord = (name: string): boolean => name === 'file' || eventTypes.some(({ fields }) => fields.some((field) => field.name === name));

test('no other file names a probe', () => {
  const files = ['bpf', 'src', 'steps', 'demo', 'preview/dashboards', 'preview/events', 'preview/web'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
    .filter((file) => /\.(ts|mjs|c|h)$/.test(file) && !/^src\/generated\/|\/probes\/\w+\//.test(file));
  const probes = readdirSync(join(root, 'src/probes'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const naming = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return probes.some((probe) => new RegExp(`${isWord(probe) ? '' : `['"]${probe}['"]|`}ebpf:${probe}\\b|probes/${probe}\\b|PROBE_${probe.toUpperCase()}\\b|\\b${probe}_sample\\b`).test(text)) ? [file] : [];
  });
  const unexpected = naming.filter((file) => !shared.includes(file) && !Object.keys(exceptions).some((path) => file.startsWith(path)));
  expect(unexpected).toEqual([]);
  for (const path of Object.keys(exceptions)) expect([path, naming.some((file) => file.startsWith(path))]).toEqual([path, true]);
});
