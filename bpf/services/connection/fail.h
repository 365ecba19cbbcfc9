/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Connects that fail. */
#ifndef SERVICES_CONNECTION_FAIL_H
#define SERVICES_CONNECTION_FAIL_H

#include "kernel/bpf.h"
#include "kernel/errno.h"
#include "kernel/net.h"
#include "services/connection/call.h"
#include "services/connection/config.h"
#include "services/connection/ending.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"
#include "services/owner/identity.h"

/* sendto with MSG_FASTOPEN, which returns the errno; a deferred connect may be closed before anything was written. */
static __always_inline bool is_reported_by_write(const struct connection *connection)
{
	return connection_config.writes && !(connection->subject.flags & CONNECTION_DEFERRED) && !is_kernel_thread();
}

static __always_inline void send_failed(struct connection *connection, const struct snapshot *snapshot, u32 error,
					u8 was_given_up)
{
	enter_stage(connection, STAGE_FAILED);
	connection->ending.time_ns = bpf_ktime_get_boot_ns();
	connection->ending.traffic.retransmits = snapshot->total_retrans;
	notify_failure(connection, error, was_given_up);
}

/*
 * The errno of an attempt's end. Another thread may have taken it already (SO_ERROR asks no lock, and before 6.11 pollers
 * are woken before the socket is closed): a reset's is known all the same (tcp_reset).
 */
static __always_inline u32 failure_of(const struct connection *connection, const struct snapshot *snapshot,
				      int oldstate)
{
	if (snapshot->sk_err || connection->reset != RESET_REMOTE)
		return snapshot->sk_err;
	return oldstate == TCP_SYN_SENT ? ECONNREFUSED : ECONNRESET;
}

/* Leaves a failed connect to the return of its call, by the peer that the socket had. A hidden one is counted already. */
static __always_inline void leave_to_return(const struct connection *connection, struct call *call,
					    const struct snapshot *snapshot)
{
	if (connection->subject.flags & CONNECTION_HIDDEN)
		return;
	call->attempted = 0;
	call->is_unread = 0;
	call->remote_port = snapshot->ends.remote_port;
	__builtin_memcpy(call->remote, snapshot->ends.remote, sizeof(call->remote));
}

/*
 * A connect that fails before its SYN leaves (EADDRNOTAVAIL) is reported when the call returns, with its errno. snd_una does
 * not show it: on a socket that had a connection before, it still stands where that one ended.
 */
static __always_inline void fail(struct connection *connection, const void *sk, const struct snapshot *snapshot,
				 int oldstate)
{
	u32 error = failure_of(connection, snapshot, oldstate);
	bool syn_sent = snapshot->write_seq != connection->write_seq;
	struct call *call = current_call(sk);

	enter_stage(connection, STAGE_NONE);
	if (!error && !syn_sent && call)
		leave_to_return(connection, call, snapshot);
	if (!error && !syn_sent && (call || is_reported_by_write(connection)))
		return;
	connection->subject.ends = snapshot->ends;
	send_failed(connection, snapshot, error,
		    (syn_sent || connection->subject.flags & CONNECTION_DEFERRED) && is_given_up(sk));
}

#endif
