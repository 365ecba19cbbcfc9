/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The tcp probe: how connections end, and what is reported then. */
#ifndef TCP_CLOSE_H
#define TCP_CLOSE_H

static __always_inline void give_listener_as_owner(struct connection *connection)
{
	struct listener *listener = listener_of(&connection->subject);
	struct subject *subject = &connection->subject;

	if (listener && !listener->others && listener->owner) {
		subject->owner = listener->owner;
		subject->pid = listener->pid;
		subject->tid = listener->pid;
		subject->attribution = ATTRIBUTION_LISTENER;
		refer_to(subject->owner);
	} else {
		filter_unowned(connection);
	}
	if (listener && listener->hidden && !(subject->flags & CONNECTION_HIDDEN)) {
		hide(connection);
		COUNT(filtered);
	}
}

/* Nobody can accept it any more. */
static __always_inline void own_unaccepted(struct connection *connection)
{
	if (!connection->subject.owner && connection->subject.direction == DIRECTION_INBOUND)
		give_listener_as_owner(connection);
}

static __always_inline void finish(struct connection *connection)
{
	send_connection(connection, TCP_CLOSE_EVENT, 0, 0);
	connection->stage = STAGE_NONE;
}

/* MPTCP sends again, on any subflow, what its peer was slow to take: the outer socket counts it once, where it counts. */
static __always_inline void read_outer_traffic(struct connection *first, struct mptcp_sock *outer)
{
	u64 sent, acked;

	if (!outer || !bpf_core_field_exists(outer->bytes_acked))
		return;
	sent = BPF_CORE_READ(outer, bytes_sent);
	acked = BPF_CORE_READ(outer, bytes_acked);
	if (acked < sent && bpf_core_field_exists(outer->snd_una) && BPF_CORE_READ(outer, write_seq) == BPF_CORE_READ(outer, snd_una))
		return; /* fell back to TCP meanwhile, and counts acknowledgements no more */
	first->ending.traffic.bytes_in = BPF_CORE_READ(outer, bytes_received);
	first->ending.traffic.bytes_out = sent < acked ? sent : acked; /* its own FIN counts as acknowledged, not as sent */
	first->joined.bytes_in = 0;
	first->joined.bytes_out = 0;
	if (bpf_core_field_exists(outer->snd_una)) /* its FIN waits there too, until it is acknowledged */
		first->ending.bytes_unacked = at_least_zero(BPF_CORE_READ(outer, write_seq) - BPF_CORE_READ(outer, snd_una) -
							    BPF_CORE_READ(outer, snd_data_fin_enable));
}

/* True for one of those who ask. */
static __always_inline bool close_account(const struct connection *first)
{
	u64 outer = first->outer;

	return !bpf_map_delete_elem(&accounts, &outer);
}

/* The last subflow ends the connection that the first one began. */
static __always_inline void finish_subflows(struct connection *first, const struct ending *last)
{
	first->ending.time_ns = last->time_ns;
	first->ending.reason = last->reason;
	read_outer_traffic(first, (void *)first->outer);
	finish(first);
	if (connection_of((void *)first->outer) == first)
		end_record((void *)first->outer, first);
}

/* What an additional subflow carried becomes the first one's. */
static __always_inline void leave_first(const struct connection *connection)
{
	struct connection *first = first_of(connection);
	const struct traffic *carried = &connection->ending.traffic;

	if (!first)
		return;
	__sync_fetch_and_add(&first->joined.bytes_in, carried->bytes_in);
	__sync_fetch_and_add(&first->joined.bytes_out, carried->bytes_out);
	__sync_fetch_and_add(&first->joined.packets_in, carried->packets_in);
	__sync_fetch_and_add(&first->joined.packets_out, carried->packets_out);
	__sync_fetch_and_add(&first->joined.retransmits, carried->retransmits);
	__sync_fetch_and_add(&first->subflows, -1);
	if (first->stage == STAGE_SUBFLOWS && first->subflows <= 0 && close_account(first))
		finish_subflows(first, &connection->ending);
}

/* False: there is no room at the other address. */
static __always_inline bool move_to_outer(const void *sk, struct connection *first)
{
	u64 key = (u64)sk, outer = first->outer;
	struct connection *moved;

	if (bpf_map_update_elem(&connections, &outer, first, BPF_NOEXIST))
		return false;
	moved = connection_of((void *)outer);
	if (moved && first->subflows <= 0) /* the last one left meanwhile, and told */
		end_record((void *)outer, moved);
	bpf_map_delete_elem(&connections, &key);
	return true;
}

/* The peer spoke plain TCP: an opener learns that only after it is established. */
static __always_inline bool fell_back(const void *sk)
{
	const struct inet_connection_sock *icsk = sk;
	struct mptcp_subflow_context *subflow = BPF_CORE_READ(icsk, icsk_ulp_data);

	return subflow && !BPF_CORE_READ_BITFIELD_PROBED(subflow, mp_capable) && !BPF_CORE_READ_BITFIELD_PROBED(subflow, mp_join) &&
	       !BPF_CORE_READ_BITFIELD_PROBED(subflow, request_join);
}

/* Of a connection of a single subflow: its payload, without what was sent again. */
static __always_inline void read_only_subflow(struct connection *connection, const void *sk)
{
	const u8 flags = connection->subject.flags;

	if (!bpf_core_type_exists(struct mptcp_subflow_context) || !(flags & CONNECTION_MPTCP) || flags & CONNECTION_SUBFLOW)
		return;
	if (!connection->outer && !fell_back(sk))
		read_outer_traffic(connection, (void *)outer_of(sk));
}

/* The first one ends. False: it is the last one, too. */
static __always_inline bool wait_for_subflows(struct connection *first)
{
	if (first->subflows > 0) {
		first->stage = STAGE_SUBFLOWS;
		full_barrier(first);
		if (first->subflows > 0)
			return true;
	}
	if (!close_account(first))
		return true; /* the last one left meanwhile, and tells */
	read_outer_traffic(first, (void *)first->outer);
	return false;
}

static __always_inline void end_established(
	struct connection *connection, const struct sock *sk, const struct facts *facts, int oldstate)
{
	if (config.summary)
		await_report(connection, sk);
	read_ending(connection, facts, oldstate);
	if (is_repairing(sk))
		connection->ending.reason = REASON_CHECKPOINTED;
	if (bpf_core_type_exists(struct mptcp_subflow_context) && connection->subject.flags & CONNECTION_MPTCP && fell_back(sk))
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
	connection->stage = STAGE_HELD; /* accept may be under way on another CPU: it tells, or the socket's end does */
}

/* Tells an accept, and the close that had to wait for it. */
static __always_inline void accepted(struct connection *connection)
{
	send_beginning(connection, TCP_ACCEPT);
	if (connection->stage == STAGE_HELD)
		finish(connection);
}

/*
 * Where no accept was seen (io_uring, no tracefs, a 32-bit program) the first read, write or close tells the process.
 * In process context only.
 */
static __always_inline void attribute_by_io(struct connection *connection)
{
	if (!connection || connection->subject.owner || connection->subject.direction != DIRECTION_INBOUND ||
	    connection->subject.flags & CONNECTION_HIDDEN)
		return;
	give_current_as_owner(connection, ATTRIBUTION_IO);
	accepted(connection);
}

/* sendto with MSG_FASTOPEN, which returns the errno; a deferred connect may be closed before anything was written. */
static __always_inline bool is_told_by_write(const struct connection *connection)
{
	return config.writes && !(connection->subject.flags & CONNECTION_DEFERRED) &&
	       !(BPF_CORE_READ(current_task(), flags) & PF_KTHREAD);
}

static __always_inline void send_failed(struct connection *connection, const struct facts *facts, u32 error, u8 was_given_up)
{
	connection->stage = STAGE_FAILED;
	connection->ending.time_ns = bpf_ktime_get_boot_ns();
	connection->ending.traffic.retransmits = facts->total_retrans;
	send_connection(connection, TCP_CONNECT_FAILED, error, was_given_up);
}

#define ECONNREFUSED 111

/*
 * The errno of an attempt's end. Another thread may have taken it already (SO_ERROR asks no lock, and before 6.11 pollers
 * are woken before the socket is closed): a reset's is known all the same (tcp_reset).
 */
static __always_inline u32 failure_of(const struct connection *connection, const struct facts *facts, int oldstate)
{
	if (facts->sk_err || connection->reset != RESET_REMOTE)
		return facts->sk_err;
	return oldstate == TCP_SYN_SENT ? ECONNREFUSED : ECONNRESET;
}

/* Of the peer that the socket had. Hidden, it is counted already. */
static __always_inline void leave_to_return(const struct connection *connection, struct call *call, const struct facts *facts)
{
	if (connection->subject.flags & CONNECTION_HIDDEN)
		return;
	call->attempted = 0;
	call->is_unread = 0;
	call->remote_port = facts->ends.remote_port;
	__builtin_memcpy(call->remote, facts->ends.remote, sizeof(call->remote));
}

/*
 * A connect that fails before its SYN leaves (EADDRNOTAVAIL) is told when the call returns, with its errno. snd_una does
 * not tell it: on a socket that had a connection before, it still stands where that one ended.
 */
static __always_inline void fail(struct connection *connection, const void *sk, const struct facts *facts, int oldstate)
{
	u32 error = failure_of(connection, facts, oldstate);
	bool syn_sent = facts->write_seq != connection->write_seq;
	struct call *call = current_call(sk);

	connection->stage = STAGE_NONE;
	if (!error && !syn_sent && call)
		leave_to_return(connection, call, facts);
	if (!error && !syn_sent && (call || is_told_by_write(connection)))
		return;
	connection->subject.ends = facts->ends;
	send_failed(connection, facts, error, (syn_sent || connection->subject.flags & CONNECTION_DEFERRED) && is_given_up(sk));
}

static __always_inline void end_listening(struct connection *connection)
{
	if (connection->stage == STAGE_LISTENING)
		send_connection(connection, TCP_LISTEN_CLOSE, 0, 0);
	connection->stage = STAGE_NONE;
}

/* Established some time ago, and no hook showed it. */
static __always_inline void establish_unseen(struct connection *connection, const void *sk, const struct facts *facts)
{
	if (!claim(sk))
		return;
	if (stage_of(connection) == STAGE_CONNECTING) {
		COUNT(repaired);
		establish_outbound(connection, sk, facts, 0);
	}
	unclaim(sk);
}

static __always_inline bool is_opening(int state)
{
	return state == TCP_SYN_SENT || state == TCP_SYN_RECV;
}

/*
 * A record whose socket is gone, and no hook showed its end: reported with what the record knows. Not when it ended, so
 * there is no duration, and not what it carried.
 */
static __always_inline void end_missed(struct connection *connection, u8 stage)
{
	u8 kind = stage == STAGE_LISTENING ? TCP_LISTEN_CLOSE : stage == STAGE_CONNECTING ? TCP_CONNECT_FAILED : TCP_CLOSE_EVENT;

	if (connection->subject.flags & CONNECTION_SUBFLOW)
		leave_first(connection);
	else if (connection->outer)
		close_account(connection);
	own_unaccepted(connection);
	connection->began_ns = 0;
	connection->ending.time_ns = bpf_ktime_get_boot_ns();
	connection->ending.bytes_unacked = 0;
	connection->ending.rtt_us = 0;
	connection->ending.reason = REASON_UNKNOWN;
	if (is_shown(connection) && send_connection(connection, kind, 0, 0))
		COUNT(missed);
	connection->stage = STAGE_NONE;
}

/* Its end was seen, and waited for an accept or for further subflows that cannot come any more. */
static __always_inline void end_waiting(struct connection *connection, u8 stage)
{
	connection->stage = STAGE_NONE;
	if (stage == STAGE_SUBFLOWS && !close_account(connection))
		return; /* the last subflow has reported it */
	own_unaccepted(connection);
	finish(connection);
}

/* The socket's address has another socket by now, or none. The claim is held. */
static __always_inline void settle(struct connection *connection)
{
	u8 stage = stage_of(connection);

	if (stage == STAGE_HELD || stage == STAGE_SUBFLOWS)
		end_waiting(connection, stage);
	else if (is_open(stage))
		end_missed(connection, stage);
}

/*
 * What the address's earlier socket still owes, and what was kept for it, before its record begins anew. A global function,
 * which the verifier looks at once a program: it is rare, and would be much of the time that loading takes.
 */
__noinline u32 leave_earlier(u64 sk)
{
	struct connection *earlier = connection_of((void *)sk);

	if (!earlier)
		return 0;
	if (is_open(earlier->stage) && claim((void *)sk)) {
		settle(earlier);
		unclaim((void *)sk);
	}
	leave_record(earlier);
	return 1;
}

/* The record, unless the connection that closes is another one: by its ports, enough at one socket's address. */
static __always_inline struct connection *unless_stale(struct connection *connection, const void *sk, const struct tcp_sock *tp)
{
	if (!connection || connection->stage != STAGE_ESTABLISHED ||
	    (connection->subject.ends.remote_port == bpf_ntohs(tp->COMMON.skc_dport) &&
	     connection->subject.ends.local_port == bpf_ntohs(tp->inet_conn.icsk_inet.inet_sport)))
		return connection;
	leave_earlier(number_of(sk));
	delete_record(sk);
	return NULL;
}

static __always_inline struct connection *handle_close(
	struct connection *connection, const struct sock *sk, const struct facts *facts, int oldstate)
{
	if (oldstate == TCP_LISTEN) {
		if (connection)
			end_listening(connection);
		return connection;
	}
	if (!connection && oldstate == TCP_SYN_RECV)
		return NULL; /* was never established */
	if (!connection)
		connection = begin_unowned(sk, facts, oldstate);
	if (!connection)
		return NULL;
	if (connection->stage == STAGE_CONNECTING && is_opening(oldstate)) {
		fail(connection, sk, facts, oldstate);
	} else if (connection->stage == STAGE_CONNECTING) {
		establish_unseen(connection, sk, facts);
	}
	if (connection->stage == STAGE_ESTABLISHED)
		end_established(connection, sk, facts, oldstate);
	return connection;
}

#endif
