/** What events say of a process: who it is, and as much of the rest as concerns them. */
import { type Emit, key } from '../../text/emit';
import type { Owner } from './owners';

const processId = key('process_id');

/** @param pid 0: not known @param keys which of its keys the event says */
export function emitProcess(pid: number, owner: Owner | undefined, keys: 'detailKeys' | 'closeKeys' | 'wholeKeys' | 'briefKeys', emit: Emit): void {
  if (pid !== 0) emit.number(processId, pid);
  if (owner !== undefined) emit.keys(owner[keys]);
}
