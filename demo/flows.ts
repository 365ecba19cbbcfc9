/** Events put together by connection: who talked to whom, as rows of a table. */
import type { SplunkEvent } from '../splunkd';
import type { Column, Fields } from './table';

const reasons: Readonly<Record<string, string>> = {
  fin_local: 'closed here first',
  fin_remote: 'closed by the peer first',
  rst_local: 'reset here',
  rst_remote: 'reset by the peer',
  timeout: 'timed out',
  aborted: 'aborted',
};

/** One object a connection or attempt, with the fields of all its events; of a field that several have, the last. */
export function flowsOf(events: readonly SplunkEvent[]): readonly Fields[] {
  const flows = new Map<string, Fields>();
  for (const { fields } of events) {
    const key = String(fields['flow_id'] ?? `${fields['direction']} ${fields['dest_port']}`);
    flows.set(key, { ...flows.get(key), ...fields });
  }
  return [...flows.values()];
}

export const flowColumns: readonly Column<Fields>[] = [
  { title: 'PROCESS', align: 'left', text: (flow) => text(flow['process_name']) },
  { title: 'PID', align: 'right', text: (flow) => text(flow['process_id']) },
  { title: 'USER', align: 'left', text: (flow) => text(flow['user'] ?? flow['user_id']) },
  { title: 'DIRECTION', align: 'left', text: (flow) => text(flow['direction']) },
  { title: 'SOURCE', align: 'left', text: (flow) => end(flow, 'src') },
  { title: 'DESTINATION', align: 'left', text: (flow) => end(flow, 'dest') },
  { title: 'OUTCOME', align: 'left', text: (flow) => text(flow['outcome'] ?? reasons[text(flow['close_reason'])]) },
  { title: 'IN', align: 'right', text: (flow) => text(flow['bytes_in']) },
  { title: 'OUT', align: 'right', text: (flow) => text(flow['bytes_out']) },
  { title: 'MS', align: 'right', text: ({ duration }) => (typeof duration === 'number' ? (duration * 1000).toFixed(2) : '') },
];

function text(value: unknown): string {
  return value === undefined ? '' : String(value);
}

function end(flow: Fields, side: 'src' | 'dest'): string {
  return flow[`${side}_ip`] === undefined ? '' : `${text(flow[`${side}_ip`])}:${text(flow[`${side}_port`])}`;
}
