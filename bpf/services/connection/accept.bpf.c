// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Accepts and listens, as calls return them. */

#include "services/connection/accept.h"
#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/net.h"
#include "core/ring.h"
#include "core/twins.h"
#include "services/connection/begin.h"
#include "services/connection/call.h"
#include "services/connection/counters.h"
#include "services/connection/endpoints.h"
#include "services/connection/file.h"
#include "services/connection/listen.h"
#include "services/connection/owner.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"
#include "services/connection/untracked.h"
#include "services/syscalls/descriptor.h"
#include "services/syscalls/programs.h"

/* It waited in the backlog since before the start, or its handshake is not over, or is being handled by another CPU. */
static __noinline struct connection *begin_at_accept(const struct sock *sk)
{
	struct connection *connection;
	struct snapshot snapshot;

	read_unlocked((const void *)sk, &snapshot);
	connection = begin_inbound(NULL, sk, &snapshot);
	if (!connection || BPF_CORE_READ(sk, __sk_common.skc_state) == TCP_SYN_RECV || connection->handled_state)
		return connection;
	connection->began_ns = connection->response_ns = 0;
	connection->handled_state = TCP_ESTABLISHED;
	return connection;
}

/* The socket that accept or accept4 returned. The accept event is no ending, though the record may hold one. */
static __always_inline void end_accept(struct syscall_trace_exit *ctx)
{
	struct connection *connection;
	struct sock *sk;

	if (ctx->ret < 0 || !wakeup.is_live)
		return;
	sk = tcp_sock_of_file(file_of_descriptor(ctx->ret));
	if (!sk)
		return;
	connection = connection_of(sk);
	if (!connection || !connection->subject.flow)
		connection = begin_at_accept(sk);
	if (!connection) {
		report_current(sk, EVENT_ACCEPT);
		return;
	}
	if (connection->subject.direction != DIRECTION_INBOUND || connection->subject.owner ||
	    connection->subject.flags & CONNECTION_HIDDEN)
		return;
	give_current_as_owner(connection, ATTRIBUTION_ACCEPT);
	accepted(connection);
}

CALL_PROGRAMS("sys_exit_accept4", exit_accept, MARK_EXIT_ACCEPT, end_accept, syscall_trace_exit)

static __always_inline void end_listen(struct syscall_trace_exit *ctx)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call *call = bpf_map_lookup_elem(&calls, &thread);
	struct connection *connection;
	long ret = ctx->ret;

	if (!call)
		return;
	COUNT(connection, listens_answered);
	connection = connection_of((void *)call->sk);
	if (!ret && connection && connection->stage == STAGE_LISTEN_CALLED)
		confirm_listening(connection, (void *)call->sk);
	if (!ret && !connection)
		report_current((void *)call->sk, EVENT_LISTEN);
	bpf_map_delete_elem(&calls, &thread);
}

CALL_PROGRAMS("sys_exit_listen", exit_listen, MARK_EXIT_LISTEN, end_listen, syscall_trace_exit)
