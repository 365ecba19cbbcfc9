// `build` of app.conf, a whole number by which Splunk knows one package from the next: browsers get new files when it has
// risen. Made of the sources alone, so that the same sources give the same number without a repository: the version, and
// how many changes CHANGELOG.md lists. 0.1.0 with 12 of them is 100012, 1.2.3 with 40 is 10203040.
import { Failure } from './failure.mjs';

const changesFit = 1000;
const partFits = 100;

/** @param {string} version @param {string} changelog */
export function buildNumber(version, changelog) {
  const parts = version.split('.').map(Number);
  const changes = changelog.match(/^- /gm)?.length ?? 0;
  const fits = parts.length === 3 && parts.every((part) => part >= 0 && part < partFits) && changes < changesFit;
  if (!fits) throw new Failure(`version ${version} with ${changes} changes makes no build number: steps/build_number.mjs`);
  return parts.reduce((sum, part) => sum * partFits + part, 0) * changesFit + changes;
}
