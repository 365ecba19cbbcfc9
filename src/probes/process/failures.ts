/** Execs that fail: bpf/probes/process/failed.h. */
import { process_failed_sample, process_flag, process_sample } from '../../generated/samples';
import { emitProcess } from '../../services/owners/emit_process';
import { stringAt } from '../../services/owners/path_text';
import { type Emit, key, word } from '../../text/emit';
import { errnoWord } from '../../text/errno_word';
import type { Context } from '../probe';

const { get } = process_sample;
const failed = process_failed_sample;
const [requestedKey, triesKey, processGuid] = [key('requested_path'), key('failed_tries'), key('process_guid')];
const failedWord = word('event', 'exec_failed');
const mostRequestedBytes = 300;

/** One of a walk: who tried it is described as it was, or, where nobody had described that and another program runs since, only named. */
export function emitFailure(view: DataView, at: number, context: Context, emit: Emit): void {
  emit.begin('process', context.clock.micros(get.head_time_ns(view, at)));
  emit.word(failedWord);
  const errno = errnoWord(failed.get.error(view, at));
  if (errno !== undefined) emit.word(errno);
  emitTries(failed.get.tries(view, at), emit);
  const owner = context.owners.find(get.process_owner(view, at));
  const isOther = (get.process_flags(view, at) & process_flag.PROCESS_OTHER_PROGRAM) !== 0;
  emitProcess(get.process_pid(view, at), isOther ? undefined : owner, 'wholeKeys', emit);
  if (owner !== undefined && isOther && owner.guid !== '') emit.text(processGuid, owner.guid);
  const requested = stringAt(view, at + failed.at.asked, failed.length.asked);
  if (requested !== '') emit.text(requestedKey, requested, mostRequestedBytes);
  emit.end();
}

export function emitTries(tries: number, emit: Emit): void {
  if (tries > 0) emit.number(triesKey, tries);
}
