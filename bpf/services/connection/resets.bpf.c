// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Resets that come, and whose they are. */

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/net.h"
#include "core/hooks.h"
#include "services/connection/record.h"

/*
 * Data that arrives after a close, or after a shutdown of both ways, is handled like a reset (tcp_rcv_state_process), and
 * this host answers with one. What came before such a close had been read: else close itself had sent a reset.
 */
static __always_inline bool is_our_reset(const struct connection *connection, const struct tcp_sock *tp)
{
	const struct sock *sk = (const void *)tp;
	int state = BPF_CORE_READ(sk, __sk_common.skc_state);

	return (state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2) && BPF_CORE_READ(sk, sk_shutdown) & RCV_SHUTDOWN &&
	       connection->data_segs && BPF_CORE_READ(tp, data_segs_in) >= connection->data_segs;
}

/* Idempotent. */
static __always_inline void receive_reset(const struct sock *sk)
{
	struct connection *connection = connection_of(sk);

	if (connection)
		connection->reset = is_our_reset(connection, (const void *)sk) ? RESET_LOCAL : RESET_REMOTE;
}

HOOK_WITH_TWINS("tcp", "tcp_receive_reset", handle_receive_reset, trace_event_raw_tcp_event_sk, receive_reset)
