// The parts of the app: where each acts, and which of the two packages has it. The search package and docs/packages.md
// are made of it.
import { Failure } from './failure.mjs';

// files: names below the app's folder. actsOn: forwarder (a universal one), full (the first full instance on the way: a
// heavy forwarder or an indexer), search (a search head). inSearch: also in the package for search.
export const parts = [
  { title: 'linux_x86_64/bin', files: /^linux_x86_64\/bin\//, actsOn: ['forwarder', 'full'], inSearch: false, reason: 'the input, on the host that it traces' },
  { title: 'inputs.conf and its spec', files: /^(default\/inputs\.conf|README\/inputs\.conf\.spec)$/, actsOn: ['forwarder', 'full'], inSearch: false, reason: 'the arguments of the input' },
  { title: 'data/ui/manager', files: /^default\/data\/ui\/manager\//, actsOn: ['full'], inSearch: false, reason: 'the form under Settings > Data inputs, where there is Splunk Web' },
  { title: 'licenses', files: /^licenses\//, actsOn: [], inSearch: false, reason: 'of what is in linux_x86_64/bin' },
  { title: 'props.conf', files: /^default\/props\.conf$/, actsOn: ['forwarder', 'full', 'search'], inSearch: true, reason: 'setting by setting: below' },
  { title: 'transforms.conf, lookups', files: /^(default\/transforms\.conf|lookups\/.*)$/, actsOn: ['search'], inSearch: true, reason: 'lookups' },
  { title: 'eventtypes.conf, tags.conf', files: /^default\/(eventtypes|tags)\.conf$/, actsOn: ['search'], inSearch: true, reason: 'CIM' },
  { title: 'macros.conf', files: /^default\/macros\.conf$/, actsOn: ['search'], inSearch: true, reason: 'where to search; thresholds' },
  { title: 'savedsearches.conf', files: /^default\/savedsearches\.conf$/, actsOn: ['search'], inSearch: true, reason: 'searches and alerts' },
  { title: 'data/ui/views, data/ui/nav, static', files: /^(default\/data\/ui\/(views|nav)|static)\//, actsOn: ['search'], inSearch: true, reason: 'dashboards, menu, icons' },
  { title: 'app.conf, app.manifest, metadata, README.txt, LICENSE', files: /^(default\/app\.conf|app\.manifest|metadata\/default\.meta|README\.txt|LICENSE)$/, actsOn: ['forwarder', 'full', 'search'], inSearch: true, reason: 'the app itself' },
];

// Of a file of the app's folder.
export function partOf(name) {
  const [part, other] = parts.filter(({ files }) => files.test(name));
  if (!part || other) throw new Failure(`${name} is of ${part ? 'two parts' : 'no part'} in steps/parts.mjs, which says where it acts`);
  return part;
}
