// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * The tcp probe: the life of every connection and listener. Its hooks also keep the records that the other probes ask
 * for the owner, so they are attached whichever probe is on. What they do is in tcp_begin.h and tcp_close.h.
 */

/* Listening: the transition comes before the port is taken, and also when that fails; the call's return tells. */
static __always_inline struct connection *begin_listening(struct connection *old, const void *sk)
{
	struct connection *connection = begin_record(sk, old, &no_connection);
	u64 thread = bpf_get_current_pid_tgid();
	struct call call = {};

	if (connection) {
		connection->stage = STAGE_LISTEN_ASKED;
		connection->subject.direction = DIRECTION_LISTENING;
		connection->began_ns = bpf_ktime_get_boot_ns();
		give_current_as_owner(connection, ATTRIBUTION_LISTEN);
	} else if (!config.syscalls) {
		COUNT(unreported);
	}
	COUNT(listens_asked);
	if (!config.syscalls)
		return connection; /* the next walk finds out */
	call.sk = (u64)sk;
	if (bpf_map_update_elem(&calls, &thread, &call, BPF_ANY))
		COUNT(unseen_calls);
	return connection;
}

static __noinline void confirm_listening(struct connection *connection, const void *sk)
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

/* False where there is no record, and no room for one. */
static __noinline int enter_established(struct sock *sk, const struct tcp_sock *tp, int oldstate)
{
	struct connection *connection;
	struct facts facts;

	read_facts(tp, TYPED, &facts);
	connection = handle_established(connection_of(sk), sk, &facts, oldstate);
	if (connection)
		connection->handled_state = TCP_ESTABLISHED;
	return connection != NULL;
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
		connection->was_deaf = BPF_CORE_READ(sk, sk_shutdown) & RCV_SHUTDOWN;
	} else {
		connection->first_fin = FIN_REMOTE;
	}
	if (!(BPF_CORE_READ(current_task(), flags) & PF_KTHREAD)) /* which closes what others left behind */
		attribute_by_io(connection);
	return 0;
}

/* False where there is no record, and no room for one. */
static __noinline int enter_close(struct sock *sk, const struct tcp_sock *tp, int oldstate, struct connection *connection)
{
	struct facts facts;

	read_facts(tp, TYPED, &facts);
	connection = handle_close(connection, sk, &facts, oldstate);
	if (connection)
		connection->handled_state = TCP_CLOSE;
	return connection != NULL;
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
		if (!enter_established(sk, tp, oldstate))
			establish_untracked(sk, oldstate);
		break;
	case TCP_LISTEN:
		enter_listen(sk);
		break;
	case TCP_FIN_WAIT1:
	case TCP_LAST_ACK:
		queue_fin(sk, tp, newstate);
		break;
	case TCP_CLOSE:
		if (!enter_close(sk, tp, oldstate, unless_stale(connection_of(sk), sk, tp)))
			close_untracked(sk, oldstate);
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

/*
 * Data that nobody is to read, after a close or a shutdown of both ways, goes the way of a reset (tcp_rcv_state_process),
 * which this host then sends. What came before such a close had been read: else it had been a reset at once.
 */
static __always_inline bool is_our_reset(const struct connection *connection, const struct tcp_sock *tp)
{
	const struct sock *sk = (const void *)tp;
	int state = BPF_CORE_READ(sk, __sk_common.skc_state);

	return (state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2) && BPF_CORE_READ(sk, sk_shutdown) & RCV_SHUTDOWN &&
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

/*
 * The end was seen by no program, and maybe not that it was established before; what the socket's memory still says is
 * reported. The error of a failure is gone once its process has asked for it.
 */
__noinline u32 end_unseen(u64 address)
{
	const struct sock *sk = (void *)address;
	struct connection *connection = connection_of(sk);
	u8 stage = connection ? stage_of(connection) : STAGE_NONE;
	struct facts facts;

	if (!connection || (stage != STAGE_CONNECTING && stage != STAGE_ESTABLISHED))
		return 0;
	COUNT(repaired);
	read_facts((const void *)sk, UNTYPED, &facts);
	if (stage == STAGE_CONNECTING && facts.bytes_acked)
		establish_outbound(connection, sk, &facts, 0);
	if (connection->stage == STAGE_ESTABLISHED) {
		end_established(connection, sk, &facts, TCP_CLOSE);
		return 1;
	}
	connection->ending.reason = facts.sk_err ? REASON_NONE : REASON_UNKNOWN;
	send_failed(connection, &facts, facts.sk_err, 0);
	return 1;
}

/* The end of the socket: nobody will accept any more what is still held. Its second time finds no record. */
static __always_inline void destroy_sock(const struct sock *sk)
{
	struct connection *connection = connection_of(sk);

	if (!connection)
		return;
	if (!wakeup.is_live)
		connection->stage = STAGE_NONE; /* its close may have been left out already */
	if (connection->stage == STAGE_CONNECTING || connection->stage == STAGE_ESTABLISHED) { /* closed unseen */
		if (!claim(sk))
			return; /* who holds the claim ends the record, too */
		end_unseen(number_of(sk));
		unclaim(sk);
	}
	if (connection->stage == STAGE_SUBFLOWS && connection->subflows > 0 && move_to_outer(sk, connection))
		return;
	if (connection->stage == STAGE_HELD && !connection->subject.owner)
		give_listener_as_owner(connection);
	if (connection->stage == STAGE_SUBFLOWS && close_account(connection))
		read_outer_traffic(connection, (void *)connection->outer);
	else if (connection->stage == STAGE_SUBFLOWS)
		connection->stage = STAGE_NONE; /* told on another CPU */
	if (connection->stage == STAGE_HELD || connection->stage == STAGE_SUBFLOWS)
		finish(connection);
	if (connection->stage == STAGE_LISTENING) {
		end_listening(connection);
		COUNT(repaired);
	}
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
