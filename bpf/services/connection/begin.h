/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* How connections begin, in the order in which a connection meets it. */
#ifndef SERVICES_CONNECTION_BEGIN_H
#define SERVICES_CONNECTION_BEGIN_H

#include "kernel/bpf.h"
#include "kernel/mptcp.h"
#include "kernel/net.h"
#include "core/time.h"
#include "services/connection/call.h"
#include "services/connection/config.h"
#include "services/connection/direction.h"
#include "services/connection/filter.h"
#include "services/connection/flow.h"
#include "services/connection/mptcp.h"
#include "services/connection/owner.h"
#include "services/connection/record.h"
#include "services/connection/record_life.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"
#include "services/connection/traffic.h"

/* Endpoints and flow id, and what they hide. */
static __always_inline void establish(struct connection *connection, const void *sk, const struct snapshot *snapshot)
{
	struct subject *subject = &connection->subject;

	enter_stage(connection, STAGE_ESTABLISHED);
	subject->ends = snapshot->ends;
	mark_mptcp(connection, sk, snapshot);
	give_ids(subject, snapshot);
	if (subject->flags & CONNECTION_SUBFLOW && bpf_core_type_exists(struct mptcp_subflow_context))
		join_first(connection, sk);
}

/* Summary mode: what it carried before is reported with it, and what follows is counted from there. */
static __always_inline void count_from_here(struct connection *connection, const struct snapshot *snapshot, int state)
{
	if (!connection_config.summary || state == TCP_SYN_SENT)
		return;
	read_traffic(snapshot, counts_syn(&connection->subject), fin_was_queued(state), &connection->reported);
	connection->subject.flags |= CONNECTION_REPORTED;
}

/*
 * is_reported: an `existing` event will follow. Traffic is counted from here before the stage is ESTABLISHED, since from
 * then on the end may come at any time.
 */
static __always_inline struct connection *begin_unseen(const void *sk, const struct snapshot *snapshot, int state,
						       bool is_reported)
{
	struct connection *connection = begin_record(sk, NULL, &no_connection);

	if (!connection)
		return NULL;
	enter_stage(connection, STAGE_CONNECTING);
	connection->subject.ends = snapshot->ends;
	find_direction(&connection->subject, sk, snapshot, state);
	connection->subject.flags |= CONNECTION_EXISTING;
	connection->handled_state = state == TCP_SYN_SENT ? TCP_SYN_SENT : TCP_ESTABLISHED;
	connection->reported_retransmits = snapshot->total_retrans;
	if (is_reported)
		count_from_here(connection, snapshot, state);
	if (state != TCP_SYN_SENT)
		establish(connection, sk, snapshot);
	filter_endpoints(connection);
	return connection;
}

static __always_inline struct connection *begin_unowned(const void *sk, const struct snapshot *snapshot, int state)
{
	struct connection *connection = begin_unseen(sk, snapshot, state, false);

	if (connection)
		filter_unowned(connection);
	return connection;
}

/*
 * Outbound: SYN_SENT is always entered in process context. The socket has its peer by now, which need not be what was
 * asked for: 0.0.0.0 and :: are this host, and cgroup programs may exchange addresses and ports.
 */
static __always_inline struct connection *begin_outbound(struct connection *old, const void *sk,
							 const struct snapshot *snapshot)
{
	struct connection *connection = begin_record(sk, old, &no_connection);
	struct call *call = current_call(sk);

	if (!connection && call)
		call->attempted = 1;
	if (!connection)
		return NULL;
	enter_stage(connection, STAGE_CONNECTING);
	connection->subject.direction = DIRECTION_OUTBOUND;
	connection->began_ns = bpf_ktime_get_boot_ns();
	if (BPF_CORE_READ_BITFIELD_PROBED((const struct tcp_sock *)sk, fastopen_connect))
		connection->subject.flags |= CONNECTION_DEFERRED;
	connection->subject.ends = snapshot->ends;
	connection->write_seq = snapshot->write_seq;
	if (is_repairing(sk)) { /* bound by now, and established as soon as connect returns */
		ask_listeners(&connection->subject, WAY_RESTORED);
		connection->began_ns = 0;
		connection->subject.flags |= CONNECTION_REPORTED;
	}
	mark_mptcp(connection, sk, snapshot);
	filter_endpoints(connection);
	if (call)
		call->attempted = 1;
	return connection;
}

/* The owner of what has begun. A call of its own: within begin_outbound the stack of 5.10 has no room for a description. */
static __noinline int own_outbound(struct connection *connection, const void *sk)
{
	struct call *call = current_call(sk);
	u64 thread = bpf_get_current_pid_tgid();

	if (connection->subject.flags & CONNECTION_HIDDEN)
		return 0;
	if (call && is_known(caller_of(call)))
		give_owner(connection, caller_of(call), thread >> 32, (u32)thread, ATTRIBUTION_CONNECT);
	else
		give_current_as_owner(connection, ATTRIBUTION_CONNECT);
	return 0;
}

/*
 * A deferred connect's SYN left at the first write. Its own round trip is what was waited for; if it had to be sent
 * again, the time since the first one, which the kernel keeps in milliseconds (tcp_connect: retrans_stamp).
 */
static __always_inline u64 response_of(const struct connection *connection, const struct snapshot *snapshot)
{
	if (!connection->began_ns)
		return 0;
	if (!(connection->subject.flags & CONNECTION_DEFERRED))
		return bpf_ktime_get_boot_ns() - connection->began_ns;
	if (!snapshot->total_retrans)
		return (u64)rtt_us_of(snapshot) * NSEC_PER_USEC;
	if (!snapshot->retrans_stamp)
		return 0;
	return (u64)((u32)(snapshot->tcp_mstamp / 1000) - snapshot->retrans_stamp) * NSEC_PER_MSEC;
}

static __always_inline void establish_outbound(struct connection *connection, const void *sk,
					       const struct snapshot *snapshot, u64 response_ns)
{
	connection->response_ns = response_ns;
	establish(connection, sk, snapshot);
	if (connection->subject.flags & CONNECTION_RESTORED)
		notify_traffic(connection, EVENT_EXISTING, &connection->reported);
	else
		notify(connection, EVENT_CONNECT);
}

/* Inbound: nobody owns the connection before it is accepted. What is written here is the same, whoever is first. */
static __always_inline struct connection *begin_inbound(struct connection *old, const void *sk,
							const struct snapshot *snapshot)
{
	struct connection *connection = begin_record(sk, old, &new_inbound);

	if (!connection)
		return NULL;
	connection->began_ns = bpf_ktime_get_boot_ns();
	connection->response_ns = (u64)rtt_us_of(snapshot) * NSEC_PER_USEC;
	connection->reported_retransmits = snapshot->total_retrans; /* of SYN-ACKs, each reported by itself */
	establish(connection, sk, snapshot);
	filter_endpoints(connection);
	return connection;
}

/* Accepted before its handshake was over, or while it is handled; else a record here is an earlier socket's. */
static __always_inline bool is_accepted_early(const struct connection *connection, const struct snapshot *snapshot)
{
	return connection && connection->stage == STAGE_ESTABLISHED &&
	       (!connection->subject.flow || connection->subject.flow == flow_of(snapshot));
}

/*
 * A simultaneous open of which no record says that it began here: an opener comes from SYN_RECV, too, where the other's
 * SYN came before the answer to its own.
 */
static __always_inline bool was_opened_by_both(const struct snapshot *snapshot, int oldstate)
{
	return oldstate == TCP_SYN_RECV && acknowledged_syns(snapshot, oldstate) == 1;
}

static __always_inline struct connection *handle_established(struct connection *connection, const void *sk,
							     const struct snapshot *snapshot, int oldstate)
{
	if (!connection && (oldstate == TCP_SYN_SENT || was_opened_by_both(snapshot, oldstate)))
		connection = begin_unowned(sk, snapshot, TCP_SYN_SENT);
	if (connection && connection->stage == STAGE_CONNECTING) {
		connection->subject.is_opener_unknown |= oldstate == TCP_SYN_RECV; /* a simultaneous open */
		establish_outbound(connection, sk, snapshot, response_of(connection, snapshot));
		return connection;
	}
	if (oldstate != TCP_SYN_RECV || is_accepted_early(connection, snapshot))
		return connection;
	return begin_inbound(connection, sk, snapshot);
}

#endif
