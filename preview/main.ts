/** npm run preview: the app's views over events of the tracer, in a browser, without a Splunk. */
import { parseArgs } from 'node:util';
import { live } from './events/live';
import { recorded } from './events/recorded';
import { PreviewServer } from './web/server';

const [packageFile = '', app = '', renderer = '', ...args] = process.argv.slice(2);

async function main(): Promise<void> {
  const { values } = parseArgs({ args, options: { events: { type: 'string' }, port: { type: 'string', default: '8010' } } });
  const port = Number(values.port);
  const source = values.events === undefined ? await live(packageFile, app, port) : recorded(values.events, app);
  const server = new PreviewServer({ app, renderer, port, origin: source.origin, world: () => source.world() });
  const address = await server.listen();
  process.stdout.write(`Preview of the app's views, with ${source.origin}: ${address}\nIt has no _internal: Setup & Health says UNKNOWN in panels 3 and 4. Ctrl-C ends it.\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void Promise.all([server.close(), source.close()]).finally(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`preview: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
