// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * What no transition of a socket shows: which connects fail at once; in accept.bpf.c who accepts, and which listens
 * succeed; in io.bpf.c who reads or writes where no accept was seen. In process context throughout. Each is seen by
 * functions of the kernel or by tracepoints of system calls, see services/syscalls/programs.h.
 */

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/fs.h"
#include "kernel/net.h"
#include "core/probes.h"
#include "core/ring.h"
#include "core/twins.h"
#include "services/connection/call.h"
#include "services/connection/call_failed.h"
#include "services/connection/claims.h"
#include "services/connection/counters.h"
#include "services/connection/destination.h"
#include "services/connection/endpoints.h"
#include "services/connection/fail.h"
#include "services/connection/file.h"
#include "services/connection/mptcp.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/owner/describe.h"
#include "services/owner/identity.h"
#include "services/syscalls/descriptor.h"
#include "services/syscalls/programs.h"

/* NULL: it is no attempt of TCP, or a further one of MPTCP; or it only asks again for the outcome of an earlier call. */
static __always_inline struct sock *attempting_sock(const struct socket *socket)
{
	struct sock *sk = connecting_sock_of(socket);

	if (!sk || BPF_CORE_READ(socket, state) != SS_UNCONNECTED)
		return NULL;
	return is_tcp(sk) && outer_of(sk) && is_additional_subflow(sk) ? NULL : sk;
}

static __always_inline void begin_call(struct call *call, const struct socket *socket)
{
	u64 thread = bpf_get_current_pid_tgid();

	call->sk = (u64)attempting_sock(socket);
	if (!call->sk)
		return;
	if (call->is_unread || destination_passes(call))
		call->owner = describe((u64)current_task(), true);
	if (bpf_map_update_elem(&calls, &thread, call, BPF_ANY))
		COUNT(connection, unseen_calls);
}

static __always_inline void begin_connect(struct syscall_trace_enter *ctx)
{
	struct call call = {};

	if (!wakeup.is_live || ctx->args[2] < SOCKADDR_IN_BYTES)
		return;
	call.address = ctx->args[1];
	call.length = ctx->args[2];
	if (read_destination(&call, (void *)call.address, call.length) || call.is_unread)
		begin_call(&call, socket_of_file(file_of_descriptor((int)ctx->args[0])));
}

CALL_PROGRAMS("sys_enter_connect", enter_connect, MARK_ENTER_CONNECT, begin_connect, struct syscall_trace_enter)

/*
 * inet_stream_connect(socket, address, length, flags), of what is asked for: programs of control groups may exchange the
 * address within. A thread of the kernel makes no call.
 */
static __always_inline void begin_stream_connect(const u64 *arguments)
{
	struct call call = {};

	if (!wakeup.is_live || (int)arguments[2] < SOCKADDR_IN_BYTES || is_kernel_thread())
		return;
	if (read_copied_destination(&call, (void *)arguments[1], (u32)arguments[2]))
		begin_call(&call, (void *)arguments[0]);
}

FUNCTION_PROGRAMS("fentry/inet_stream_connect", begin_stream_connect_call, MARK_ENTER_CONNECT, begin_stream_connect)

static __always_inline bool knows_destination(struct call *call)
{
	return !call->is_unread || read_destination(call, (void *)call->address, call->length);
}

/* The socket's own transition was to report it, and was not shown: the call says what the error was. */
static __noinline void fail_unseen(const struct call *call, u32 error)
{
	const void *sk = (void *)call->sk;
	struct connection *connection = connection_of(sk);
	struct snapshot snapshot;

	if (!connection || connection->stage != STAGE_CONNECTING || !claim(sk))
		return;
	if (stage_of(connection) == STAGE_CONNECTING) {
		COUNT(connection, repaired);
		read_snapshot(sk, UNTYPED, &snapshot);
		send_failed(connection, &snapshot, error, 0);
		enter_stage(connection, STAGE_NONE);
	}
	unclaim(sk);
}

static __always_inline void end_call(long ret)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call *call = bpf_map_lookup_elem(&calls, &thread);

	if (!call)
		return;
	if (is_outcome(ret) && call->attempted)
		fail_unseen(call, -ret);
	else if (is_outcome(ret) && has_subscribers() && knows_destination(call))
		report_call_failed(call, -ret);
	bpf_map_delete_elem(&calls, &thread);
}

static __always_inline void end_connect(struct syscall_trace_exit *ctx)
{
	end_call(ctx->ret);
}

CALL_PROGRAMS("sys_exit_connect", exit_connect, MARK_EXIT_CONNECT, end_connect, struct syscall_trace_exit)

static __always_inline void end_stream_connect(const u64 *arguments)
{
	end_call((int)arguments[4]);
}

FUNCTION_PROGRAMS("fexit/inet_stream_connect", end_stream_connect_call, MARK_EXIT_CONNECT, end_stream_connect)

/*
 * security_socket_connect(socket, address, length), which comes before: what a security module forbids (EACCES, EPERM).
 * Nearly always it has nothing to do.
 */
static __always_inline void check_denied(const u64 *arguments)
{
	struct call call = {};
	int ret = arguments[3];

	if (!is_outcome(ret) || !wakeup.is_live || !has_subscribers() || (int)arguments[2] < SOCKADDR_IN_BYTES)
		return;
	call.sk = (u64)attempting_sock((void *)arguments[0]);
	if (call.sk && read_copied_destination(&call, (void *)arguments[1], (u32)arguments[2]))
		report_call_failed(&call, -ret);
}

FUNCTION_PROGRAM("fexit/security_socket_connect", handle_denied_connect, check_denied)
