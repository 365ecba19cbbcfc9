/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The tcp probe: how connections begin, in the order in which a connection meets it. */
#ifndef TCP_BEGIN_H
#define TCP_BEGIN_H

/* Of a subflow the socket that its process knows. */
static __always_inline struct sock *outer_of(const void *sk)
{
	const struct tcp_sock *tp = sk;
	const struct inet_connection_sock *icsk = sk;
	struct mptcp_subflow_context *subflow;

	if (!bpf_core_type_exists(struct mptcp_subflow_context) || !BPF_CORE_READ(tp, is_mptcp))
		return NULL;
	subflow = BPF_CORE_READ(icsk, icsk_ulp_data);
	return BPF_CORE_READ(subflow, conn);
}

static __always_inline void mark_mptcp(struct connection *connection, const void *sk, const struct facts *facts)
{
	if (connection->subject.flags & CONNECTION_MPTCP || !facts->is_mptcp)
		return;
	connection->subject.flags |= CONNECTION_MPTCP;
	if (bpf_core_type_exists(struct mptcp_subflow_context) && is_additional_subflow(sk)) {
		connection->subject.flags |= CONNECTION_SUBFLOW;
		hide(connection);
		COUNT(subflows);
	}
}

/*
 * The record that tells of an MPTCP connection is its first subflow's. Should that socket end before others, the record
 * moves on to the address of the outer socket, which lives longest.
 */
static __always_inline struct connection *first_of(const struct connection *additional)
{
	struct connection *moved = connection_of((void *)additional->outer);

	return moved ? moved : connection_of((void *)additional->first);
}

static __always_inline bool open_account(const void *outer)
{
	u64 key = (u64)outer;
	u8 open = 1;

	return !bpf_map_update_elem(&accounts, &key, &open, BPF_ANY);
}

/* An additional subflow is established: its first one waits for it. */
static __always_inline void join_first(struct connection *connection, const void *sk)
{
	struct mptcp_sock *outer = (void *)outer_of(sk);
	struct connection *first;

	connection->outer = (u64)outer;
	connection->first = (u64)BPF_CORE_READ(outer, first);
	first = first_of(connection);
	if (!first || first->stage == STAGE_NONE || !open_account(outer)) { /* no record to wait, or no room */
		connection->outer = 0;
		connection->first = 0;
		return;
	}
	first->outer = (u64)outer;
	__sync_fetch_and_add(&first->subflows, 1);
}

/* Endpoints and flow id, and what they hide. */
static __always_inline void establish(struct connection *connection, const void *sk, const struct facts *facts)
{
	struct subject *subject = &connection->subject;

	connection->stage = STAGE_ESTABLISHED;
	subject->ends = facts->ends;
	subject->flow = flow_of(facts);
	mark_mptcp(connection, sk, facts);
	if (subject->flags & CONNECTION_SUBFLOW && bpf_core_type_exists(struct mptcp_subflow_context))
		join_first(connection, sk);
}

/* Connections and listeners whose beginning was not seen: existed before, or found no room. */

/*
 * Of the end that opened, its SYN was acknowledged, which bytes_acked counts; an acceptor's never is. What a local
 * failure kept from being sent makes the sum neither, and what a checkpoint had queued makes it more.
 */
static __always_inline s64 acknowledged_syns(const struct facts *facts, int state)
{
	bool fin_sent = fin_was_queued(state) && facts->snd_nxt == facts->write_seq;
	u32 in_flight = facts->snd_nxt - facts->snd_una;

	return facts->bytes_acked + in_flight - (facts->bytes_sent - facts->bytes_retrans) - fin_sent;
}

/* Whether it was accepted, a restored socket does not know: a listener at its address says so. */
static __always_inline void be_restored(struct subject *subject)
{
	subject->direction = listener_of(subject) ? DIRECTION_INBOUND : DIRECTION_NONE;
	subject->flags |= CONNECTION_RESTORED;
}

/* CRIU binds the port of what it restores; a socket that was accepted cannot be bound. */
static __always_inline bool is_bound(const struct sock *sk)
{
	return BPF_CORE_READ_BITFIELD_PROBED(sk, sk_userlocks) & SOCK_BINDPORT_LOCK;
}

/* Its endpoints are known. */
static __always_inline void find_direction(struct subject *subject, const void *sk, const struct facts *facts, int state)
{
	s64 syns = acknowledged_syns(facts, state);

	if (state == TCP_SYN_SENT || syns == 1)
		subject->direction = DIRECTION_OUTBOUND;
	else if (syns >= 0 && is_bound(sk))
		be_restored(subject);
	else if (!syns)
		subject->direction = DIRECTION_INBOUND;
	else
		subject->direction = listener_of(subject) ? DIRECTION_INBOUND : DIRECTION_OUTBOUND;
}

/* Summary mode: what it carried before is reported with it, and what follows is counted from there. */
static __always_inline void count_from_here(struct connection *connection, const struct facts *facts, int state)
{
	if (!config.summary || state == TCP_SYN_SENT)
		return;
	read_traffic(facts, counts_syn(&connection->subject), fin_was_queued(state), &connection->told);
	connection->subject.flags |= CONNECTION_TOLD;
}

/* @is_told: `existing` will report it; counted from here before the record says that it is established, and may end */
static __always_inline struct connection *begin_unseen(const void *sk, const struct facts *facts, int state, bool is_told)
{
	struct connection *connection = begin_record(sk, NULL, &no_connection);

	if (!connection)
		return NULL;
	connection->stage = STAGE_CONNECTING;
	connection->subject.ends = facts->ends;
	find_direction(&connection->subject, sk, facts, state);
	connection->subject.flags |= CONNECTION_EXISTING;
	connection->handled_state = state == TCP_SYN_SENT ? TCP_SYN_SENT : TCP_ESTABLISHED;
	connection->told_retransmits = facts->total_retrans;
	if (is_told)
		count_from_here(connection, facts, state);
	if (state != TCP_SYN_SENT)
		establish(connection, sk, facts);
	filter_endpoints(connection);
	return connection;
}

static __always_inline struct connection *begin_unowned(const void *sk, const struct facts *facts, int state)
{
	struct connection *connection = begin_unseen(sk, facts, state, false);

	if (connection)
		filter_unowned(connection);
	return connection;
}

/* Calls of connect that are under way, by thread: to tell a synchronous failure, which may show no transition. */

struct call {
	u64 owner;     /* 0: not described yet, since a filter would hide what was asked for */
	u64 sk;
	u8 remote[16];
	u16 remote_port;
	u8 attempted;  /* a SYN left: the socket's own transitions tell the outcome */
	u8 is_unread;  /* the page of the address was not in memory: the call brings it in, and its return reads it */
	u32 length;    /* of that address */
	u64 address;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, u64);
	__type(value, struct call);
} calls SEC(".maps");

/* The call of the current thread, also where a transition is its doing. */
static __always_inline struct call *current_call(const void *sk)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call *call = config.syscalls ? bpf_map_lookup_elem(&calls, &thread) : NULL;

	return call && (call->sk == (u64)sk || call->sk == (u64)outer_of(sk)) ? call : NULL; /* an old one, whose return was not seen, is of another socket */
}

/*
 * What a process itself does to a socket happens under the socket's lock; a softirq, or a timer, finds it not owned.
 * Gives an owner as describe does; 0: no process is known to act.
 */
static __always_inline u64 acting_owner(const struct sock *sk)
{
	struct call *call = current_call(sk);
	struct task_struct *task = current_task();

	if (call && call->owner)
		return call->owner;
	if (!BPF_CORE_READ(sk, sk_lock.owned) || BPF_CORE_READ(task, flags) & PF_KTHREAD)
		return 0;
	return describe((u64)task, true);
}

/*
 * Outbound: SYN_SENT is always entered in process context. The socket has its peer by now, which need not be what was
 * asked for: 0.0.0.0 and :: are this host, and cgroup programs may exchange addresses and ports.
 */
static __always_inline struct connection *begin_outbound(struct connection *old, const void *sk, const struct facts *facts)
{
	struct connection *connection = begin_record(sk, old, &no_connection);
	struct call *call = current_call(sk);
	u64 thread = bpf_get_current_pid_tgid();

	if (!connection && call)
		call->attempted = 1;
	if (!connection)
		return NULL;
	connection->stage = STAGE_CONNECTING;
	connection->subject.direction = DIRECTION_OUTBOUND;
	connection->began_ns = bpf_ktime_get_boot_ns();
	if (BPF_CORE_READ_BITFIELD_PROBED((const struct tcp_sock *)sk, fastopen_connect))
		connection->subject.flags |= CONNECTION_DEFERRED;
	connection->subject.ends = facts->ends;
	connection->write_seq = facts->write_seq;
	if (is_repairing(sk)) { /* bound by now, and established as soon as connect returns */
		be_restored(&connection->subject);
		connection->began_ns = 0;
		connection->subject.flags |= CONNECTION_TOLD;
	}
	mark_mptcp(connection, sk, facts);
	filter_endpoints(connection);
	if (call)
		call->attempted = 1;
	if (connection->subject.flags & CONNECTION_HIDDEN)
		return connection;
	if (call && call->owner)
		give_owner(connection, call->owner, thread >> 32, (u32)thread, ATTRIBUTION_CONNECT);
	else
		give_current_as_owner(connection, ATTRIBUTION_CONNECT);
	return connection;
}

/*
 * A deferred connect's SYN left at the first write. Its own round trip is what was waited for; if it had to be sent
 * again, the time since the first one, which the kernel keeps in milliseconds (tcp_connect: retrans_stamp).
 */
static __always_inline u64 response_of(const struct connection *connection, const struct facts *facts)
{
	if (!connection->began_ns)
		return 0;
	if (!(connection->subject.flags & CONNECTION_DEFERRED))
		return bpf_ktime_get_boot_ns() - connection->began_ns;
	if (!facts->total_retrans)
		return (u64)(facts->srtt_us >> 3) * NSEC_PER_USEC;
	if (!facts->retrans_stamp)
		return 0;
	return (u64)((u32)(facts->tcp_mstamp / 1000) - facts->retrans_stamp) * NSEC_PER_MSEC;
}

static __always_inline void establish_outbound(struct connection *connection, const void *sk, const struct facts *facts, u64 response_ns)
{
	connection->response_ns = response_ns;
	establish(connection, sk, facts);
	if (connection->subject.flags & CONNECTION_RESTORED)
		send_traffic(connection, TCP_EXISTING, 0, 0, &connection->told);
	else
		send_beginning(connection, TCP_CONNECT);
}

/* Inbound: nobody owns the connection before it is accepted. What is written here is the same, whoever is first. */
static __always_inline struct connection *begin_inbound(struct connection *old, const void *sk, const struct facts *facts)
{
	struct connection *connection = begin_record(sk, old, &new_inbound);

	if (!connection)
		return NULL;
	connection->began_ns = bpf_ktime_get_boot_ns();
	connection->response_ns = (u64)(facts->srtt_us >> 3) * NSEC_PER_USEC;
	connection->told_retransmits = facts->total_retrans; /* of SYN-ACKs, each told by itself */
	establish(connection, sk, facts);
	filter_endpoints(connection);
	return connection;
}

/* Accepted before its handshake was over, or while it is handled; else a record here is an earlier socket's. */
static __always_inline bool is_accepted_early(const struct connection *connection, const struct facts *facts)
{
	return connection && connection->stage == STAGE_ESTABLISHED && connection->subject.flow == flow_of(facts);
}

static __always_inline struct connection *handle_established(
	struct connection *connection, const void *sk, const struct facts *facts, int oldstate)
{
	if (oldstate == TCP_SYN_SENT && !connection)
		connection = begin_unowned(sk, facts, TCP_SYN_SENT);
	if (connection && connection->stage == STAGE_CONNECTING) { /* from SYN_RECV: a simultaneous open */
		establish_outbound(connection, sk, facts, response_of(connection, facts));
		return connection;
	}
	if (oldstate != TCP_SYN_RECV || is_accepted_early(connection, facts))
		return connection;
	return begin_inbound(connection, sk, facts);
}

#endif
