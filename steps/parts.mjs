// The two packages and their parts: which has what, and where it acts. Their folders and docs/packages.md are made of it.
import { Failure } from './failure.mjs';
import { addonId, appId } from './paths.mjs';

// What app.conf and app.manifest say of each.
/** @typedef {keyof typeof packages} PackageId */

export const packages = {
  [addonId]: {
    label: 'eBPF Trace Add-on',
    description: 'Every TCP connection of a Linux host as an event, with the process that made it, traced in the kernel with eBPF: the input.',
    is_visible: false,
    models: null,
    deployments: ['_standalone', '_distributed'],
    workloads: ['_forwarders'],
  },
  [appId]: {
    label: 'eBPF Trace',
    description: 'Who connects to whom, when, and how it went: dashboards, searches and fields for the events of the eBPF Trace Add-on.',
    is_visible: true,
    models: { Endpoint: '>=5.0.0', Network_Traffic: '>=5.0.0' },
    deployments: ['_standalone', '_distributed', '_search_head_clustering'],
    workloads: ['_search_heads', '_indexers', '_forwarders'],
  },
};

const both = [addonId, appId];

// files: names below the package's folder. packages: which have it. actsOn: forwarder (a universal one), full (the first full
// instance on the way: a heavy forwarder or an indexer), search (a search head).
export const parts = [
  { title: 'linux_x86_64/bin', files: /^linux_x86_64\/bin\//, packages: [addonId], actsOn: ['forwarder', 'full'], reason: 'the input, on the host that it traces' },
  { title: 'inputs.conf and its spec', files: /^(default\/inputs\.conf|README\/inputs\.conf\.spec)$/, packages: [addonId], actsOn: ['forwarder', 'full'], reason: 'the arguments of the input' },
  { title: 'data/ui/manager', files: /^default\/data\/ui\/manager\//, packages: [addonId], actsOn: ['full'], reason: 'the form under Settings > Data inputs, where there is Splunk Web' },
  { title: 'licenses', files: /^licenses\//, packages: [addonId], actsOn: [], reason: 'of what is in linux_x86_64/bin' },
  { title: 'props.conf', files: /^default\/props\.conf$/, packages: both, actsOn: ['forwarder', 'full', 'search'], reason: 'setting by setting: below' },
  { title: 'transforms.conf, lookups', files: /^(default\/transforms\.conf|lookups\/.*)$/, packages: [appId], actsOn: ['search'], reason: 'lookups' },
  { title: 'eventtypes.conf, tags.conf', files: /^default\/(eventtypes|tags)\.conf$/, packages: [appId], actsOn: ['search'], reason: 'CIM' },
  { title: 'macros.conf', files: /^default\/macros\.conf$/, packages: [appId], actsOn: ['search'], reason: 'where to search; thresholds' },
  { title: 'savedsearches.conf', files: /^default\/savedsearches\.conf$/, packages: [appId], actsOn: ['search'], reason: 'searches and alerts' },
  { title: 'data/ui/views, data/ui/nav', files: /^default\/data\/ui\/(views|nav)\//, packages: [appId], actsOn: ['search'], reason: 'dashboards, menu' },
  { title: 'app.conf, app.manifest, metadata, static, README.txt, LICENSE', files: /^(default\/app\.conf|app\.manifest|metadata\/default\.meta|static\/.*|README\.txt|LICENSE)$/, packages: both, actsOn: ['forwarder', 'full', 'search'], reason: 'the app itself' },
];

// The part that a file of a package's folder belongs to.
/** @param {string} name */
export function partOf(name) {
  const [part, other] = parts.filter(({ files }) => files.test(name));
  if (!part || other) throw new Failure(`${name} is of ${part ? 'two parts' : 'no part'} in steps/parts.mjs, which says where it acts`);
  return part;
}

/** @param {string} id @param {readonly string[]} names */
export function checkParts(id, names) {
  const foreign = names.find((name) => !partOf(name).packages.includes(id));
  if (foreign) throw new Failure(`${foreign} is not for ${id}, says steps/parts.mjs`);
}
