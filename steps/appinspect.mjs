// Installs AppInspect, Splunk's checker of packages: for the tests, as a part of the set-up.
import { join } from 'node:path';
import { build, steps } from './paths.mjs';
import { step } from './step.mjs';
import { makeVenv } from './venv.mjs';

const pinned = join(steps, 'appinspect.txt');
const venv = join(build, 'appinspect');
export const appInspect = join(venv, 'bin', 'splunk-appinspect');

export async function installAppInspect() {
  const outputs = [appInspect, join(venv, 'bin', 'python')];
  await step('appinspect', { what: "downloading Splunk's checker of packages, once", inputs: [pinned], outputs }, () => {
    makeVenv(venv, ['--requirement', pinned]);
  });
}
