/** What the kernel side counts beyond the budget (bpf/probes/file/spend.h): an event for each sum of an interval. */
import type { Interval } from '../../elements';
import { file_kind, file_sum_key, file_sum_value } from '../../generated/samples';
import { emitProcess } from '../../services/owners/emit_process';
import type { Owner } from '../../services/owners/owners';
import { errorName } from '../../text/errno';
import { type Emit, key, word } from '../../text/emit';
import type { Context } from '../probe';
import { deleteAccess, renameAccess } from './changes';
import { accessOfSum, errorKey, watched } from './keys';

/** Of all CPUs. */
interface Rollup {
  /** Where one of its keys lies. */
  readonly at: number;
  readonly count: number;
  readonly firstNs: number;
  readonly lastNs: number;
}

const { get } = file_sum_value;
const keyOf = file_sum_key;
const [countKey, firstTime] = [key('count'), key('first_time')];
const refused = word('event', 'refused_rollup');
const events: Readonly<Record<number, ReturnType<typeof word>>> = {
  [file_kind.FILE_OPENED]: word('event', 'open_rollup'),
  [file_kind.FILE_REFUSED]: refused,
  [file_kind.FILE_RENAMED]: word('event', 'rename_rollup'),
  [file_kind.FILE_UNLINKED]: word('event', 'delete_rollup'),
};

export class FileRollups {
  readonly #context: Context;
  /** By the id of their description: whose first was reported in this interval, and in the one before, whose sums are read a second later. */
  #firsts = new Map<number, Owner>();
  #firstsBefore = new Map<number, Owner>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Of the first of a sum: its description may be gone when that is read. */
  remember(owner: number): void {
    const found = this.#context.owners.find(owner);
    if (found !== undefined) this.#firsts.set(owner, found);
  }

  *emit({ sums }: Interval, emit: Emit): Generator<void> {
    const rollups = merged(sums);
    const ownerOf = (id: number): Owner | undefined => this.#firsts.get(id) ?? this.#firstsBefore.get(id) ?? this.#context.owners.find(id);
    for (const rollup of rollups) {
      if (rollup.count === 0) continue;
      this.#emitOne(rollup, sums.keys, ownerOf(keyOf.get.owner(sums.keys, rollup.at)), emit);
      yield;
    }
    [this.#firstsBefore, this.#firsts] = [this.#firsts, new Map<number, Owner>()];
  }

  #emitOne({ at, count, firstNs, lastNs }: Rollup, keys: DataView, owner: Owner | undefined, emit: Emit): void {
    const kind = keyOf.get.kind(keys, at);
    const outcome = keyOf.get.outcome(keys, at);
    const event = events[kind];
    if (event === undefined) throw new Error(`file sum of kind ${kind}`);
    const error = outcome >>> 8;
    emit.begin('file', this.#context.clock.micros(lastNs));
    emit.word(error === 0 ? event : refused);
    emit.number(countKey, count);
    emit.micros(firstTime, this.#context.clock.micros(firstNs));
    if (kind === file_kind.FILE_OPENED || kind === file_kind.FILE_REFUSED) emit.word(accessOfSum(outcome & 0xff));
    else if (error !== 0) emit.word(kind === file_kind.FILE_RENAMED ? renameAccess : deleteAccess);
    if (error !== 0) emit.text(errorKey, errorName(error));
    if (keyOf.get.is_watched(keys, at) !== 0) emit.word(watched);
    emitProcess(keyOf.get.pid(keys, at), owner, 'detailKeys', emit);
    emit.end();
  }
}

function merged({ count, keyBytes, valueBytes, keys, values }: Interval['sums']): readonly Rollup[] {
  const byKey = new Map<string, Rollup>();
  for (let index = 0; index < count; index++) {
    const [at, place] = [index * keyBytes, index * valueBytes];
    const key = Buffer.from(keys.buffer, keys.byteOffset + at, keyOf.at.cpu).toString('latin1'); // the CPU is the last member
    const part = { at, count: Math.max(0, get.count(values, place) - 1), firstNs: get.first_ns(values, place), lastNs: get.last_ns(values, place) };
    const other = byKey.get(key);
    byKey.set(key, other === undefined ? part : joined(other, part));
  }
  return [...byKey.values()];
}

function joined(a: Rollup, b: Rollup): Rollup {
  const first = [a, b].filter(({ count }) => count > 0).map(({ firstNs }) => firstNs);
  return { at: a.at, count: a.count + b.count, firstNs: first.length === 0 ? 0 : Math.min(...first), lastNs: Math.max(a.lastNs, b.lastNs) };
}
