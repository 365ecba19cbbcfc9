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
#include "services/connection/mptcp.h"
#include "services/connection/record.h"
#include "services/connection/report.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"
#include "services/connection/traffic.h"

/* It may still be one event. */
static __always_inline bool is_young(const struct connection *connection)
{
	return !wakeup.is_ending && !(connection->subject.flags & CONNECTION_TOLD) && connection->began_ns &&
	       bpf_ktime_get_boot_ns() - connection->began_ns < connection_config.interval_ns;
}

/* False: it was not told. */
static __always_inline bool report_flow(struct connection *connection, const struct sock *sk)
{
	struct traffic moved = {};
	struct facts facts;
	bool is_told;

	read_facts((const void *)sk, UNTYPED, &facts);
	if (flow_of(&facts) != connection->subject.flow)
		return false; /* another's by now, or changed while it was read: left to the next report */
	read_traffic(&facts, counts_syn(&connection->subject), fin_was_queued(BPF_CORE_READ(sk, __sk_common.skc_state)),
		     &connection->ending.traffic);
	read_only_subflow(connection, sk);
	connection->ending.rtt_us = rtt_us_of(&facts);
	read_new_traffic(connection, &moved);
	if (connection->subject.flags & CONNECTION_TOLD && !moved.packets_in && !moved.packets_out)
		return false;
	is_told = announce_report(connection, &moved) && notify_traffic(connection, EVENT_FLOW, &moved);
	if (is_told) /* else the next report, or the close, tells it */
		note_told(connection);
	report.flow = 0;
	return is_told;
}

/* Nobody has accepted it yet: nothing of it was reported, and its owner is still to come. */
static __always_inline bool is_unaccepted(const struct connection *connection)
{
	return !connection->subject.owner && !(connection->subject.flags & CONNECTION_EXISTING);
}

__noinline u32 report_record(u64 socket)
{
	struct connection *connection = connection_of((void *)socket);

	if (!connection || connection->stage != STAGE_ESTABLISHED || is_unaccepted(connection) || is_young(connection))
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
