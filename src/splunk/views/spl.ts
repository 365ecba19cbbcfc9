/** What the searches of the views have in common. */

/** Events of a sourcetype, as every search of the app begins. */
export const events = (sourcetype: 'tcp' | 'retransmit' | 'health', terms: string): string =>
  `\`ebpf_trace_index\` sourcetype=ebpf:${sourcetype}${terms === '' ? '' : ` ${terms}`}`;

/** host is on every event: * takes none away. */
export const ofHost = 'host=$host|s$';

/**
 * Events of the chosen processes, in two steps: terms that an indexer can look up, so that a choice of rare processes
 * does not read all events; then the exact choice. The choice * must not remove an event without a process name, so
 * the terms also let * fit the sourcetype, and the owners that have no name; these are called unknown.
 */
export const processTerms = '(process_name IN ($process|s$) OR attribution IN (none, kernel) OR sourcetype IN ($process|s$))';
export const exactProcess = '| fillnull value="unknown" process_name | search process_name IN ($process|s$)';

/** The outcome of a connection attempt; an event of an established connection has none in lifecycle mode. */
export const outcome = '| eval outcome=if(event=="connect_failed", coalesce(outcome, "failed"), "established")';

/** Bytes for a person to read; a number stays a number only in tables, where it is sorted by. */
export const humanBytes = (field: string): string =>
  `${field}=case(${field}>=1e9, round(${field}/1e9, 2)." GB", ${field}>=1e6, round(${field}/1e6, 2)." MB", ${field}>=1e3, round(${field}/1e3, 1)." KB", true(), ${field}." B")`;

export const localTime = (field: string): string => `${field}=strftime(${field}, "%Y-%m-%d %H:%M:%S")`;

/** A row that says what would fill the table, where there is no other. It is the last command. */
export const orSay = (text: string): string => `| appendpipe [stats count | where count==0 | eval "Nothing to show"="${text}" | fields - count]`;
