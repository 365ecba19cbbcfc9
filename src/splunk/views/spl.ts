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

/** The other end: whom an outbound connection went to, whom an inbound one came from. In two steps as the process. */
export const peerTerms = '(dest_ip=$peer|s$ OR src_ip=$peer|s$ OR event=connect_failed OR sourcetype=$peer|s$)';
export const exactPeer = '| eval peer=if(direction=="inbound", src, dest) | search peer=$peer|s$';

/** Of each connection once: interval reports repeat it, and so does what is told of existing connections. */
export const handshakeMs = 'handshake_ms=if(in(event, "flow", "existing"), null(), 1000*response_time)';

/** The outcome of a connection attempt; an event of an established connection has none in lifecycle mode. */
export const outcome = '| eval outcome=if(event=="connect_failed", coalesce(outcome, "failed"), "established")';

/** Bytes for a person to read; a number stays a number only in tables, where it is sorted by. */
/** As the licence and the budgets count. */
export const megabyte = 1024 * 1024;

export const humanBytes = (field: string): string => {
  const scaled = (size: number, unit: string): string => `${field}>=${size}, round(${field}/${size}, 1) . " ${unit}"`;
  return `${field}=case(${[scaled(1024 * megabyte, 'GB'), scaled(megabyte, 'MB'), scaled(1024, 'KB')].join(', ')}, true(), ${field} . " B")`;
};

export const localTime = (field: string): string => `${field}=strftime(${field}, "%Y-%m-%d %H:%M:%S")`;

/** On one line. */
export const oneLine = (field: string): string => `${field}=replace(${field}, "\\s+", " ")`;

/** A row that says what would fill the table, in columns that it has, where there is no other. It is the last command. */
export function orSay(texts: Readonly<Record<string, string>>): string {
  const assignments = Object.entries(texts).map(([column, text]) => `"${column}"="${text}"`).join(', ');
  return `| appendpipe [stats count | where count==0 | eval ${assignments} | fields - count]`;
}
