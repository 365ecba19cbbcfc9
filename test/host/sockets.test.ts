import { createServer } from 'node:net';
import { once } from 'node:events';
import { tcpSockets } from '../../src/host/sockets';

test('sockets are those that the kernel has allocated', () => {
  const text = 'sockets: used 68\nTCP: inuse 1 orphan 0 tw 0 alloc 712 mem 48\nUDP: inuse 0 mem 0\n';
  expect(tcpSockets(text)).toBe(712);
  expect(tcpSockets('sockets: used 68\n')).toBeUndefined();
});

test('one that listens here is among them', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  expect(tcpSockets()).toBeGreaterThanOrEqual(1);
  server.close();
});
