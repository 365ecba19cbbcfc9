// The linter's rules; each that is off has its reason. Its import rules hold who may know whom in src/.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'oxlint';

/**
 * The folders of src/ that a folder may import, beside itself and the files of src/.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const mayImport = {
  text: [],
  generated: [],
  settings: ['text'],
  host: ['text', 'settings', 'generated'],
  kernel: ['text', 'settings', 'generated', 'host'],
  services: ['text', 'settings', 'generated', 'host'],
  probes: ['text', 'settings', 'generated', 'services', 'health'],
  health: ['text', 'settings', 'generated', 'host', 'kernel', 'services', 'probes', 'output'],
  output: ['text'],
  pipeline: ['text', 'settings', 'generated', 'host', 'kernel', 'services', 'probes', 'health', 'output'],
  splunk: ['text', 'settings', 'services', 'probes', 'health', 'output'],
  knowledge: ['text', 'settings', 'services', 'probes', 'health', 'splunk'],
  commands: ['text', 'settings', 'host', 'kernel', 'services', 'probes', 'health', 'output', 'pipeline', 'splunk'],
};

/**
 * What a file may import beside what its folder may.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const exceptions = {
  'src/settings/ranges.ts': ['host'], // names of users are numbers from where a setting is read
  'src/services/owners/fields.ts': ['probes'], // the type of a field
  'src/services/connections/subject.ts': ['probes'], // the types of a field, and of what a probe formats with
};

// Nothing that ships stands on what only develops it.
const outside = ['bench', 'demo', 'preview', 'splunkd', 'steps', 'test'];

// What probes and services say of themselves, which runs nothing: also for those below them, which are made of it.
const declares = /^(probes\/(names|arguments)|(probes|services)\/\w+\/arguments)$/;

/** The modules of a folder of src/ that others may be kept from, as imports write them. @param {string} folder */
const modulesOf = (folder) => readdirSync(join(import.meta.dirname, 'src', folder), { recursive: true, encoding: 'utf8' })
  .map((path) => `${folder}/${path.replace(/\.ts$/, '')}`)
  .filter((path) => !declares.test(path));

/** A path of an import that leaves its own folder for one of these. @param {readonly string[]} folders */
const into = (folders) => {
  const paths = folders.flatMap((folder) => (folder === 'probes' || folder === 'services' ? [folder, ...modulesOf(folder)] : [`${folder}(/.*)?`]));
  return `^(\\.\\./)+(${paths.join('|')})$`;
};

/**
 * @param {string} files @param {...{ regex: string, message: string }} patterns
 * @returns {import('oxlint').OxlintOverride}
 */
const restrict = (files, ...patterns) => ({ files: [files], rules: { 'no-restricted-imports': ['error', { patterns }] } });

/** @param {string} own @param {readonly string[]} more */
function layer(own, more = []) {
  const allowed = [own, ...(mayImport[own] ?? []), ...more];
  const forbidden = [...Object.keys(mayImport), ...outside].filter((folder) => !allowed.includes(folder));
  return { regex: into(forbidden), message: `src/${own} may import ${allowed.join(', ')}: see oxlint.config.mjs` };
}

const probes = readdirSync(join(import.meta.dirname, 'src', 'probes'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const otherProbe = { regex: `^(\\.\\./)+(${probes.join('|')})(/|$)`, message: 'what one probe gives another goes through a service that both need' };

const aboveSettings = into(Object.keys(mayImport).filter((folder) => folder !== 'settings'));
const declaration = { regex: `${aboveSettings}|^\\.(/|$)`, message: 'the settings load it: it may import the parsers of src/settings alone' };

const buildOnly = '(knowledge|notes|searches|views)(/|$)';
const forTheBuild = {
  regex: `(probes|services)/\\w+/${buildOnly}`,
  message: 'the knowledge, searches and views of a probe or service are for the build alone: src/knowledge collects them',
};
const ownForTheBuild = { ...forTheBuild, regex: `^\\./${buildOnly}` };
const whereBuildOnly = ['knowledge.ts', 'notes.ts', 'searches.ts', 'searches/**', 'views.ts', 'views/**'];

// Searches are a package of their own: of all else they know how conf files are read.
const besideSpl = {
  regex: `^(\\.\\./)+(${[
    ...outside.filter((folder) => folder !== 'preview'),
    ...['dashboards', 'events', 'web'],
    ...Object.keys(mayImport).filter((folder) => folder !== 'splunk').map((folder) => `src/${folder}`),
    ...readdirSync(join(import.meta.dirname, 'src', 'splunk')).filter((name) => name !== 'conf.ts').map((name) => `src/splunk/${name.replace('.ts', '')}`),
  ].join('|')})(/|$)`,
  message: 'preview/spl is a package of its own: of all else it may import src/splunk/conf',
};

/** @type {import('oxlint').OxlintOverride[]} */
const importRules = [
  ...Object.keys(mayImport).map((folder) => restrict(`src/${folder}/**`, layer(folder), ...(folder === 'knowledge' ? [] : [forTheBuild]))),
  restrict('src/probes/*/**', layer('probes'), otherProbe, forTheBuild, ownForTheBuild),
  restrict('src/services/*/**', layer('services'), forTheBuild, ownForTheBuild),
  ...whereBuildOnly.map((own) => restrict(`src/probes/*/${own}`, layer('probes', ['splunk']), otherProbe)),
  ...whereBuildOnly.map((own) => restrict(`src/services/*/${own}`, layer('services', ['splunk']))),
  ...['probes', 'services'].map((folder) => restrict(`src/${folder}/*/arguments.ts`, declaration)),
  ...Object.entries(exceptions).map(([file, more]) => restrict(file, layer(file.split('/')[1] ?? '', more))),
  ...['bench', 'demo', 'preview', 'splunkd', 'steps'].map((folder) => {
    return restrict(`${folder}/**`, { regex: into(['test']), message: `${folder} stands on splunkd/ and src/, not on the tests` });
  }),
  { files: ['bench/events/index.ts'], rules: { 'no-restricted-imports': 'off' } }, // its samples are those that the tests have recorded
  restrict('preview/spl/**', besideSpl),
  { files: ['preview/spl/test/**'], rules: { 'no-restricted-imports': 'off' } },
];

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'jest'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['build/**', 'preview/renderer/**', 'src/generated/**'],
  rules: {
    'import/no-cycle': 'error',
    'import/namespace': ['error', { allowComputed: true }],
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_$' }],
    'no-underscore-dangle': ['error', { allow: ['_time', '_raw', '_handle', 'function_'] }], // names of Splunk, Node.js and C
    'no-unused-expressions': ['error', { allowShortCircuit: true }],
    'promise/always-return': ['error', { ignoreLastCallback: true }],
    'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expectOneReason', 'check', 'traceAs'] }],

    // Off, each for its reason:
    'typescript/no-unsafe-type-assertion': 'off', // JSON, FFI and BTF get their types where they are read, by an assertion
    'typescript/no-misused-spread': 'off', // [...text] is meant: Splunk counts code points, and so do we
    'typescript/no-useless-default-assignment': 'off', // wrong on [first = ''] of an array, which may be empty
    'typescript/consistent-return': 'off', // wrong on a switch over all kinds, which the compiler checks
    'unicorn/consistent-function-scoping': 'off', // a function that is used once stands beside its use
    'unicorn/no-array-sort': 'off', // what is sorted or turned round was just made by a filter, map or [...]
    'unicorn/no-array-reverse': 'off',
    'unicorn/no-useless-spread': 'off', // [...[1, 2], ...[3, 4]] makes groups in a long list
    'no-unmodified-loop-condition': 'off', // it does not see what a callback changes
    'no-shadow': 'off', // a callback's short name hides only what that callback does not need
  },
  overrides: [
    ...importRules,
    // koffi gives a C function its type by declare<T>(), and a 64-bit number as a BigInt where it must.
    { files: ['src/kernel/libbpf.ts'], rules: { 'typescript/no-unnecessary-type-parameters': 'off', 'typescript/no-unnecessary-type-conversion': 'off' } },
    {
      files: ['test/**', 'preview/spl/test/**', 'demo/**', 'bench/**'],
      rules: {
        // Off: they show what they get, whatever it is.
        'typescript/restrict-template-expressions': 'off',
        'typescript/no-base-to-string': 'off',
        'typescript/unbound-method': 'off',
        'oxc/approx-constant': 'off', // a time of 3.14 s is no pi
        'jest/no-standalone-expect': 'off', // helpers that tests share check, too
        'jest/no-conditional-expect': 'off', // a test over many cases checks what the case has
      },
    },
  ],
});
