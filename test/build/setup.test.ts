/** The set-up with a Node.js that a distribution may have: too old is said in one line, before anything is installed. */
import { join } from 'node:path';
import { node, steps } from '../../steps/paths.mjs';
import { run } from './run';

function setUp(version: string, ...parts: readonly string[]): ReturnType<typeof run> {
  const pretence = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  return run(node, ['--import', `data:text/javascript,${encodeURIComponent(pretence)}`, join(steps, 'setup.mjs'), ...parts]);
}

test.each(['12.22.9', '17.9.1'])('%s is too old', (version) => {
  expect(setUp(version)).toEqual({
    status: 1, stdout: '', stderr: `Node.js 18 or newer is needed, and this is ${version}: see https://nodejs.org\n`,
  });
});

test.each(['18.19.1', '20.19.2'])('%s is not', (version) => {
  expect(setUp(version, 'nothing')).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(/^unknown part nothing: one of .*\n$/) });
});
