/** What docs/knowledge.md says of the events of connections, as Markdown. For the build alone. */

const counting = `## Counting

A connection has several events in lifecycle mode, one and its interval reports in summary mode. Sum
\`connections\`, and the modes give the same number:

    \`ebpf_trace_index\` sourcetype=ebpf:tcp | stats sum(connections) AS connections sum(bytes) AS bytes BY process_name

It is 1 on the event that ends a connection (close, or connect_failed), once a connection: within the host, where both
ends are reported, at the connecting end. So a connection counts when it ends; those that are open have no such event yet.
\`connection_ends\` counts each end, for what concerns a process or a listener. Within the host means the same address at
both ends, or one of 127.0.0.0/8; two containers that talk to each other are two ends with two addresses, and count
twice. An input that traces inbound connections alone counts none of those within the host. Both ends report their bytes:
\`second_end=0\` leaves out those that the other end reports too. Bytes are on close and flow events, so that their sum is
the same in both modes, but for what a connection carried before the input started: only the close of lifecycle mode has that.
`;

const restarts = `## Over a restart of the input

A connection keeps its \`flow_id\` when the input is restarted, and no byte is summed twice. In lifecycle mode its close has
all of its bytes, whichever run saw it begin. In summary mode its bytes come in parts: at its regular end the input reports
what passed since the last report, of every open connection, and the next run begins with an \`existing\` that says in
\`bytes_in_before\`, \`bytes_out_before\` and the like what the connection had carried by then; its flows and its close
count from there. So the sum of bytes_in lacks what passed while no input ran, and where one was killed what passed since
its last report. All that a connection carried is what the last \`existing\` says, and the sum of what comes after it:

    \`ebpf_trace_index\` sourcetype=ebpf:tcp flow_id=* | \`ebpf_trace_whole\` | stats sum(bytes_in) sum(bytes_out) BY host flow_id

This needs \`existing_connections\`: without it a connection from before the start is first reported at its end, with all
of its bytes. Changing the mode while connections are open counts them in both ways; the totals stay right.
`;

const bothEnds = `## Both ends of a connection

\`connection_id\` is the same on both hosts, also where addresses and ports are translated between them ([what parts it](limits.md)).
Where both hosts run the input, a macro makes a row of the two ends; the report *Both ends of connections* uses it. These are the
translated ones:

    \`ebpf_trace_index\` sourcetype=ebpf:tcp connection_id=* | \`ebpf_trace_both_ends\` | where from_ip!=seen_ip OR asked_ip!=to_ip

What the other end of one process's connections is, a subsearch for the ids says first:

    \`ebpf_trace_index\` sourcetype=ebpf:tcp [search \`ebpf_trace_index\` sourcetype=ebpf:tcp process_name=curl connection_id=* | dedup connection_id | fields connection_id] | \`ebpf_trace_both_ends\`

In lifecycle mode a close says no \`connection_id\`, unless \`close_fields\` names it: it is on the event that the connection began with, which has the same
\`flow_id\`. So what each end counted, over a time that has both:

    \`ebpf_trace_index\` sourcetype=ebpf:tcp flow_id=* | eventstats values(connection_id) AS connection_id BY host flow_id | where event="close" | stats values(host) AS hosts sum(bytes_out) AS sent sum(bytes_in) AS received BY connection_id

Community ID (\`community_id = true\`) names addresses and ports instead, as network sensors see them on one side of a translation.
`;

export const tcpNotes: readonly string[] = [counting, restarts, bothEnds];

export const tcpCimNote = `What an event of sourcetype ebpf:tcp gives each field of the two data sets. Required is what Splunk's own test of
add-ons (pytest-splunk-addon) demands of TCP. Bytes are the one exception: that test wants each direction above 0,
here a direction without payload is 0 where the other one has some, so that bytes is their sum.

\`src\`, \`src_port\` of a listener, and a \`src_port\` or \`dest_port\` of 0, are placeholders: Endpoint.Ports wants them, and
there is no such peer. \`protocol_version\` is absent where a connect failed with neither address known.

The app brings no data model and no acceleration. CIM's own, and with it Enterprise Security, finds the events by their
tags in the indexes that the CIM add-on's macros \`cim_Network_Traffic_indexes\` and \`cim_Endpoint_indexes\` name: where
those are set, add the index of these events.

In lifecycle mode a connection is two events there, its begin (allowed) and its end (teardown). Count connections where
action is allowed or blocked, each end once; bytes are on the end alone, so that their sums are right as they are:

    | tstats count from datamodel=Network_Traffic where All_Traffic.vendor_product="eBPF Trace" All_Traffic.action IN (allowed, blocked) by All_Traffic.dest
`;
