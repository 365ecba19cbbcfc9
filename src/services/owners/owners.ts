/**
 * Processes by the id of their description: described once by the kernel side (bpf/services/owner/), formatted once here, looked
 * up for every event. The kernel says when no sample will refer to one any more.
 */
import { process_gone_sample, process_kind, process_sample } from '../../generated/samples';
import { onTheHost } from '../../host/surroundings';
import type { Settings } from '../../settings';
import type { Escaped } from '../../text/json';
import type { Keys } from '../../text/keys';
import { type Describe, describer } from './describe';
import { Users } from './users';

export interface Owner {
  /** process_name */
  readonly nameKey: Keys;
  /** All other keys. They change when a directory service names a user. */
  readonly detailKeys: Keys;
  /** Those of the latter that a close repeats. They change like them. */
  readonly closeKeys: Keys;
}

/** Only a lost "gone" leaves one behind: then the oldest go first, and their last events lack a name. */
const mostOwners = 200_000;

export class Owners {
  readonly #owners = new Map<number, Owner>();
  readonly #describe: Describe;
  /** The kernel said that they may go; they stay one generation longer, for samples on other CPUs. */
  #gone: number[] = [];
  #goneBefore: number[] = [];

  constructor(settings: Settings, escape: (jsonText: string) => Escaped, users = new Users(), surroundings = onTheHost) {
    this.#describe = describer(settings, escape, users, surroundings);
  }

  find(id: number): Owner | undefined {
    return this.#owners.get(id);
  }

  get size(): number {
    return this.#owners.size;
  }

  /** A sample of the process kind. Throws if it is none. */
  take(view: DataView, at: number, length: number): void {
    const kind = process_sample.get.head_kind(view, at);
    if (kind === process_kind.PROCESS_GONE) this.#gone.push(process_gone_sample.get.id(view, at));
    else if (length < process_sample.size) throw new Error(`process sample of ${length} bytes`);
    else this.#add(process_sample.get.id(view, at), this.#describe(view, at));
  }

  /** Called every second or so. */
  forget(): void {
    for (const id of this.#goneBefore) this.#owners.delete(id);
    this.#goneBefore = this.#gone;
    this.#gone = [];
  }

  #add(id: number, owner: Owner): void {
    this.#owners.set(id, owner);
    if (this.#owners.size <= mostOwners) return;
    const [oldest] = this.#owners.keys();
    if (oldest !== undefined) this.#owners.delete(oldest);
  }
}
