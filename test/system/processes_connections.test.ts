/** What an exit says of the connections of its process: as the process itself counts them, and as the probe tcp reports them. */
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { Fields } from './processes/truth';
import { Traced } from './traffic/traced';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of processes_connections.test.ts: ${reason}\n`);

const [opened, open, sent, answered] = [11, 3, 1009, 4999];

/**
 * Connects so often, each sends and is answered, and all but some are closed before its end; then tells its pid, and one that is
 * forked and execs nothing ends without any.
 */
const client = `
import os, socket, sys
def talk():
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    s.sendall(b"x" * ${sent})
    got = 0
    while got < ${answered}: got += len(s.recv(65536))
    return s
sockets = [talk() for _ in range(${opened})]
for s in sockets[${open}:]:
    s.shutdown(socket.SHUT_WR)
    while s.recv(1): pass
    s.close()
child = os.fork()
if child == 0: os._exit(0)
os.waitpid(child, 0)
print(os.getpid(), child, flush=True)
os._exit(0) # else Python closes the others before
`;

/** Deletes its own element of the map by name in each tracer, as the kernel does where the map is full, and then connects once more. */
const forgotten = `
import ctypes, os, socket, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
GET_NEXT_ID, GET_FD_BY_ID, GET_INFO, DELETE = 12, 14, 15, 3
def bpf(command, attributes): return libc.syscall(321, command, attributes, len(attributes))
def ids():
    one = ctypes.create_string_buffer(struct.pack("III", 0, 0, 0), 12)
    while bpf(GET_NEXT_ID, one) == 0:
        found = struct.unpack_from("I", one, 4)[0]
        yield found
        struct.pack_into("I", one, 0, found)
def forget():
    key, count = ctypes.create_string_buffer(struct.pack("I", os.getpid()), 4), 0
    for one in ids():
        fd = bpf(GET_FD_BY_ID, ctypes.create_string_buffer(struct.pack("III", one, 0, 0), 12))
        info = ctypes.create_string_buffer(88)
        if fd < 0 or bpf(GET_INFO, ctypes.create_string_buffer(struct.pack("IIQ", fd, len(info), ctypes.addressof(info)), 16)): continue
        if info.raw[24:40].rstrip(b"\\0") == b"process_totals":
            count += bpf(DELETE, ctypes.create_string_buffer(struct.pack("IIQQQ", fd, 0, ctypes.addressof(key), 0, 0), 32)) == 0
        os.close(fd)
    return count
socket.create_connection(("127.0.0.1", int(sys.argv[1])))
if not forget(): sys.exit("no totals to forget")
if len(sys.argv) > 2: os.execv(sys.executable, [sys.executable, "-c", "import os, socket, sys\\nsocket.create_connection(('127.0.0.1', int(sys.argv[1])))\\nprint(os.getpid(), os.getpid())", sys.argv[1]])
socket.create_connection(("127.0.0.1", int(sys.argv[1])))
print(os.getpid(), os.getpid())
`;

/** Closes as its client does. */
async function server(): Promise<Server> {
  const all = createServer({ allowHalfOpen: true }, (socket) => {
    let got = 0;
    socket.on('data', (bytes) => {
      got += bytes.length;
      if (got === sent) socket.write(Buffer.alloc(answered));
    });
    socket.on('end', () => socket.end()).on('error', () => undefined);
  });
  all.listen(0, '127.0.0.1');
  await once(all, 'listening');
  return all;
}

(reason === undefined ? describe : describe.skip)('connections of a process that has ended', () => {
  let tracer: Traced;
  let listening: Server;

  afterEach(() => {
    tracer?.kill();
    listening?.close();
  });

  async function ended(options: readonly string[], program = client, words: readonly string[] = []): Promise<{ readonly exit: Fields; readonly child: Fields; readonly pid: number }> {
    listening = await server();
    tracer = await Traced.start(['--process-existing', 'false', '--process-budget', '0', '--include-processes', 'python3*', ...options]);
    const address = listening.address();
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', program, String(typeof address === 'object' ? address?.port : 0), ...words]);
    const [pid = 0, child = 0] = stdout.trim().split(' ').map(Number);
    const exitOf = (one: number): Fields | undefined => tracer.events.find((event) => event['event'] === 'exit' && event['process_id'] === one);
    await tracer.until(() => exitOf(pid) !== undefined && exitOf(child) !== undefined);
    await tracer.stop();
    return { exit: exitOf(pid) ?? {}, child: exitOf(child) ?? {}, pid };
  }

  test.each(['lifecycle', 'summary'])('are counted up to its end, in the mode %s', async (mode) => {
    const { exit, child, pid } = await ended(['--probe', 'tcp,process', '--mode', mode]);
    const [closed, expected] = [opened - open, { connections_opened: opened, connections_open: open }];
    expect(exit).toMatchObject({ ...expected, connection_bytes_in: closed * answered, connection_bytes_out: closed * sent });
    expect(child).not.toHaveProperty('connections_opened');
    const closes = tracer.events.filter((event) => event['event'] === 'close' && event['process_id'] === pid && event['direction'] === 'outbound');
    const before = closes.filter(({ time }) => Number(time) <= Number(exit['time']));
    expect(closes.length).toBe(opened);
    expect(before.reduce((sum, event) => sum + Number(event['bytes_in']), 0)).toBe(exit['connection_bytes_in']);
    expect(tracer.losses).toEqual({});
  }, 60_000);

  test.each([[[]], [['exec']]])('are in no exit where the first of them are forgotten: %j', async (words) => {
    const { exit, pid } = await ended(['--probe', 'tcp,process'], forgotten, words);
    expect(tracer.events.filter((event) => event['event'] === 'connect' && event['process_id'] === pid).length).toBe(2);
    expect(exit).not.toHaveProperty('connections_opened');
  }, 60_000);

  test('are in no exit where nobody counts them', async () => {
    const { exit } = await ended(['--probe', 'process']);
    expect(exit).not.toHaveProperty('connections_opened');
  }, 60_000);
});
