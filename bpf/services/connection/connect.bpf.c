// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * What no transition of a socket shows: which connects fail at once; in accept.bpf.c who accepts, and which listens
 * succeed; in io.bpf.c who reads or writes where no accept was seen. In process context throughout.
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
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/owner/describe.h"
#include "services/owner/identity.h"
#include "services/syscalls/descriptor.h"
#include "services/syscalls/programs.h"

static __always_inline void begin_connect(struct syscall_trace_enter *ctx)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call call = {};
	struct file *file;
	struct socket *socket;

	if (!wakeup.is_live || ctx->args[2] < SOCKADDR_IN_BYTES)
		return;
	call.address = ctx->args[1];
	call.length = ctx->args[2];
	if (!read_destination(&call, (void *)call.address, call.length) && !call.is_unread)
		return;
	file = file_of_descriptor((int)ctx->args[0]);
	call.sk = (u64)connecting_sock_of_file(file);
	if (!call.sk)
		return;
	socket = BPF_CORE_READ(file, private_data);
	if (BPF_CORE_READ(socket, state) != SS_UNCONNECTED) /* asks again for the outcome of an earlier call */
		return;
	if (call.is_unread || destination_passes(&call))
		call.owner = describe((u64)current_task(), true);
	if (bpf_map_update_elem(&calls, &thread, &call, BPF_ANY))
		COUNT(connection, unseen_calls);
}

CALL_PROGRAMS("sys_enter_connect", enter_connect, MARK_ENTER_CONNECT, begin_connect, syscall_trace_enter)

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

static __always_inline void end_connect(struct syscall_trace_exit *ctx)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call *call = bpf_map_lookup_elem(&calls, &thread);
	long ret = ctx->ret;

	if (!call)
		return;
	if (is_outcome(ret) && call->attempted)
		fail_unseen(call, -ret);
	else if (is_outcome(ret) && has_subscribers() && knows_destination(call))
		report_call_failed(call, -ret);
	bpf_map_delete_elem(&calls, &thread);
}

CALL_PROGRAMS("sys_exit_connect", exit_connect, MARK_EXIT_CONNECT, end_connect, syscall_trace_exit)
