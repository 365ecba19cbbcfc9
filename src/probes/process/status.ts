/** How a process ended. */
import { constants } from 'node:os';
import { type Emit, key, type Word, word } from '../../text/emit';

const [exitCode, signalNumber] = [key('exit_code'), key('signal')];
const coreDumped = word('core_dumped', true);
/** Of names for the same (SIGABRT and SIGIOT) the first. */
const signals: ReadonlyMap<number, Word> = new Map(Object.entries(constants.signals).toReversed().map(([name, number]) => [number, word('signal', name)]));

/** As wait(2) has it. */
export function emitStatus(status: number, emit: Emit): void {
  const signal = status & 0x7f;
  if (signal === 0) return emit.number(exitCode, status >> 8);
  const name = signals.get(signal);
  if (name === undefined) emit.number(signalNumber, signal);
  else emit.word(name);
  if (status & 0x80) emit.word(coreDumped);
}
