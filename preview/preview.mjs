// npm run preview [-- --events FILE] [--port N]: the app's views in Splunk's own renderer, in a browser, without a
// Splunk: over live events of the tracer on this host (needs root or sudo), or over those recorded in a file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { transpile } from '../steps/bundle.mjs';
import { main } from '../steps/failure.mjs';
import { addonPackage, app, build, renderer } from '../steps/paths.mjs';
import { asRoot } from '../steps/privileged.mjs';
import { buildRenderer } from '../steps/renderer.mjs';

const program = join(build, 'preview.cjs');

await main(async () => {
  await buildRenderer();
  await transpile({ entryPoints: ['preview/main.ts'], outfile: program, target: 'node20' });
  const options = process.argv.slice(2);
  const traces = !options.some((option) => option.startsWith('--events'));
  const command = [program, addonPackage, app, renderer, ...options];
  const [file, args] = traces ? asRoot(process.execPath, command) : [process.execPath, command];
  const child = spawn(file, args, { stdio: 'inherit' });
  process.on('SIGINT', () => undefined); // the program gets Ctrl-C too, and ends itself
  process.on('SIGTERM', () => child.kill());
  const [status] = await once(child, 'close');
  process.exitCode = status ?? 1;
});
