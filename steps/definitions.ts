/** What the build takes from the TypeScript: the lists and objects that files are made of. Loaded by definitions.mjs. */
export { mostRows, rowBound } from '../preview/dashboards/bounds';
export { knowledge, originOf } from '../src/knowledge';
export { views } from '../src/knowledge/views';
export { causes } from '../src/knowledge/views/causes';
export { probes } from '../src/probes';
export { probeArguments } from '../src/probes/arguments';
export { programs } from '../src/probes/hooks';
export { isOnDemand } from '../src/program';
export { argumentList, groups } from '../src/settings';
export { confText } from '../src/splunk/conf';
export { inputsConf, inputsConfSpec } from '../src/splunk/inputs_conf';
export { managerXml } from '../src/splunk/manager';
export { studio } from '../src/splunk/views/definition';
