/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Failures that only the call's return shows. */
#ifndef SERVICES_CONNECTION_CALL_FAILED_H
#define SERVICES_CONNECTION_CALL_FAILED_H

#include "kernel/bpf.h"
#include "kernel/errno.h"
#include "kernel/net.h"
#include "core/probes.h"
#include "core/ring.h"
#include "services/connection/call.h"
#include "services/connection/counters.h"
#include "services/connection/destination.h"
#include "services/connection/endpoints.h"
#include "services/connection/owner.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"
#include "services/owner/describe.h"
#include "services/owner/identity.h"

static __always_inline bool is_outcome(long ret)
{
	long error = -ret;

	return error > 0 && error <= LAST_ERRNO && error != EISCONN && error != EALREADY && error != EINPROGRESS &&
	       error != EINTR && error != EFAULT;
}

/*
 * No transition reported this failure: the source is what was bound, the destination the one that the socket had, if it came
 * that far (see fail), else the one that the caller asked for.
 */
static __noinline void send_call_failed(const struct call *call, u32 error)
{
	u64 thread = bpf_get_current_pid_tgid();
	const struct sock *sk = (void *)call->sk;
	struct subject subject = { .direction = DIRECTION_OUTBOUND };

	subject.owner = owner_id(caller_of(call));
	subject.pid = thread >> 32;
	subject.tid = (u32)thread;
	subject.attribution = ATTRIBUTION_CONNECT;
	read_endpoints((const void *)sk, UNTYPED, &subject.ends);
	subject.ends.remote_port = call->remote_port;
	__builtin_memcpy(subject.ends.remote, call->remote, sizeof(call->remote));
	notify_failed_call(&subject, error);
}

/* Described here: within send_call_failed it would not fit the stack. */
static __always_inline void report_call_failed(struct call *call, u32 error)
{
	if (!destination_passes(call)) {
		COUNT(connection, filtered);
		return;
	}
	if (!is_known(caller_of(call)))
		call->owner = describe((u64)current_task(), true);
	if (!connection_withholds(caller_of(call)))
		send_call_failed(call, error);
}

#endif
