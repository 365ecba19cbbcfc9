import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasReader } from '../../src/kernel/libbpf';
import { makePipe } from '../../splunkd/fifo';
import { until } from '../system/traffic/traffic';

const path = join(tmpdir(), `gone-${process.pid}`);
afterEach(() => rmSync(path, { force: true }));

test('a pipe has a reader until the last one closes it, whatever is in it', () => {
  const { readEnd, writeEnd } = makePipe();
  expect(hasReader(writeEnd)).toBe(true);
  writeSync(writeEnd, Buffer.alloc(65536)); // all that a pipe holds
  expect(hasReader(writeEnd)).toBe(true);
  closeSync(readEnd);
  expect(hasReader(writeEnd)).toBe(false);
  closeSync(writeEnd);
});

test.each([[path, 'w'], ['/dev/null', 'w'], ['/proc/self/stat', 'r']])('%s always has one', (name, flags) => {
  const fd = openSync(name, flags);
  expect(hasReader(fd)).toBe(true);
  closeSync(fd);
});

test('a socket, which Node gives a child for a pipe, has one until its other end is closed', async () => {
  const server = createServer().listen(path);
  const client = connect(path) as Socket & { readonly _handle: { readonly fd: number } };
  const [other] = (await once(server, 'connection')) as [Socket];
  expect(hasReader(client._handle.fd)).toBe(true);
  other.destroy();
  await until(() => !hasReader(client._handle.fd), () => 'it still has one');
  client.destroy();
  server.close();
});
