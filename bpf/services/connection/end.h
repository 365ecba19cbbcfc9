/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* How connections end, and what is reported then. */
#ifndef SERVICES_CONNECTION_END_H
#define SERVICES_CONNECTION_END_H

#include "kernel/bpf.h"
#include "kernel/mptcp.h"
#include "kernel/net.h"
#include "core/numbers.h"
#include "services/connection/begin.h"
#include "services/connection/claims.h"
#include "services/connection/config.h"
#include "services/connection/counters.h"
#include "services/connection/ending.h"
#include "services/connection/fail.h"
#include "services/connection/interval.h"
#include "services/connection/mptcp.h"
#include "services/connection/record.h"
#include "services/connection/record_life.h"
#include "services/connection/socket.h"
#include "services/connection/subflows.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"

static __always_inline void end_established(struct connection *connection, const struct sock *sk,
					    const struct snapshot *snapshot, int oldstate)
{
	if (!connection->subject.flow)
		give_ids(&connection->subject, snapshot);
	if (connection_config.summary)
		await_report(connection, sk);
	read_ending(connection, snapshot, oldstate);
	if (is_repairing(sk))
		connection->ending.reason = REASON_CHECKPOINTED;
	if (bpf_core_type_exists(struct mptcp_subflow_context) && connection->subject.flags & CONNECTION_MPTCP &&
	    fell_back(sk))
		connection->subject.flags &= ~CONNECTION_MPTCP;
	read_only_subflow(connection, sk);
	if (connection->subject.flags & CONNECTION_SUBFLOW)
		leave_first(connection);
	if (!(connection->subject.flags & CONNECTION_SUBFLOW) && connection->outer && wait_for_subflows(connection))
		return;
	if (connection->subject.owner || connection->subject.direction == DIRECTION_OUTBOUND ||
	    connection->subject.flags & CONNECTION_HIDDEN) {
		finish(connection);
		return;
	}
	/* Reported by accept, which may be under way on another CPU, or when the socket is destroyed. */
	enter_stage(connection, STAGE_UNACCEPTED);
}

static __always_inline void end_listening(struct connection *connection)
{
	if (connection->stage == STAGE_LISTENING)
		notify(connection, EVENT_LISTEN_CLOSE);
	enter_stage(connection, STAGE_NONE);
}

/* Established some time ago, and no hook showed it. */
static __always_inline void establish_unseen(struct connection *connection, const void *sk,
					     const struct snapshot *snapshot)
{
	if (!claim(sk))
		return;
	if (stage_of(connection) == STAGE_CONNECTING) {
		COUNT(connection, repaired);
		establish_outbound(connection, sk, snapshot, 0);
	}
	unclaim(sk);
}

static __always_inline bool is_opening(int state)
{
	return state == TCP_SYN_SENT || state == TCP_SYN_RECV;
}

/* The record, unless the connection that closes is another one: by its ports, enough at one socket's address. */
static __always_inline struct connection *unless_stale(struct connection *connection, const void *sk,
						       const struct tcp_sock *tp)
{
	if (!connection || connection->stage != STAGE_ESTABLISHED ||
	    (connection->subject.ends.remote_port == bpf_ntohs(tp->COMMON.skc_dport) &&
	     connection->subject.ends.local_port == bpf_ntohs(tp->inet_conn.icsk_inet.inet_sport)))
		return connection;
	leave_earlier(number_of(sk));
	delete_record(sk);
	return NULL;
}

static __always_inline struct connection *handle_close(struct connection *connection, const struct sock *sk,
						       const struct snapshot *snapshot, int oldstate)
{
	if (oldstate == TCP_LISTEN) {
		if (connection)
			end_listening(connection);
		return connection;
	}
	if (!connection && oldstate == TCP_SYN_RECV)
		return NULL; /* was never established */
	if (!connection)
		connection = begin_unowned(sk, snapshot, oldstate);
	if (!connection)
		return NULL;
	if (connection->stage == STAGE_CONNECTING && is_opening(oldstate)) {
		fail(connection, sk, snapshot, oldstate);
	} else if (connection->stage == STAGE_CONNECTING) {
		establish_unseen(connection, sk, snapshot);
	}
	if (connection->stage == STAGE_ESTABLISHED)
		end_established(connection, sk, snapshot, oldstate);
	return connection;
}

#endif
