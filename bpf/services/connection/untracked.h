/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The tcp probe: what finds no room in `connections`. Each event is reported from what the socket itself says when it
 * happens; its owner where its own process is at work then. Nothing is remembered, so the begin and the duration are
 * unknown, and what needs an owner to be judged by a filter is not reported, and counted.
 */
#ifndef SERVICES_CONNECTION_UNTRACKED_H
#define SERVICES_CONNECTION_UNTRACKED_H

#include "kernel/bpf.h"
#include "kernel/mptcp.h"
#include "kernel/net.h"
#include "core/hash.h"
#include "core/numbers.h"
#include "core/probes.h"
#include "core/ring.h"
#include "core/twins.h"
#include "services/connection/call.h"
#include "services/connection/config.h"
#include "services/connection/counters.h"
#include "services/connection/direction.h"
#include "services/connection/ending.h"
#include "services/connection/endpoints.h"
#include "services/connection/filter.h"
#include "services/connection/flow.h"
#include "services/connection/mptcp.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"
#include "services/connection/traffic.h"
#include "services/owner/describe.h"
#include "services/owner/identity.h"

/*
 * Events that were reported without a record, by the socket's address: here a twin finds what its program did. By its
 * sequence number a later event, of this socket or of another at its address, is known to be another one.
 */
#define REPORTED 4096

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, REPORTED);
	__type(key, u32);
	__type(value, struct mark);
} untracked_events SEC(".maps");

static __always_inline bool was_reported(u64 sk, u32 event, u32 sequence)
{
	u32 slot = mix(sk, 1) & (REPORTED - 1);
	struct mark *mark = bpf_map_lookup_elem(&untracked_events, &slot);
	u64 what = (u64)event << 32 | sequence;

	if (!mark)
		return false;
	if (mark->object == sk && mark->event == what)
		return true;
	mark->object = sk;
	mark->event = what;
	return false;
}

static __always_inline void find_untracked_direction(struct subject *subject, const void *sk,
						     const struct snapshot *snapshot, u32 event, u32 state)
{
	if (event == EVENT_ACCEPT)
		subject->direction = DIRECTION_INBOUND;
	else if (event == EVENT_LISTEN || event == EVENT_LISTEN_CLOSE || state == TCP_LISTEN)
		subject->direction = DIRECTION_LISTENING;
	else
		find_direction(subject, sk, snapshot, state);
}

static __always_inline u8 untracked_attribution(u32 event, bool has_call)
{
	switch (event) {
	case EVENT_ACCEPT:
		return ATTRIBUTION_ACCEPT;
	case EVENT_EXISTING:
		return ATTRIBUTION_EXISTING;
	case EVENT_LISTEN:
		return ATTRIBUTION_LISTEN;
	}
	return has_call ? ATTRIBUTION_CONNECT : ATTRIBUTION_IO;
}

/* True if it is to be reported; what cannot be judged, for want of an owner, is counted. */
static __always_inline bool untracked_passes(const struct subject *subject, struct owner_verdict owner)
{
	if (!endpoints_pass(subject))
		return false;
	if (is_known(owner))
		return !is_hidden(owner);
	if (unowned_passes())
		return true;
	COUNT(connection, unreported);
	return false;
}

/* `state`: the one that it is in or leaves; `verdict`: an owner_verdict's bits. A global function: see leave_earlier. */
__noinline u32 report_untracked(u64 sk, u32 event, u32 state, u64 verdict, u64 pid_tid)
{
	struct owner_verdict owner = { .bits = verdict };
	struct subject subject = { .flags = CONNECTION_UNTRACKED };
	struct snapshot snapshot;

	if (!has_subscribers())
		return 0;
	read_unlocked((void *)sk, &snapshot);
	if (was_reported(sk, event, snapshot.write_seq))
		return 0;
	if (snapshot.is_mptcp && bpf_core_type_exists(struct mptcp_subflow_context)) {
		if (is_additional_subflow((void *)sk))
			return 0;
		subject.flags |= CONNECTION_MPTCP;
	}
	subject.ends = snapshot.ends;
	find_untracked_direction(&subject, (void *)sk, &snapshot, event, state);
	if (subject.direction != DIRECTION_LISTENING && (event == EVENT_CONNECT || state != TCP_SYN_SENT))
		give_ids(&subject, &snapshot);
	if (!untracked_passes(&subject, owner))
		return 0;
	if (is_known(owner)) {
		subject.owner = owner_id(owner);
		subject.pid = pid_tid >> 32;
		subject.tid = (u32)pid_tid;
		subject.attribution = untracked_attribution(event,
							    connection_config.syscalls && current_call((void *)sk));
	}
	if (notify_untracked(&subject, (void *)sk, &snapshot, event, state))
		COUNT(connection, untracked);
	return 1;
}

/* In process context only. */
static __always_inline void report_current(const void *sk, u32 event)
{
	if (connection_config.summary && event == EVENT_ACCEPT) /* its end says all */
		return;
	report_untracked(number_of(sk), event, TCP_ESTABLISHED, describe((u64)current_task(), true).bits,
			 bpf_get_current_pid_tgid());
}

/* From SYN_RECV the accept reports it, where accepts are seen. */
static __noinline void establish_untracked(const struct sock *sk, int oldstate)
{
	if (connection_config.summary)
		return;
	if (oldstate == TCP_SYN_RECV && !connection_config.syscalls)
		COUNT(connection, unreported);
	if (oldstate == TCP_SYN_SENT)
		report_untracked(number_of(sk), EVENT_CONNECT, oldstate, acting_owner(sk).bits,
				 bpf_get_current_pid_tgid());
}

/* A connect that fails before its SYN leaves is reported when the call returns: see fail. */
static __noinline void close_untracked(const struct sock *sk, int oldstate)
{
	u32 event = oldstate == TCP_LISTEN     ? EVENT_LISTEN_CLOSE
		    : oldstate == TCP_SYN_SENT ? EVENT_CONNECT_FAILED
					       : EVENT_CLOSE;
	struct call *call = current_call(sk);

	if (oldstate == TCP_SYN_RECV || (oldstate == TCP_LISTEN && !connection_config.existing))
		return; /* never established; never reported */
	if (event == EVENT_CONNECT_FAILED && call && !BPF_CORE_READ(sk, sk_err)) {
		call->attempted = 0;
		return;
	}
	report_untracked(number_of(sk), event, oldstate, acting_owner(sk).bits, bpf_get_current_pid_tgid());
}

#endif
