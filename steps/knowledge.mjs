// The conf files of the knowledge objects, from src/knowledge/index.ts: names and texts, to be put into default/.
import { savedSearch } from './knowledge_searches.mjs';

const origin = '# Made by the build from src/knowledge/index.ts. Do not edit: what you change belongs into local/.';

/** @typedef {import('../src/knowledge').Knowledge} Knowledge */
/** @typedef {typeof import('../src/splunk/conf').confText} ConfText */

// The conf files of the app for search.
/** @param {Knowledge} knowledge @param {ConfText} confText */
export function knowledgeConf(knowledge, confText) {
  /** @param {readonly string[][]} stanzas */
  const conf = (stanzas) => confText(origin, stanzas);
  return {
    'props.conf': conf(knowledge.probes.map(({ name }) => props(name, knowledge))),
    'transforms.conf': conf(knowledge.lookups.map(transform)),
    'eventtypes.conf': conf(knowledge.eventtypes.map(eventtype)),
    'tags.conf': conf(knowledge.eventtypes.filter(({ tags }) => tags.length > 0).map(tagged)),
    'macros.conf': conf([...knowledge.macros, ...knowledge.thresholds].map(macro)),
    'savedsearches.conf': conf(knowledge.searches.map((one) => savedSearch(one, knowledge))),
  };
}

// The add-on's props.conf: what acts on the host itself, or where it is the first full instance.
/** @param {Knowledge} knowledge @param {ConfText} confText */
export function addonProps(knowledge, confText) {
  return confText(origin, knowledge.probes.map(({ name }) => [`[ebpf:${name}]`, ...knowledge.indexTime.map(setting)]));
}

/** @param {string} name @param {Knowledge} knowledge */
function props(name, { indexTime, calculated, lookups }) {
  /** @param {{ readonly sourcetypes: readonly string[] }} one */
  const isOf = ({ sourcetypes }) => sourcetypes.includes(name);
  return [
    `[ebpf:${name}]`,
    ...indexTime.filter(({ actsOn }) => actsOn === 'full').map(setting),
    'KV_MODE = json',
    ...calculated.filter(isOf).map((field) => `EVAL-${field.name} = ${field.expression}`),
    ...lookups.filter(isOf).map((lookup) => `LOOKUP-${lookup.name} = ${lookup.name} ${lookup.input} OUTPUTNEW ${lookup.output}`),
  ];
}

/** @param {Knowledge['indexTime'][number]} setting */
function setting({ name, value }) {
  return `${name} = ${value}`;
}

/** @param {Knowledge['lookups'][number]} lookup */
function transform({ name, file, input, fallback, isWildcard, isLocal, description }) {
  return [
    `# ${description}${isLocal ? ': set filename to your own file in local/transforms.conf' : ''}`,
    `[${name}]`,
    `filename = ${file}`,
    'max_matches = 1',
    ...(fallback === undefined ? [] : ['min_matches = 1', `default_match = ${fallback}`]),
    ...(isWildcard ? [`match_type = WILDCARD(${input})`] : []),
  ];
}

/** @param {Knowledge['eventtypes'][number]} eventtype */
function eventtype({ name, search, description }) {
  return [`[${name}]`, `search = ${search}`, `description = ${description}`];
}

/** @param {Knowledge['eventtypes'][number]} eventtype */
function tagged({ name, tags }) {
  return [`[eventtype=${name}]`, ...tags.map((tag) => `${tag} = enabled`)];
}

/** @param {Knowledge['macros'][number]} macro */
function macro({ name, definition, description }) {
  return [`[${name}]`, `definition = ${definition}`, `description = ${description}`, 'iseval = 0'];
}
