/** What the kernel side counts beyond the budget (bpf/probes/process/spend.h): an event for each sum of an interval. */
import type { Interval } from '../../elements';
import { process_kind, process_sum_key, process_sum_value } from '../../generated/samples';
import type { Owner } from '../../services/owners/owners';
import { stringAt } from '../../services/owners/path_text';
import { type Emit, key, word } from '../../text/emit';
import { errnoWord } from '../../text/errno_word';
import type { Context } from '../probe';
import { type Behind, behindFirst, bytesOf, Firsts, joinedBehind, merged } from '../rollup';
import { emitTries } from './failures';
import { emitStatus } from './status';

interface Rollup extends Behind {
  readonly name: string;
  readonly parentPid: number;
  readonly parentName: string;
  /** Of the one that was reported whole, where that is known. */
  readonly owner: Owner | undefined;
  /** Who says what it ran: of an exit that of an exec, since before kernel 6.18 one that ends has no path any more. */
  readonly texts: Owner | undefined;
  readonly amount: number;
}

const { get, at: offset, length } = process_sum_value;
const keyOf = process_sum_key;
const [countKey, firstTime, cpuTime] = [key('count'), key('first_time'), key('cpu_time')];
const [nameKey, userId, parentId, parentName, parentGuid, firstGuid] = [key('process_name'), key('user_id'), key('parent_process_id'), key('parent_process_name'), key('parent_process_guid'), key('first_process_guid')];
const inexact = word('cpu_exact', 'false');
const events: Readonly<Record<number, ReturnType<typeof word>>> = {
  [process_kind.PROCESS_EXEC]: word('event', 'exec_rollup'),
  [process_kind.PROCESS_EXIT]: word('event', 'exit_rollup'),
  [process_kind.PROCESS_EXEC_FAILED]: word('event', 'exec_failed_rollup'),
};

export class Rollups {
  readonly #context: Context;
  readonly #firsts: Firsts;
  /** By parent and executable: of execs in sums of the interval before. */
  #ran = new Map<string, Owner>();

  constructor(context: Context) {
    this.#context = context;
    this.#firsts = new Firsts(context.owners);
  }

  /** The first of a sum, of which it takes its texts. */
  remember(owner: number): void {
    this.#firsts.remember(owner);
  }

  *emit({ sums }: Interval, emit: Emit): Generator<void> {
    const rollups = this.#withTexts(merged(sums, keyOf.at.cpu, (values, place, at) => this.#rollupOf(values, place, at), joined), sums.keys);
    this.#firsts.turn();
    for (const rollup of rollups) {
      if (rollup.count === 0) continue;
      this.#emitOne(rollup, sums.keys, emit);
      yield;
    }
  }

  #withTexts(rollups: readonly Rollup[], keys: DataView): readonly Rollup[] {
    const origin = ({ at }: Rollup): string => bytesOf(keys, at, keyOf.at.outcome); // parent and executable come first
    const kind = ({ at }: Rollup): number => keyOf.get.kind(keys, at);
    const ran = new Map<string, Owner>();
    for (const rollup of rollups) if (kind(rollup) === process_kind.PROCESS_EXEC && rollup.owner !== undefined) ran.set(origin(rollup), rollup.owner);
    const before = this.#ran;
    this.#ran = ran;
    return rollups.map((rollup) => ({ ...rollup, texts: (kind(rollup) === process_kind.PROCESS_EXIT ? ran.get(origin(rollup)) ?? before.get(origin(rollup)) : undefined) ?? rollup.owner }));
  }

  #rollupOf(values: DataView, place: number, at: number): Rollup {
    const owner = this.#firsts.find(get.owner(values, place));
    return {
      ...behindFirst(get, values, place, at), name: stringAt(values, place + offset.name, length.name), parentPid: get.parent_pid(values, place),
      parentName: stringAt(values, place + offset.parent_name, length.parent_name), owner, texts: owner, amount: get.amount(values, place),
    };
  }

  #emitOne({ at, name, parentPid, parentName: parent, owner, texts, count, amount, firstNs, lastNs }: Rollup, keys: DataView, emit: Emit): void {
    const kind = keyOf.get.kind(keys, at);
    const event = events[kind];
    if (event === undefined) throw new Error(`process sum of kind ${kind}`);
    emit.begin('process', this.#context.clock.micros(lastNs));
    emit.word(event);
    emit.number(countKey, count);
    emit.micros(firstTime, this.#context.clock.micros(firstNs));
    emitOutcome(kind, keyOf.get.outcome(keys, at), amount, emit);
    emit.text(nameKey, name);
    if (texts === undefined) {
      emit.number(userId, keyOf.get.uid(keys, at));
      emit.number(parentId, parentPid);
      emit.text(parentName, parent);
      emit.text(parentGuid, this.#context.owners.guidOf({ pidNamespace: keyOf.get.parent_pid_namespace(keys, at), startNs: keys.getBigUint64(at + keyOf.at.parent_start_ns, true), nsPid: keyOf.get.parent_pid(keys, at) }));
    } else {
      emit.keys(texts.unnamedKeys);
    }
    if (owner !== undefined) emit.text(firstGuid, owner.guid);
    emit.end();
  }
}

function joined(a: Rollup, b: Rollup): Rollup {
  return { ...a, ...joinedBehind(a, b), owner: a.owner ?? b.owner, amount: a.amount + b.amount };
}

function emitOutcome(kind: number, outcome: number, amount: number, emit: Emit): void {
  if (kind === process_kind.PROCESS_EXIT) {
    emitStatus(outcome, emit);
    emit.micros(cpuTime, Math.round(amount / 1000));
    emit.word(inexact);
    return;
  }
  const errno = errnoWord(outcome);
  if (errno !== undefined) emit.word(errno);
  emitTries(amount, emit);
}
