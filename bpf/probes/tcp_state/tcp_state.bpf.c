// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* The tcp_state probe: every transition. Attached after the tcp probe's hook, which has made the record by then. */

#include "probes/tcp_state/tcp_state.h"
#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/net.h"
#include "core/probes.h"
#include "core/ring.h"
#include "core/twins.h"
#include "services/connection/endpoints.h"
#include "services/connection/filter.h"
#include "services/connection/owner.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/state_hook.h"
#include "services/connection/subject.h"

/* A child of a listener has no record before it is established, and no remote address before SYN_RECV is over. */
static __always_inline bool describe_subject(const struct sock *sk, int oldstate, int newstate, struct subject *subject)
{
	struct connection *connection = connection_of(sk);

	if (connection) {
		connection->reported_state = newstate;
		read_subject(connection, subject);
	} else {
		subject->direction = oldstate == TCP_LISTEN || oldstate == TCP_SYN_RECV ? DIRECTION_INBOUND
											: DIRECTION_NONE;
	}
	if (!subject->ends.netns)
		read_endpoints((const void *)sk, UNTYPED, &subject->ends);
	if (subject->flags & CONNECTION_HIDDEN)
		return false;
	return endpoints_pass(subject) && (subject->owner || unowned_passes());
}

static __always_inline void report_state(const struct sock *sk, int oldstate, int newstate)
{
	struct tcp_state_sample *sample;
	struct subject subject = {};

	if (!wakeup.is_live || !is_tcp(sk) || !describe_subject(sk, oldstate, newstate, &subject))
		return;
	sample = reserve_sample(PROBE_TCP_STATE, 0, sizeof(*sample));
	if (!sample)
		return;
	sample->subject = subject;
	sample->old_state = oldstate;
	sample->new_state = newstate;
	submit_sample(PROBE_TCP_STATE, sample);
}

static __always_inline bool is_reported(const struct sock *sk, int oldstate, int newstate)
{
	const struct connection *connection = connection_of(sk);

	return connection && connection->reported_state == newstate;
}

static __always_inline void report_classic_state(const struct trace_event_raw_inet_sock_set_state *ctx)
{
	report_state(ctx->skaddr, ctx->oldstate, ctx->newstate);
}

STATE_HOOK_WITH_TWINS(handle_tcp_state, MARK_TCP_STATE, report_classic_state, report_state, is_reported)
