/** What the views of connections, and their searches, have in common. */
import { eachTyped, typedProcess } from '../../../splunk/views/spl';

/**
 * Events of the chosen processes, in two steps: terms that an indexer can look up, so that a choice of rare processes
 * does not read all events; then the exact choice. Where the choice is *, events without a process name must stay:
 * every sourcetype matches *, so the third term keeps them. Owners without a name are called unknown.
 */
export const processTerms = '(process_name IN ($process|s$) OR attribution IN (none, kernel) OR sourcetype IN ($process|s$))';
export const exactProcess = '| fillnull value="unknown" process_name | search process_name IN ($process|s$)';

export const typedProcessTerms = `(process_name IN ($process|s$) OR ${eachTyped} OR attribution IN (none, kernel) OR sourcetype IN ($process|s$))`;
export const exactTypedProcess = `| fillnull value="unknown" process_name | search ${typedProcess}`;

/** The peer: whom an outbound connection went to, whom an inbound one came from. In two steps as the process. */
export const peerTerms = '(dest_ip=$peer|s$ OR src_ip=$peer|s$ OR event=connect_failed OR sourcetype=$peer|s$)';
export const exactPeer = '| eval peer=if(direction=="inbound", src, dest) | search peer=$peer|s$';

/** What `connection_ends` counts, in a description. */
export const aboutSides = 'Each traced host reports its own side of a connection, so a connection within one host counts two sides, and one between two traced hosts counts one on each.';

/** Of each connection once: interval reports repeat it, and so do existing connections. */
export const handshakeMs = 'handshake_ms=if(in(event, "flow", "existing"), null(), 1000*response_time)';

/** How it went, as it can be chosen: established or failed. In two steps as the process, so that a choice of failures is looked up. */
export const outcomeTerms = '[| makeresults | eval event=if($outcome|s$=="failed", "connect_failed", "*") | return event]';
export const exactOutcome = '| eval result=if(event=="connect_failed", "failed", "established") | search result=$outcome|s$';

/** The outcome of a connection attempt; an event of an established connection has none in lifecycle mode. */
export const outcome = '| eval outcome=if(event=="connect_failed", coalesce(outcome, "failed"), "established")';
