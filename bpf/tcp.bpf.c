// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * The tcp probe: the life of every connection and listener. Its hooks also keep the records that the other probes ask
 * for the owner, so they are attached whichever probe is on. From top to bottom: samples, endings, and then the hooks
 * in the order in which a connection meets them.
 */

enum tcp_kind {
	TCP_CONNECT = 1,
	TCP_CONNECT_FAILED,
	TCP_ACCEPT,
	TCP_CLOSE_EVENT,
	TCP_LISTEN_EVENT,
	TCP_LISTEN_CLOSE,
	TCP_EXISTING,
	TCP_FLOW,
};
ANCHOR(enum, tcp_kind);

enum close_reason {
	REASON_NONE,
	REASON_FIN_LOCAL,
	REASON_FIN_REMOTE,
	REASON_RST_LOCAL,
	REASON_RST_REMOTE,
	REASON_TIMEOUT,
	REASON_ABORTED,
};
ANCHOR(enum, close_reason);

struct tcp_sample {
	struct sample_head head;
	struct subject subject;
	u64 at_ns;          /* when it happened, where that is not when it was sent; 0: head.time_ns */
	u64 began_ns;       /* 0: not seen */
	u64 response_ns;
	u64 bytes_unacked;
	struct traffic traffic;
	u32 rtt_us;
	u32 error;          /* errno of a failure; 0: unknown or none */
	u8 reason;          /* enum close_reason */
	u8 syn_sent;        /* of a failure: 0 when nothing left this host */
};
ANCHOR(struct, tcp_sample);

static __always_inline u64 at_least_zero(s64 value)
{
	return value > 0 ? value : 0;
}

/* What was not told before. */
static __always_inline void read_new_traffic(const struct connection *connection, struct traffic *traffic)
{
	const struct traffic *now = &connection->ending.traffic, *joined = &connection->joined, *told = &connection->told;

	traffic->bytes_in = at_least_zero(now->bytes_in + joined->bytes_in - told->bytes_in);
	traffic->bytes_out = at_least_zero(now->bytes_out + joined->bytes_out - told->bytes_out);
	traffic->packets_in = now->packets_in + joined->packets_in - told->packets_in;
	traffic->packets_out = now->packets_out + joined->packets_out - told->packets_out;
	traffic->retransmits = now->retransmits + joined->retransmits - told->retransmits;
}

/* A connection's beginning is an event; in summary mode it is told with the end. Its record found no room. */
static __always_inline void count_untracked_beginning(void)
{
	if (!config.summary)
		COUNT(untracked);
}

/* With what was not told before, or with that traffic. False only when the ring had no room. */
static __always_inline bool send_traffic(
	const struct connection *connection, u8 kind, u32 error, u8 syn_sent, const struct traffic *traffic)
{
	struct tcp_sample *sample;

	if (!config.probes[PROBE_TCP] || connection->subject.flags & CONNECTION_HIDDEN)
		return true;
	sample = reserve_sample(PROBE_TCP, kind, sizeof(*sample));
	if (!sample)
		return false;
	sample->subject = connection->subject;
	sample->at_ns = connection->ending.time_ns;
	sample->began_ns = connection->began_ns;
	sample->response_ns = connection->response_ns;
	sample->bytes_unacked = connection->ending.bytes_unacked;
	if (traffic)
		sample->traffic = *traffic;
	else
		read_new_traffic(connection, &sample->traffic);
	sample->rtt_us = connection->ending.rtt_us;
	sample->reason = connection->ending.reason;
	sample->error = error;
	sample->syn_sent = syn_sent;
	submit_sample(PROBE_TCP, sample);
	return true;
}

static __always_inline bool send_connection(const struct connection *connection, u8 kind, u32 error, u8 syn_sent)
{
	return send_traffic(connection, kind, error, syn_sent, NULL);
}

/* In summary mode a connection's beginning is told with its end. */
static __always_inline void send_beginning(const struct connection *connection, u8 kind)
{
	if (!config.summary)
		send_connection(connection, kind, 0, 0);
}

static __always_inline bool fin_was_queued(int state)
{
	return state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2 || state == TCP_CLOSING || state == TCP_LAST_ACK;
}

/*
 * Sequence numbers count SYN and FIN, and so do these counters: bytes_acked the opener's SYN, and our FIN once
 * everything is acknowledged; bytes_received the peer's FIN (SOCK_DONE tells that it came). bytes_sent says nothing: it
 * counts what a local failure kept from being sent. A socket restored by TCP_REPAIR has counted no SYN.
 */
static __always_inline void read_traffic(const struct facts *facts, bool outbound, bool fin_queued, struct traffic *traffic)
{
	bool fin_acked = fin_queued && facts->snd_una == facts->write_seq;

	traffic->bytes_out = at_least_zero(facts->bytes_acked - outbound - fin_acked);
	traffic->bytes_in = at_least_zero(facts->bytes_received - (facts->skc_flags >> SOCK_DONE & 1));
	traffic->packets_in = facts->segs_in;
	traffic->packets_out = facts->segs_out;
	traffic->retransmits = facts->total_retrans;
}

/* Everything written, sent or not, that was not acknowledged; less our FIN, if it waits there too. */
static __always_inline u64 unacked(const struct facts *facts, bool fin_queued)
{
	u32 pending = facts->write_seq - facts->snd_una;

	return pending ? at_least_zero((s64)pending - fin_queued) : 0;
}

#define ECONNABORTED 103
#define ECONNRESET 104
#define EPIPE 32

#define ETIMEDOUT 110
#define EHOSTUNREACH 113
#define ENETUNREACH 101

/* A timeout ends with the error that ICMP told meanwhile, if it did (tcp_write_err). Other errors only wait to be read. */
static __always_inline bool is_timeout(u32 error)
{
	return error == ETIMEDOUT || error == EHOSTUNREACH || error == ENETUNREACH;
}

/* Each has the other's FIN, or at least all that came before it: a reset then only answers what comes too late. */
static __always_inline bool is_orderly(const struct facts *facts, bool fin_queued)
{
	return fin_queued && facts->skc_flags >> SOCK_DONE & 1 && facts->snd_nxt == facts->write_seq &&
	       facts->write_seq - facts->snd_una <= 1;
}

/* Of the state before the end; TCP_CLOSE: it was not seen, and who was first neither. */
static __always_inline u8 order_of_fins(int oldstate, u8 first_fin)
{
	if (first_fin == FIN_REMOTE || oldstate == TCP_LAST_ACK)
		return REASON_FIN_REMOTE;
	if (first_fin == FIN_LOCAL || fin_was_queued(oldstate))
		return REASON_FIN_LOCAL;
	return REASON_NONE;
}

static __always_inline u8 close_reason(const struct connection *connection, const struct facts *facts, int oldstate, bool fin_queued)
{
	u32 error = facts->sk_err;
	u8 reset = connection->reset, order = order_of_fins(oldstate, connection->first_fin);

	if (error == ECONNABORTED)
		return REASON_ABORTED;
	if (order && is_orderly(facts, fin_queued) && !is_timeout(error))
		return order;
	if (reset == RESET_LOCAL)
		return REASON_RST_LOCAL;
	if (reset == RESET_REMOTE || error == ECONNRESET || error == EPIPE)
		return REASON_RST_REMOTE;
	if (is_timeout(error))
		return REASON_TIMEOUT;
	if (order || oldstate == TCP_CLOSE)
		return order;
	return REASON_RST_LOCAL;
}

/*
 * Where no transition told it: our FIN is what was acknowledged beyond all payload that left. (What a local failure kept
 * from being sent counts as having left, and hides it.)
 */
static __always_inline bool counts_fin(const struct facts *facts, bool outbound)
{
	return facts->bytes_acked - outbound > facts->bytes_sent - facts->bytes_retrans;
}

static __always_inline void read_ending(struct connection *connection, const struct facts *facts, int oldstate)
{
	struct ending *ending = &connection->ending;
	bool outbound = connection->subject.direction == DIRECTION_OUTBOUND;
	bool fin_queued = fin_was_queued(oldstate) || connection->first_fin;

	if (oldstate == TCP_CLOSE && !fin_queued)
		fin_queued = counts_fin(facts, outbound);
	ending->time_ns = bpf_ktime_get_boot_ns();
	read_traffic(facts, outbound, fin_queued, &ending->traffic);
	ending->bytes_unacked = unacked(facts, fin_queued);
	ending->rtt_us = facts->srtt_us >> 3;
	ending->reason = close_reason(connection, facts, oldstate, fin_queued);
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

/* An additional subflow is established: its first one waits for it. */
static __always_inline void join_first(struct connection *connection, const struct inet_connection_sock *icsk)
{
	struct mptcp_subflow_context *subflow = BPF_CORE_READ(icsk, icsk_ulp_data);
	struct mptcp_sock *outer = (void *)BPF_CORE_READ(subflow, conn);
	struct connection *first;

	connection->first = (u64)BPF_CORE_READ(outer, first);
	first = connection_of((void *)connection->first);
	if (first)
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
 * failure kept from being sent makes the sum neither: then whoever listens there has accepted.
 */
static __always_inline bool opened_here(const struct facts *facts, int state)
{
	bool fin_sent = fin_was_queued(state) && facts->snd_nxt == facts->write_seq;
	u32 in_flight = facts->snd_nxt - facts->snd_una;
	u64 syn = facts->bytes_acked + in_flight - (facts->bytes_sent - facts->bytes_retrans) - fin_sent;
	struct subject subject = {};

	if (syn <= 1)
		return syn;
	subject.ends = facts->ends;
	return !listener_of(&subject);
}

static __always_inline struct connection *begin_unseen(const void *sk, const struct facts *facts, int state)
{
	bool outbound = state == TCP_SYN_SENT || opened_here(facts, state);
	struct connection *connection;

	connection = begin_record(sk, NULL, &no_connection);
	if (!connection)
		return NULL;
	connection->stage = STAGE_CONNECTING;
	connection->subject.direction = outbound ? DIRECTION_OUTBOUND : DIRECTION_INBOUND;
	connection->subject.flags |= CONNECTION_EXISTING;
	connection->handled_state = state == TCP_SYN_SENT ? TCP_SYN_SENT : TCP_ESTABLISHED;
	connection->told_retransmits = facts->total_retrans;
	if (state == TCP_SYN_SENT)
		connection->subject.ends = facts->ends;
	else
		establish(connection, sk, facts);
	filter_endpoints(connection);
	return connection;
}

static __always_inline struct connection *begin_unowned(const void *sk, const struct facts *facts, int state)
{
	struct connection *connection = begin_unseen(sk, facts, state);

	if (connection)
		filter_unowned(connection);
	return connection;
}

/* Calls of connect that are under way, by thread: to tell a synchronous failure, which may show no transition. */

struct call {
	u64 owner;
	u64 sk;
	u8 remote[16];
	u16 remote_port;
	u8 attempted;  /* a SYN left: the socket's own transitions tell the outcome */
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

	return call && call->sk == (u64)sk ? call : NULL; /* an old one, whose return was not seen, is of another socket */
}

/* Outbound: SYN_SENT is always entered in process context. */
static __always_inline struct connection *begin_outbound(struct connection *old, const void *sk, const struct facts *facts)
{
	struct connection *connection = begin_record(sk, old, &no_connection);
	struct call *call = current_call(sk);
	u64 thread = bpf_get_current_pid_tgid();

	if (!connection)
		return NULL;
	connection->stage = STAGE_CONNECTING;
	connection->subject.direction = DIRECTION_OUTBOUND;
	connection->began_ns = bpf_ktime_get_boot_ns();
	if (BPF_CORE_READ_BITFIELD_PROBED((const struct tcp_sock *)sk, fastopen_connect))
		connection->subject.flags |= CONNECTION_DEFERRED;
	connection->subject.ends = facts->ends;
	mark_mptcp(connection, sk, facts);
	filter_endpoints(connection);
	if (connection->subject.flags & CONNECTION_HIDDEN) {
		if (call)
			call->attempted = 1;
		return connection;
	}
	if (!call) {
		give_current_as_owner(connection, ATTRIBUTION_CONNECT);
		return connection;
	}
	call->attempted = 1;
	give_owner(connection, call->owner, thread >> 32, (u32)thread, ATTRIBUTION_CONNECT);
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
	send_beginning(connection, TCP_CONNECT);
}

/* Inbound: nobody owns the connection before it is accepted. What is written here is the same, whoever is first. */
static __always_inline struct connection *begin_inbound(
	struct connection *old, const void *sk, const struct facts *facts, const struct connection *first)
{
	struct connection *connection = begin_record(sk, old, first);

	if (!connection)
		return NULL;
	connection->began_ns = bpf_ktime_get_boot_ns();
	connection->response_ns = (u64)(facts->srtt_us >> 3) * NSEC_PER_USEC;
	establish(connection, sk, facts);
	filter_endpoints(connection);
	return connection;
}

/* A record of an earlier socket at this address, whose ending and destruction both were missed. */
static __always_inline bool is_stale(const struct connection *connection)
{
	return connection && connection->stage == STAGE_ESTABLISHED && !(connection->subject.flags & CONNECTION_EARLY);
}

static __always_inline struct connection *handle_established(
	struct connection *connection, const void *sk, const struct facts *facts, int oldstate)
{
	if (oldstate == TCP_SYN_SENT && !connection) {
		connection = begin_unowned(sk, facts, TCP_SYN_SENT);
		if (!connection)
			count_untracked_beginning();
	}
	if (connection && connection->stage == STAGE_CONNECTING) { /* from SYN_RECV: a simultaneous open */
		establish_outbound(connection, sk, facts, response_of(connection, facts));
		return connection;
	}
	if (oldstate != TCP_SYN_RECV)
		return connection;
	if (is_stale(connection))
		COUNT(missed);
	if (connection && connection->stage == STAGE_ESTABLISHED && !is_stale(connection))
		return connection;
	connection = begin_inbound(connection, sk, facts, &new_inbound);
	if (!connection && !config.syscalls) /* else the accept finds out */
		count_untracked_beginning();
	return connection;
}

static __always_inline void give_listener_as_owner(struct connection *connection)
{
	struct listener *listener = listener_of(&connection->subject);
	struct subject *subject = &connection->subject;

	if (listener && !listener->ambiguous && listener->owner) {
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

static __always_inline void finish(struct connection *connection)
{
	send_connection(connection, TCP_CLOSE_EVENT, 0, 0);
	connection->stage = STAGE_NONE;
}

/* What an additional subflow carried becomes the first one's; the last one ends the connection, if the first has. */
static __always_inline void leave_first(const struct connection *connection)
{
	struct connection *first = connection_of((void *)connection->first);
	const struct traffic *carried = &connection->ending.traffic;

	if (!first)
		return;
	__sync_fetch_and_add(&first->joined.bytes_in, carried->bytes_in);
	__sync_fetch_and_add(&first->joined.bytes_out, carried->bytes_out);
	__sync_fetch_and_add(&first->joined.packets_in, carried->packets_in);
	__sync_fetch_and_add(&first->joined.packets_out, carried->packets_out);
	__sync_fetch_and_add(&first->joined.retransmits, carried->retransmits);
	__sync_fetch_and_add(&first->subflows, -1);
	if (first->stage == STAGE_SUBFLOWS && first->subflows <= 0)
		finish(first);
}

/* The peer spoke plain TCP: an opener learns that only after it is established. */
static __always_inline bool fell_back(const void *sk)
{
	const struct inet_connection_sock *icsk = sk;
	struct mptcp_subflow_context *subflow = BPF_CORE_READ(icsk, icsk_ulp_data);

	return subflow && !BPF_CORE_READ_BITFIELD_PROBED(subflow, mp_capable) && !BPF_CORE_READ_BITFIELD_PROBED(subflow, mp_join) &&
	       !BPF_CORE_READ_BITFIELD_PROBED(subflow, request_join);
}

static __always_inline void end_established(
	struct connection *connection, const struct sock *sk, const struct facts *facts, int oldstate)
{
	if (config.summary)
		await_report(connection, sk);
	read_ending(connection, facts, oldstate);
	if (bpf_core_type_exists(struct mptcp_subflow_context) && connection->subject.flags & CONNECTION_MPTCP && fell_back(sk))
		connection->subject.flags &= ~CONNECTION_MPTCP;
	if (connection->subject.flags & CONNECTION_SUBFLOW)
		leave_first(connection);
	if (connection->subflows > 0) {
		connection->stage = STAGE_SUBFLOWS;
		return;
	}
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

static __always_inline void send_failed(struct connection *connection, const struct facts *facts, u32 error, u8 syn_sent)
{
	connection->stage = STAGE_FAILED;
	connection->ending.time_ns = bpf_ktime_get_boot_ns();
	connection->ending.traffic.retransmits = facts->total_retrans;
	send_connection(connection, TCP_CONNECT_FAILED, error, syn_sent);
}

/* A connect that fails before its SYN leaves (EADDRNOTAVAIL) is told when the call returns, with its errno. */
static __always_inline void fail(struct connection *connection, const void *sk, const struct facts *facts)
{
	u32 error = facts->sk_err;
	bool syn_sent = facts->write_seq != facts->snd_una;
	struct call *call = current_call(sk);

	connection->stage = STAGE_NONE;
	if (!error && !syn_sent && call)
		call->attempted = 0;
	if (!error && !syn_sent && (call || is_told_by_write(connection)))
		return;
	connection->subject.ends = facts->ends;
	send_failed(connection, facts, error, syn_sent);
}

static __always_inline void end_listening(struct connection *connection)
{
	if (connection->stage == STAGE_LISTENING)
		send_connection(connection, TCP_LISTEN_CLOSE, 0, 0);
	connection->stage = STAGE_NONE;
}

/* Established some time ago. */
static __always_inline void establish_unseen(struct connection *connection, const void *sk, const struct facts *facts)
{
	COUNT(repaired);
	establish_outbound(connection, sk, facts, 0);
}

static __always_inline bool is_opening(int state)
{
	return state == TCP_SYN_SENT || state == TCP_SYN_RECV;
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
	if (!connection) {
		COUNT(untracked);
		return NULL;
	}
	if (connection->stage == STAGE_CONNECTING && is_opening(oldstate)) {
		fail(connection, sk, facts);
	} else if (connection->stage == STAGE_CONNECTING) {
		establish_unseen(connection, sk, facts);
	}
	if (connection->stage == STAGE_ESTABLISHED)
		end_established(connection, sk, facts, oldstate);
	return connection;
}

/* Listening: the transition comes before the port is taken, and also when that fails; the call's return tells. */
static __always_inline struct connection *begin_listening(struct connection *old, const void *sk)
{
	struct connection *connection = begin_record(sk, old, &no_connection);
	u64 thread = bpf_get_current_pid_tgid();
	struct call call = {};

	if (!connection) {
		COUNT(untracked);
		return NULL;
	}
	connection->stage = STAGE_LISTEN_ASKED;
	connection->subject.direction = DIRECTION_LISTENING;
	connection->began_ns = bpf_ktime_get_boot_ns();
	give_current_as_owner(connection, ATTRIBUTION_LISTEN);
	COUNT(listens_asked);
	if (!config.syscalls)
		return connection; /* the next walk finds out */
	call.sk = (u64)sk;
	if (bpf_map_update_elem(&calls, &thread, &call, BPF_ANY))
		COUNT(unseen_calls);
	return connection;
}

static __always_inline void confirm_listening(struct connection *connection, const void *sk)
{
	connection->stage = STAGE_LISTENING;
	read_endpoints(sk, UNTYPED, &connection->subject.ends);
	remember_listener(connection);
	filter_endpoints(connection);
	send_connection(connection, TCP_LISTEN_EVENT, 0, 0);
}

static __always_inline bool is_handled_state(int state)
{
	return state == TCP_SYN_SENT || state == TCP_ESTABLISHED || state == TCP_LISTEN || state == TCP_CLOSE ||
	       state == TCP_FIN_WAIT1 || state == TCP_LAST_ACK;
}

/* One function a transition, called and not inlined: together they would not fit the stack of 5.10. */

static __noinline int enter_syn_sent(struct sock *sk, const struct tcp_sock *tp)
{
	struct connection *connection;
	struct facts facts;

	read_facts(tp, TYPED, &facts);
	connection = begin_outbound(connection_of(sk), sk, &facts);
	if (connection)
		connection->handled_state = TCP_SYN_SENT;
	return 0;
}

static __noinline int enter_established(struct sock *sk, const struct tcp_sock *tp, int oldstate)
{
	struct connection *connection;
	struct facts facts;

	read_facts(tp, TYPED, &facts);
	connection = handle_established(connection_of(sk), sk, &facts, oldstate);
	if (connection)
		connection->handled_state = TCP_ESTABLISHED;
	return 0;
}

static __noinline int enter_listen(struct sock *sk)
{
	struct connection *connection = begin_listening(connection_of(sk), sk);

	if (connection)
		connection->handled_state = TCP_LISTEN;
	return 0;
}

/*
 * Our FIN is queued, by a close or shutdown. The segments of data so far tell a later reset that meets a closed socket
 * whether data brought it: then it is ours. Twice is as good as once.
 */
static __noinline int queue_fin(struct sock *sk, const struct tcp_sock *tp, int newstate)
{
	struct connection *connection = connection_of(sk);

	if (!connection)
		return 0;
	if (newstate == TCP_FIN_WAIT1) {
		connection->first_fin = FIN_LOCAL;
		connection->data_segs = tp->data_segs_in + 1;
	} else {
		connection->first_fin = FIN_REMOTE;
	}
	if (!(BPF_CORE_READ(current_task(), flags) & PF_KTHREAD)) /* which closes what others left behind */
		attribute_by_io(connection);
	return 0;
}

static __noinline int enter_close(struct sock *sk, const struct tcp_sock *tp, int oldstate)
{
	struct connection *connection;
	struct facts facts;

	read_facts(tp, TYPED, &facts);
	connection = handle_close(connection_of(sk), sk, &facts, oldstate);
	if (connection)
		connection->handled_state = TCP_CLOSE;
	return 0;
}

static __always_inline void set_state(struct sock *sk, const struct tcp_sock *tp, int oldstate, int newstate)
{
	if (!tp)
		return; /* MPTCP's outer socket, or another protocol's */
	switch (newstate) {
	case TCP_SYN_SENT:
		enter_syn_sent(sk, tp);
		break;
	case TCP_ESTABLISHED:
		enter_established(sk, tp, oldstate);
		break;
	case TCP_LISTEN:
		enter_listen(sk);
		break;
	case TCP_FIN_WAIT1:
	case TCP_LAST_ACK:
		queue_fin(sk, tp, newstate);
		break;
	case TCP_CLOSE:
		enter_close(sk, tp, oldstate);
		break;
	}
}

static __always_inline bool is_handled_transition(int oldstate, int newstate)
{
	return wakeup.is_live && oldstate != newstate && is_handled_state(newstate);
}

static __always_inline bool is_handled(const struct sock *sk, int newstate)
{
	const struct connection *connection = connection_of(sk);

	return connection && connection->handled_state == newstate;
}

SEC("?tracepoint/sock/inet_sock_set_state")
int handle_set_state_classic(struct trace_event_raw_inet_sock_set_state *ctx)
{
	struct sock *sk = (void *)ctx->skaddr;
	int oldstate = ctx->oldstate, newstate = ctx->newstate;

	is_mine(TAKER_FIRST, MARK_SET_STATE, (u64)sk, newstate);
	if (is_handled_transition(oldstate, newstate) && ctx->protocol == IPPROTO_TCP)
		set_state(sk, typed_tcp_sock(sk), oldstate, newstate);
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(handle_set_state, struct sock *sk, int oldstate, int newstate)
{
	if (!is_mine(config.classic ? TAKER_FURTHER : TAKER_FIRST, MARK_SET_STATE, (u64)sk, newstate))
		return 0;
	if (is_handled_transition(oldstate, newstate) && !(config.classic && is_handled(sk, newstate)))
		set_state(sk, bpf_skc_to_tcp_sock(sk), oldstate, newstate);
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(handle_set_state_twin, struct sock *sk, int oldstate, int newstate)
{
	if (!is_mine(TAKER_LAST, MARK_SET_STATE, (u64)sk, newstate))
		return 0;
	if (is_handled_transition(oldstate, newstate) && !is_handled(sk, newstate))
		set_state(sk, bpf_skc_to_tcp_sock(sk), oldstate, newstate);
	return 0;
}

/* Data for a socket that was closed goes the way of a reset (tcp_rcv_state_process), which this host then sends. */
static __always_inline bool is_our_reset(const struct connection *connection, const struct tcp_sock *tp)
{
	const struct sock *sk = (const void *)tp;
	int state = BPF_CORE_READ(sk, __sk_common.skc_state);

	return (state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2) && BPF_CORE_READ(sk, __sk_common.skc_flags) >> SOCK_DEAD & 1 &&
	       connection->data_segs && BPF_CORE_READ(tp, data_segs_in) >= connection->data_segs;
}

/* Twice is as good as once. */
static __always_inline void receive_reset(const struct sock *sk)
{
	struct connection *connection = connection_of(sk);

	if (connection)
		connection->reset = is_our_reset(connection, (const void *)sk) ? RESET_LOCAL : RESET_REMOTE;
}

SEC("?tracepoint/tcp/tcp_receive_reset")
int handle_receive_reset_classic(struct trace_event_raw_tcp_event_sk *ctx)
{
	receive_reset(ctx->skaddr);
	return 0;
}

SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(handle_receive_reset, struct sock *sk)
{
	receive_reset(sk);
	return 0;
}

SEC("tp_btf/tcp_receive_reset")
int BPF_PROG(handle_receive_reset_twin, struct sock *sk)
{
	receive_reset(sk);
	return 0;
}

/* The end was seen by no program, and maybe not that it was established before; what the socket still tells is told. */
static __always_inline void end_unseen(struct connection *connection, const struct sock *sk, const struct facts *facts)
{
	if (connection->stage == STAGE_CONNECTING && facts->bytes_acked)
		establish_unseen(connection, sk, facts);
	else
		COUNT(repaired);
	if (connection->stage == STAGE_ESTABLISHED)
		end_established(connection, sk, facts, TCP_CLOSE);
	else
		send_failed(connection, facts, facts->sk_err, 1);
}

/* The end of the socket: nobody will accept any more what is still held. Its second time finds no record. */
static __always_inline void destroy_sock(const struct sock *sk)
{
	struct connection *connection = connection_of(sk);
	struct facts facts;

	if (!connection)
		return;
	if (!wakeup.is_live)
		connection->stage = STAGE_NONE; /* its close may have been left out already */
	if (connection->stage == STAGE_CONNECTING || connection->stage == STAGE_ESTABLISHED) { /* closed unseen */
		read_facts((const void *)sk, UNTYPED, &facts);
		end_unseen(connection, sk, &facts);
	}
	if (connection->stage == STAGE_HELD && !connection->subject.owner)
		give_listener_as_owner(connection);
	if (connection->stage == STAGE_HELD || connection->stage == STAGE_SUBFLOWS)
		finish(connection);
	end_record(sk, connection);
}

SEC("?tracepoint/tcp/tcp_destroy_sock")
int handle_destroy_sock_classic(struct trace_event_raw_tcp_event_sk *ctx)
{
	destroy_sock(ctx->skaddr);
	return 0;
}

SEC("tp_btf/tcp_destroy_sock")
int BPF_PROG(handle_destroy_sock, struct sock *sk)
{
	destroy_sock(sk);
	return 0;
}

SEC("tp_btf/tcp_destroy_sock")
int BPF_PROG(handle_destroy_sock_twin, struct sock *sk)
{
	destroy_sock(sk);
	return 0;
}
