/**
 * A second witness, the kernel's own trace of socket states, for what no BPF program can see: the kernel of the
 * development machine is hardened, and runs none while its process 1 is the current one. A softirq that happens to
 * interrupt that process changes sockets of others, unseen by any tracer. (Where process 1 is nothing special, nothing
 * is missing, and this excuses nothing.)
 */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CaseTruth, connectionsOf } from './truth_lines';

let made = 0;

/** Ports and addresses of a storm's connections: the client's port, the server's address. */
export type Tuples = ReadonlySet<string>;

export class Witness {
  readonly #instance = `/sys/kernel/tracing/instances/ebpf_trace_test_${process.pid}_${(made += 1)}`;
  readonly #event = join(this.#instance, 'events/sock/inet_sock_set_state');
  readonly #isThere: boolean;

  constructor() {
    this.#isThere = attempt(() => {
      mkdirSync(this.#instance);
      writeFileSync(join(this.#instance, 'buffer_size_kb'), '16384');
      const threads = readdirSync('/proc/1/task');
      writeFileSync(join(this.#event, 'filter'), threads.map((id) => `common_pid == ${id}`).join(' || '));
      writeFileSync(join(this.#event, 'enable'), '1');
    });
  }

  /** What changed while process 1 was the current one. */
  tuples(serverPort: number): Tuples {
    return new Set(this.#states().map(([, local, remote, here, there]) => (Number(local) === serverPort ? `${remote} ${here}` : `${local} ${there}`)));
  }

  forget(): void {
    if (this.#isThere) writeFileSync(join(this.#instance, 'trace'), '');
  }

  /** Whether something of this case did, since it was asked to forget. A connect that failed may not know its own port. */
  concerns(truth: CaseTruth): boolean {
    const changed = this.#states();
    const ports = new Set(changed.flatMap(([, local, remote]) => [`${local} ${remote}`, `${remote} ${local}`, `undefined ${remote}`]));
    return connectionsOf(truth).some(({ src_port: from, dest_port: to }) => ports.has(`${from} ${to}`));
  }

  /** Whether anything at an address that begins so did, since it was asked to forget. */
  concernsAddress(prefix: string): boolean {
    return this.#states().some(([, , , from = '', to = '']) => from.startsWith(prefix) || to.startsWith(prefix));
  }

  #states(): RegExpExecArray[] {
    const text = this.#isThere ? readFileSync(join(this.#instance, 'trace'), 'utf8') : '';
    return [...text.matchAll(/ sport=(\d+) dport=(\d+) saddr=(\S+) daddr=(\S+) /g)];
  }

  remove(): void {
    attempt(() => writeFileSync(join(this.#event, 'enable'), '0'));
    attempt(() => rmdirSync(this.#instance));
  }
}

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false; // no tracefs
  }
}
