/** What the input works with is there, but is not what it was: one clear line and another try, never a crash. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inputDocument } from '../../splunkd/documents';
import { EventStream, type SplunkEvent } from '../../splunkd/event_stream';
import { program, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of damaged.test.ts: ${reason}\n`);
const traced = reason === undefined ? describe : describe.skip;

const stanza = 'ebpf_trace://main';
const patienceMs = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'damaged-'));
const garbage = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 251));

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly log: readonly string[];
  readonly events: readonly SplunkEvent[];
  readonly problems: readonly string[];
}

/** The input, stopped when it has said why it cannot trace. */
async function runInput(command: readonly string[]): Promise<Ending> {
  const [events, problems]: [SplunkEvent[], string[]] = [[], []];
  const stream = new EventStream({ stanza, onEvent: (event) => void events.push(event), onProblem: (problem) => void problems.push(problem) });
  const child = spawn(command[0] ?? '', command.slice(1), { timeout: patienceMs, killSignal: 'SIGKILL' });
  let log = '';
  child.stdout.on('data', (bytes: Buffer) => stream.write(bytes));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    if (log.includes('cannot trace')) child.kill('SIGTERM');
  });
  child.stdin.end(inputDocument({ stanza, app: 'ebpf_trace', home: folder, params: {} }));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  stream.end();
  return { code, signal, log: log.trimEnd().split('\n'), events, problems };
}

function runVerb(command: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(command[0] ?? '', command.slice(1), { encoding: 'utf8', timeout: patienceMs });
  return { status, stdout, stderr };
}

/** One line that says why, in the log and in health; then another try. */
function expectOneReason({ code, signal, log, events, problems }: Ending, why: RegExp): void {
  expect({ code, signal, problems }).toEqual({ code: 0, signal: null, problems: [] });
  expect(log).toEqual([expect.stringMatching(/^ERROR cannot trace: .*; next try in 10 s$/), 'INFO stopped']);
  expect(log[0]).toMatch(why);
  expect(events.map(({ fields }) => fields['event'])).toEqual(['failed']);
  expect(events[0]?.fields['message']).toMatch(why);
}

traced("the kernel's BTF", () => {
  const why = /the kernel's BTF, \/sys\/kernel\/btf\/vmlinux, cannot be read \(\w+\)/;
  const kernel = readFileSync('/sys/kernel/btf/vmlinux');
  const contents = [['empty', Buffer.alloc(0)], ['garbage', garbage], ['cut', kernel.subarray(0, 100_000)], ['a header alone', kernel.subarray(0, 24)]] as const;

  describe.each(contents)('%s', (name, content) => {
    const mounted = file(`btf ${name}`, content);
    const command = ['unshare', '--mount', 'sh', '-c', 'mount --bind "$0" /sys/kernel/btf/vmlinux && exec "$@"', mounted, program];

    test('the input says so and tries again', async () => {
      expectOneReason(await runInput(command), why);
    }, patienceMs);

    test('run says so', () => {
      const { status, stdout, stderr } = runVerb([...command, 'run', '--duration', '1']);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^FATAL [^\n]+\n$/);
      expect(stderr).toMatch(why);
    });

    test('check says so among its findings', () => {
      const { status, stdout, stderr } = runVerb([...command, 'check']);
      expect([status, stderr]).toEqual([1, '']);
      expect(stdout).toMatch(new RegExp(`^FAIL {2}btf +${why.source}`, 'm'));
    });
  });
});

traced('the BPF object beside the executable', () => {
  const object = readFileSync(join(dirname(program), 'ebpf_trace.bpf.o'));
  const renamed = (from: string, to: string): Buffer => Buffer.from(object.toString('latin1').replaceAll(`\0${from}\0`, `\0${to}\0`), 'latin1');
  const contents = [
    ['empty', Buffer.alloc(0), /open \S+ebpf_trace\.bpf\.o: \w+; install the app again/],
    ['garbage', garbage, /open \S+ebpf_trace\.bpf\.o: \w+; install the app again/],
    ['cut', object.subarray(0, object.length / 2), /open \S+ebpf_trace\.bpf\.o: \w+; install the app again/],
    ['of another build', Buffer.concat([object, Buffer.of(0)]), /ebpf_trace\.bpf\.o is damaged, or of another version .*install the app again/],
    ['without a program', renamed('handle_process_exit', 'handle_process_exot'), /the BPF object has no program handle_process_exit: install the app again/],
    ['without a map', renamed('connections', 'connectionz'), /the BPF object has no map connections: install the app again/],
  ] as const;

  describe.each(contents)('%s', (name, content, why) => {
    let copy: string;

    beforeAll(() => {
      const bin = join(folder, `bin ${name}`);
      mkdirSync(bin);
      for (const one of readdirSync(dirname(program))) copyFileSync(join(dirname(program), one), join(bin, one));
      writeFileSync(join(bin, 'ebpf_trace.bpf.o'), content);
      copy = join(bin, 'ebpf_trace');
    });

    test('the input says so and tries again', async () => {
      expectOneReason(await runInput([copy]), new RegExp(why.source.replaceAll('\\S+', '.+')));
    }, patienceMs);

    test('run says so', () => {
      const { status, stdout, stderr } = runVerb([copy, 'run', '--duration', '1']);
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^FATAL [^\n]+\n$/);
    });

    test('check says so, and ends', () => {
      const { status, stdout, stderr } = runVerb([copy, 'check']);
      expect([status, stderr]).toEqual([1, '']);
      expect(stdout).toMatch(/^FAIL .*install the app again/m);
    });
  });
});
