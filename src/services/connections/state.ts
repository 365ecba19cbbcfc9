import { tcp_state } from '../../generated/samples';
import { type Word, word } from '../../text/emit';

const names = new Map<number, string>(Object.entries(tcp_state).map(([name, state]) => [state, name.replace('TCP_', '')]));

/** Words of a key that has a state: ESTABLISHED for 1 (include/net/tcp_states.h), its number for one that no kernel has yet. */
export function stateWords(key: string): (state: number) => Word {
  const words = new Map<number, Word>();
  return (state) => {
    const known = words.get(state) ?? word(key, names.get(state) ?? String(state));
    words.set(state, known);
    return known;
  };
}
