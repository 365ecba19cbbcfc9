/** Chains of parents that /proc shows to the process at their lower end, and one that has a gap. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { guidMaker } from '../../../src/services/owners/guid';

export interface Link {
  readonly pid: number;
  readonly name: string;
  readonly guid: string;
}

interface Shown {
  readonly pid: number;
  readonly name: string;
  readonly ticks: number;
  readonly pidNamespace: number;
  readonly nsPid: number;
}

const show = `
import json, os, re
def pid_namespace(pid, levels):
    try:
        return os.stat(f"/proc/{pid}/ns/pid").st_ino
    except PermissionError: # one above in as many namespaces as we are in is in the same
        assert levels == status(os.getpid())[1]
        return os.stat("/proc/self/ns/pid").st_ino
def status(pid):
    numbers = re.search(r"^NStgid:(.*)$", open(f"/proc/{pid}/status", errors="surrogateescape").read(), re.M)[1].split()
    return int(numbers[-1]), len(numbers)
def link(pid):
    stat = open(f"/proc/{pid}/stat", errors="surrogateescape").read()
    name, rest = re.match(r"\\d+ \\((.*)\\) (.*)$", stat, re.S).groups()
    ns_pid, levels = status(pid)
    fields = rest.split()
    return int(fields[1]), dict(pid=pid, name=name, ticks=int(fields[19]), pidNamespace=pid_namespace(pid, levels), nsPid=ns_pid)
pid, links = os.getpid(), []
while pid:
    pid, one = link(pid)
    links.append(one)
print(json.dumps(links))
`;

/** The one that ends, its orphan, which waits until it is one, and what that starts. */
const orphan = `
import json, os, subprocess, time
ended = os.getpid()
if os.fork():
    os._exit(0)
until = time.monotonic() + 20
while os.getppid() == ended and time.monotonic() < until:
    time.sleep(0.001)
child = subprocess.Popen(["true"])
child.wait()
print(json.dumps([ended, os.getpid(), child.pid]), flush=True)
os.execlp("true", "true")
`;

/** Some of the names have a blank. */
const name = 'two words';

/** From itself up to process 1, with so many shells in between. */
export async function chainBelow(folder: string, shells: number): Promise<readonly Link[]> {
  const program = join(folder, 'show.py');
  writeFileSync(program, show);
  let command = `python3 '${program}'`;
  for (let at = 0; at < shells; at += 1) {
    const script = join(folder, at % 2 === 0 ? `${name} ${at}` : `word${at}`);
    writeFileSync(script, `#!/bin/sh\n${command}\ntrue\n`, { mode: 0o755 });
    command = `'${script}'`;
  }
  const { stdout } = await promisify(execFile)('sh', ['-c', `exec ${command}`]);
  const guid = guidMaker(Buffer.from(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').replaceAll(/[-\n]/g, ''), 'hex'));
  return (JSON.parse(stdout) as readonly Shown[]).map(({ pid, name: comm, ticks, pidNamespace, nsPid }) => ({ pid, name: comm, guid: guid({ pidNamespace, nsPid, startNs: BigInt(ticks) * 10_000_000n }) }));
}

/** Pids of a process that ended, of the orphan that it left, and of that one's child. */
export async function orphanOf(): Promise<readonly [ended: number, orphan: number, child: number]> {
  const { stdout } = await promisify(execFile)('python3', ['-c', orphan]);
  return JSON.parse(stdout) as [number, number, number];
}
