/**
 * What is shown by doing it very often, and how often: the whole of it by `npm run prove`, which writes docs/proof.md, a
 * twentieth by `npm test`. A test of it calls `proof` with the name, and is otherwise a test like others.
 */
export interface Proof {
  /** What a reader of docs/proof.md learns. */
  readonly shows: string;
  /** Of the number below: connections, texts, stops. */
  readonly unit: string;
  readonly whole: number;
}

export const proofs = {
  storms: { shows: 'each connection of a storm of 50,000 is reported as it was, once, by every event of it', unit: 'storms in each mode', whole: 4 },
  processes: { shows: 'each exec and each end of a storm of short processes is reported as it was, once, with its arguments and its parent, or counted as lost', unit: 'processes', whole: 100_000 },
  shell_lines: { shows: 'each line that is pasted into a shell is reported as it was, once', unit: 'lines', whole: 100_000 },
  stops: { shows: 'a stop amid a storm, whatever the reader does, is over within 2 seconds, ends behind a whole event, and counts what it gives up', unit: 'stops', whole: 100 },
  connection_ids: { shows: 'a connection through a router that translates addresses and ports has one connection_id, on all of its events at both ends, and no other has it', unit: 'connections', whole: 10_000 },
  ring: { shows: 'the ring buffer is read without a loss or a repetition, at any fill and wrap', unit: 'rounds', whole: 12_000 },
  addresses: { shows: 'any IPv6 address is written as the URL standard writes it', unit: 'addresses', whole: 1_000_000 },
  texts: { shows: 'any bytes are valid JSON in valid XML, and come out of both as they went in', unit: 'texts', whole: 1_000_000 },
  settings: { shows: 'any text as any setting is taken, or refused in one line', unit: 'texts', whole: 1_000_000 },
  documents: { shows: 'any damage to what splunkd writes to standard input is read, or refused in one line', unit: 'documents', whole: 100_000 },
  user_ranges: { shows: 'a range of users is cut into the fewest prefixes that cover it, and nothing else', unit: 'ranges', whole: 40_000 },
  process_filters: { shows: 'the filter by process shows what is included and not excluded', unit: 'filters', whole: 20_000 },
  user_filters: { shows: 'the filter by user shows what is included and not excluded', unit: 'filters', whole: 10_000 },
} as const satisfies Readonly<Record<string, Proof>>;

export type ProofName = keyof typeof proofs;
