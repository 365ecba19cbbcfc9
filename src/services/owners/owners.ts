/**
 * Processes by the id of their description: described once by the kernel side (bpf/services/owner/), formatted once here, looked
 * up for every event. The kernel says when no sample will refer to one any more.
 */
import { owner_gone_sample, owner_kind, owner_sample } from '../../generated/samples';
import { onTheHost } from '../../host/surroundings';
import type { Settings } from '../../settings';
import type { Escaped } from '../../text/json';
import type { Keys } from '../../text/keys';
import { type Describe, describer, guidsOf } from './describe';
import type { Birth } from './guid';
import { Users } from './users';

export interface Owner {
  /** Empty of one that had lost its pid. */
  readonly guid: string;
  /** process_name and process_guid, with which all others begin: an event copies one of them. */
  readonly nameKey: Keys;
  /** All keys. They change when a directory service names a user. */
  readonly detailKeys: Keys;
  /** Those of the latter that a close repeats. They change like them. */
  readonly closeKeys: Keys;
  /** For events about the process itself, none where no probe has such: all keys, the same without nameKey, and those that its end repeats. They change like them. */
  readonly wholeKeys: Keys;
  readonly unnamedKeys: Keys;
  readonly briefKeys: Keys;
  /** What the same events say of it as a parent. */
  readonly asParent: Keys;
}

/** Only a lost "gone" leaves one behind: then the oldest go first, and their last events lack a name. */
const mostOwners = 200_000;

export class Owners {
  readonly #owners = new Map<number, Owner>();
  /** The newest description of each process. Whoever has the guid of one that is gone knows nothing of it. */
  readonly #byGuid = new Map<string, Owner>();
  /** Of any process, whether it was described or not. */
  readonly guidOf: (birth: Birth) => string;
  readonly #describe: Describe;
  /** The kernel said that they may go; they stay one generation longer, for samples on other CPUs. */
  #gone: number[] = [];
  #goneBefore: number[] = [];

  constructor(settings: Settings, escape: (jsonText: string) => Escaped, users = new Users(), surroundings = onTheHost) {
    this.guidOf = guidsOf(surroundings.bootId);
    this.#describe = describer({ settings, escape, users, surroundings, ownerOf: (guid) => this.#byGuid.get(guid) });
  }

  find(id: number): Owner | undefined {
    return this.#owners.get(id);
  }

  get size(): number {
    return this.#owners.size;
  }

  /** A sample of the process kind. Throws if it is none. */
  take(view: DataView, at: number, length: number): void {
    const kind = owner_sample.get.head_kind(view, at);
    if (kind === owner_kind.OWNER_GONE) this.#gone.push(owner_gone_sample.get.id(view, at));
    else if (length < owner_sample.size) throw new Error(`owner sample of ${length} bytes`);
    else this.#add(owner_sample.get.id(view, at), this.#describe(view, at));
  }

  /** Called every second or so. */
  forget(): void {
    for (const id of this.#goneBefore) this.#remove(id);
    this.#goneBefore = this.#gone;
    this.#gone = [];
  }

  #add(id: number, owner: Owner): void {
    this.#owners.set(id, owner);
    if (owner.guid !== '') this.#byGuid.set(owner.guid, owner);
    if (this.#owners.size <= mostOwners) return;
    const [oldest] = this.#owners.keys();
    if (oldest !== undefined) this.#remove(oldest);
  }

  #remove(id: number): void {
    const owner = this.#owners.get(id);
    if (owner === undefined) return;
    this.#owners.delete(id);
    if (this.#byGuid.get(owner.guid) === owner) this.#byGuid.delete(owner.guid);
  }
}
