// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * The life of every connection and listener, by the transitions of its socket. What is done at each is in begin.h, end.h,
 * fail.h and listen.h.
 */

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/net.h"
#include "core/ring.h"
#include "core/twins.h"
#include "services/connection/accept.h"
#include "services/connection/begin.h"
#include "services/connection/end.h"
#include "services/connection/endpoints.h"
#include "services/connection/listen.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/state_hook.h"
#include "services/connection/untracked.h"
#include "services/owner/identity.h"

static __always_inline bool is_handled_state(int state)
{
	return state == TCP_SYN_SENT || state == TCP_ESTABLISHED || state == TCP_LISTEN || state == TCP_CLOSE ||
	       state == TCP_FIN_WAIT1 || state == TCP_LAST_ACK;
}

/* One function a transition, called and not inlined: together they would not fit the stack of 5.10. */

static __noinline struct connection *enter_syn_sent(struct sock *sk, const struct tcp_sock *tp)
{
	struct connection *connection;
	struct snapshot snapshot;

	read_snapshot(tp, TYPED, &snapshot);
	connection = begin_outbound(connection_of(sk), sk, &snapshot);
	if (connection)
		connection->handled_state = TCP_SYN_SENT;
	return connection;
}

/* False where there is no record, and no room for one. */
static __noinline int enter_established(struct sock *sk, const struct tcp_sock *tp, int oldstate)
{
	struct connection *connection;
	struct snapshot snapshot;

	read_snapshot(tp, TYPED, &snapshot);
	connection = handle_established(connection_of(sk), sk, &snapshot, oldstate);
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
 * Our FIN is queued, by a close or shutdown. The number of data segments that have come by now is kept: when a reset
 * meets the closed socket later, a larger number shows that data caused it, and the reset is ours. Idempotent.
 */
static __noinline int queue_fin(struct sock *sk, const struct tcp_sock *tp, int newstate)
{
	struct connection *connection = connection_of(sk);

	if (!connection)
		return 0;
	if (newstate == TCP_FIN_WAIT1) {
		connection->first_fin = FIN_LOCAL;
		connection->data_segs = tp->data_segs_in + 1;
		connection->was_closed = BPF_CORE_READ(sk, sk_shutdown) & RCV_SHUTDOWN;
	} else {
		connection->first_fin = FIN_REMOTE;
	}
	if (!is_kernel_thread()) /* which closes what others left behind */
		attribute_by_io(connection);
	return 0;
}

/* False where there is no record, and no room for one. */
static __noinline int enter_close(struct sock *sk, const struct tcp_sock *tp, int oldstate,
				  struct connection *connection)
{
	struct snapshot snapshot;

	read_snapshot(tp, TYPED, &snapshot);
	connection = handle_close(connection, sk, &snapshot, oldstate);
	if (connection)
		connection->handled_state = TCP_CLOSE;
	return connection != NULL;
}

static __always_inline void set_state(struct sock *sk, const struct tcp_sock *tp, int oldstate, int newstate)
{
	struct connection *connection;

	if (!tp)
		return; /* MPTCP's outer socket, or another protocol's */
	switch (newstate) {
	case TCP_SYN_SENT:
		connection = enter_syn_sent(sk, tp);
		if (connection)
			own_outbound(connection, sk);
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

/* Nothing is to be done, or it was done already. */
static __always_inline bool is_handled(const struct sock *sk, int oldstate, int newstate)
{
	const struct connection *connection;

	if (!is_handled_transition(oldstate, newstate))
		return true;
	connection = connection_of(sk);
	return connection && connection->handled_state == newstate;
}

static __always_inline void handle_classic_transition(const struct trace_event_raw_inet_sock_set_state *ctx)
{
	struct sock *sk = (void *)ctx->skaddr;

	if (is_handled_transition(ctx->oldstate, ctx->newstate) && ctx->protocol == IPPROTO_TCP)
		set_state(sk, typed_tcp_sock(sk), ctx->oldstate, ctx->newstate);
}

static __always_inline void handle_transition(struct sock *sk, int oldstate, int newstate)
{
	if (is_handled_transition(oldstate, newstate))
		set_state(sk, bpf_skc_to_tcp_sock(sk), oldstate, newstate);
}

STATE_HOOK_WITH_TWINS(handle_set_state, MARK_SET_STATE, handle_classic_transition, handle_transition, is_handled)
