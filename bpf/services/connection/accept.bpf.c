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

/* The accept event is no ending, though the record may hold one. sk: NULL where it is no TCP socket. */
static __always_inline void take_accepted(struct sock *sk)
{
	struct connection *connection;

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

/* Of accept and of accept4. */
static __always_inline void end_accept(struct syscall_trace_exit *ctx)
{
	if (ctx->ret >= 0 && wakeup.is_live)
		take_accepted(tcp_sock_of_file(file_of_descriptor(ctx->ret)));
}

CALL_PROGRAMS("sys_exit_accept4", exit_accept, MARK_EXIT_ACCEPT, end_accept, struct syscall_trace_exit)

/*
 * security_sock_graft(sock, new socket), at the end of an accept, also of one that waited when this was attached: what a
 * program at a function's end is run for has begun after that. With softirqs off, where nobody is preempted.
 */
static __always_inline void take_grafted(const u64 *arguments)
{
	if (wakeup.is_live)
		take_accepted(tcp_sock_of((struct sock *)arguments[0]));
}

FUNCTION_PROGRAM("fentry/security_sock_graft", handle_graft, take_grafted)

/*
 * Where that is not there, or its code was put into its caller by a compiler that saw both: inet_accept(socket, new socket,
 * ...), and mptcp_stream_accept, which once called it and now does not. How many arguments follow depends on the kernel,
 * and so where the returned value is: only a successful one gives the new socket its sock.
 */
static __always_inline void end_stream_accept(const u64 *arguments)
{
	const struct socket *socket = (void *)arguments[1];

	if (wakeup.is_live)
		take_accepted(tcp_sock_of(BPF_CORE_READ(socket, sk)));
}

FUNCTION_PROGRAM("fexit/inet_accept", end_stream_accept_call, end_stream_accept)
FUNCTION_PROGRAM("fexit/mptcp_stream_accept", end_mptcp_accept_call, end_stream_accept)

/* Idempotent: the call is over then. */
static __always_inline void end_listen_call(long ret)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call *call = bpf_map_lookup_elem(&calls, &thread);
	struct connection *connection;

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

static __always_inline void end_listen(struct syscall_trace_exit *ctx)
{
	end_listen_call(ctx->ret);
}

CALL_PROGRAMS("sys_exit_listen", exit_listen, MARK_EXIT_LISTEN, end_listen, struct syscall_trace_exit)

/*
 * inet_listen(socket, backlog), and mptcp_listen, which once called it and now does not. A walk finds what they miss, unless it
 * has ended by then.
 */
static __always_inline void end_stream_listen(const u64 *arguments)
{
	end_listen_call((int)arguments[2]);
}

IDEMPOTENT_FUNCTION_PROGRAMS("fexit/inet_listen", end_stream_listen_call, end_stream_listen)
IDEMPOTENT_FUNCTION_PROGRAMS("fexit/mptcp_listen", end_mptcp_listen_call, end_stream_listen)
