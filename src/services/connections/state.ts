import { tcp_state } from '../../generated/samples';

const names = new Map<number, string>(Object.entries(tcp_state).map(([name, state]) => [state, name.replace('TCP_', '')]));

/** ESTABLISHED for 1: include/net/tcp_states.h. */
export function stateText(state: number): string {
  return names.get(state) ?? String(state);
}
