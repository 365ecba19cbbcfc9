/** The input's own connections and those of the splunkd above it are left out, and counted; nobody else's are. */
import { createServer, connect, type Server } from 'node:net';
import { once } from 'node:events';
import { addonPackage } from '../../steps/paths.mjs';
import { type Input, type SplunkEvent, Splunkd } from '../../splunkd';
import { Peers } from './traffic/traffic';
import { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of exclusion.test.ts: ${reason}\n`);
/** Prime, so that nothing else adds up to it. */
const times = 7;

(reason === undefined ? describe : describe.skip).each([['false', 0], ['true', times]] as const)('with include_splunk = %s', (includeSplunk, reported) => {
  let splunkd: Splunkd;
  let server: Server;
  let port = 0;
  let peers: Peers;
  let input: Input | undefined;
  let traced: Traced | undefined;

  beforeAll(async () => {
    splunkd = new Splunkd(addonPackage);
    peers = new Peers();
    server = createServer((socket) => socket.on('error', () => undefined).resume().on('end', () => socket.end())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as { port: number }).port;
  });

  afterAll(async () => {
    await input?.stop(0);
    traced?.kill();
    server.close();
    peers.remove();
    splunkd.remove();
  });

  test(`the connections of the splunkd above are reported ${reported} times`, async () => {
    splunkd.configure(`[ebpf_trace://main]\ninclude_ports = ${port}\ninclude_splunk = ${includeSplunk}\nexisting_connections = false\n`);
    const running = (input = splunkd.start('ebpf_trace://main', { isBelowSplunkd: true }));
    await running.waitForLog(/INFO tracing/, 20_000);
    for (let count = 0; count < times; count += 1) expect(await running.connectFromSplunkd(port)).toBe(true);
    // It has the same name, but is not above.
    const other = await peers.connect({ name: 'splunkd' }, '127.0.0.1', port, 1);
    const isConnect = ({ fields }: SplunkEvent): boolean => fields['event'] === 'connect';
    await running.waitForEvent((event) => isConnect(event) && event.fields['process_id'] === other.pid);
    await running.stop();
    input = undefined;
    expect(running.problems).toEqual([]);
    expect(running.events.filter((event) => isConnect(event) && event.fields['process_id'] !== other.pid)).toHaveLength(reported);
    expect(running.events.filter(({ fields }) => fields['event'] === 'accept')).toHaveLength(times + 1);
    const excluded = running.events.reduce((sum, { fields }) => sum + Number(fields['excluded'] ?? 0), 0);
    expect(excluded).toBe(times - reported);
  });

  test('so is what the input itself is connected to', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const own = (traced = new Traced(['--include-ports', `${port}`, '--include-splunk', includeSplunk], { stdio: [socket, 'pipe', 'pipe'] }));
    socket.destroy(); // it alone has the descriptor now
    const existing = (direction: string) => own.events.filter((event) => event['event'] === 'existing' && event['direction'] === direction);
    await own.until(() => existing('inbound').length > 0, 20_000);
    await own.stop();
    expect(existing('inbound')).toHaveLength(1);
    expect(existing('outbound').map((event) => event['process_id'])).toEqual(reported === 0 ? [] : [own.pid]);
    expect(own.counted('excluded')).toBe(reported === 0 ? 1 : 0);
  });
});
