/** What the kernel side counts beyond the budget (bpf/probes/file/spend.h): an event for each sum of an interval. */
import type { Interval } from '../../elements';
import { file_kind, file_sum_key, file_sum_value } from '../../generated/samples';
import { emitProcess } from '../../services/owners/emit_process';
import type { Owner } from '../../services/owners/owners';
import { errorName } from '../../text/errno';
import { type Emit, key, word } from '../../text/emit';
import type { Context } from '../probe';
import { type Behind, behindFirst, Firsts, joinedBehind, merged } from '../rollup';
import { deleteAccess, renameAccess } from './changes';
import { accessOfSum, errorKey, watched } from './keys';

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
  readonly #firsts: Firsts;

  constructor(context: Context) {
    this.#context = context;
    this.#firsts = new Firsts(context.owners);
  }

  /** The process of the first of a sum. */
  remember(owner: number): void {
    this.#firsts.remember(owner);
  }

  *emit({ sums }: Interval, emit: Emit): Generator<void> {
    const rollups = merged(sums, keyOf.at.cpu, (values, place, at) => behindFirst(file_sum_value.get, values, place, at), joinedBehind);
    const ownerOf = (id: number): Owner | undefined => this.#firsts.find(id) ?? this.#context.owners.find(id);
    for (const rollup of rollups) {
      if (rollup.count === 0) continue;
      this.#emitOne(rollup, sums.keys, ownerOf(keyOf.get.owner(sums.keys, rollup.at)), emit);
      yield;
    }
    this.#firsts.turn();
  }

  #emitOne({ at, count, firstNs, lastNs }: Behind, keys: DataView, owner: Owner | undefined, emit: Emit): void {
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
