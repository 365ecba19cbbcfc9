// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* The interval reports of summary mode. */

#include "kernel/bpf.h"
#include "kernel/net.h"
#include "core/on_demand.h"
#include "core/ring.h"
#include "services/connection/config.h"
#include "services/connection/endpoints.h"
#include "services/connection/existing.h"
#include "services/connection/flow.h"
#include "services/connection/interval.h"
#include "services/connection/mptcp.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"
#include "services/connection/traffic.h"

/* Younger than an interval: it may end soon, and is then reported by its close alone. */
static __always_inline bool is_young(const struct connection *connection)
{
	return !wakeup.is_ending && !(connection->subject.flags & CONNECTION_REPORTED) && connection->began_ns &&
	       bpf_ktime_get_boot_ns() - connection->began_ns < connection_config.interval_ns;
}

/* A segment came or went since its last report: most of many connections are idle, and are left after these few reads. */
static __always_inline bool has_moved(const struct connection *connection, const struct tcp_sock *tp)
{
	const struct traffic *reported = &connection->reported, *joined = &connection->joined;

	return !(connection->subject.flags & CONNECTION_REPORTED) ||
	       BPF_CORE_READ(tp, segs_in) + joined->packets_in != reported->packets_in ||
	       BPF_CORE_READ(tp, segs_out) + joined->packets_out != reported->packets_out;
}

/* False: it was not reported. */
static __always_inline bool report_flow(struct connection *connection, const struct sock *sk)
{
	struct traffic moved = {};
	struct snapshot snapshot;
	bool is_reported;

	read_snapshot((const void *)sk, UNTYPED, &snapshot);
	if (flow_of(&snapshot) != connection->subject.flow)
		return false; /* another's by now, or changed while it was read: left to the next report */
	read_traffic(&snapshot, counts_syn(&connection->subject),
		     fin_was_queued(BPF_CORE_READ(sk, __sk_common.skc_state)), &connection->ending.traffic);
	read_only_subflow(connection, sk);
	connection->ending.rtt_us = rtt_us_of(&snapshot);
	read_new_traffic(connection, &moved);
	is_reported = announce_report(connection, &moved) && notify_traffic(connection, EVENT_FLOW, &moved);
	if (is_reported) /* else the next report, or the close, contains it */
		note_reported(connection);
	report.flow = 0;
	return is_reported;
}

/* Nobody has accepted it yet: nothing of it was reported, and its owner is still to come. */
static __always_inline bool awaits_accept(const struct connection *connection)
{
	return !connection->subject.owner && !(connection->subject.flags & CONNECTION_EXISTING);
}

__noinline u32 report_record(u64 socket)
{
	struct connection *connection = connection_of((void *)socket);

	if (!connection || connection->stage != STAGE_ESTABLISHED || awaits_accept(connection) ||
	    is_young(connection) || !has_moved(connection, (void *)socket))
		return 0;
	if (!begin_report(connection, (void *)socket))
		return 0;
	report_flow(connection, (void *)socket);
	end_report();
	return 0;
}

/* Summary mode: what has passed since the last report, of each connection that is older than an interval. */
SEC("raw_tp")
int report_flows(u64 *sockets)
{
	FOR_EACH_KEY(sockets, report_record);
	return 0;
}
