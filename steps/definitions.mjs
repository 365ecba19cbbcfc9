// What the TypeScript says of itself, the list of arguments and the list of probes, for the files made from them.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transpile } from './bundle.mjs';
import { build, root } from './paths.mjs';

const output = join(build, 'definitions.cjs');
const contents = `export { argumentList, groups } from './src/settings';
export { confText } from './src/splunk/conf';
export { inputsConf, inputsConfSpec } from './src/splunk/inputs_conf';
export { managerXml } from './src/splunk/manager';
export { probes } from './src/probes';
export { programs } from './src/probes/hooks';
export { knowledge, originOf } from './src/knowledge';
export { views } from './src/knowledge/views';
export { causes } from './src/knowledge/views/causes';
export { studio } from './src/splunk/views/definition';
export { mostRows, rowBound } from './preview/dashboards/bounds';
`;

export async function definitions() {
  await transpile({ stdin: { contents, resolveDir: root, loader: 'ts' }, outfile: output });
  return createRequire(import.meta.url)(output);
}
