/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Records of what existed before. */
#ifndef SERVICES_CONNECTION_EXISTING_H
#define SERVICES_CONNECTION_EXISTING_H

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/net.h"
#include "core/numbers.h"
#include "core/ring.h"
#include "services/connection/begin.h"
#include "services/connection/counters.h"
#include "services/connection/endpoints.h"
#include "services/connection/filter.h"
#include "services/connection/listeners.h"
#include "services/connection/owner.h"
#include "services/connection/record.h"
#include "services/connection/record_life.h"
#include "services/connection/socket.h"
#include "services/connection/subflows.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"
#include "services/connection/untracked.h"
#include "services/owner/life.h"

static __always_inline bool is_over(int state)
{
	return state == TCP_CLOSE || state == TCP_TIME_WAIT || state == TCP_NEW_SYN_RECV;
}

/* Closed and destroyed on another CPU while it was looked at: nothing would end this record. */
static __always_inline struct connection *unless_over(struct connection *connection, const struct sock *sk)
{
	if (!connection || !is_over(BPF_CORE_READ(sk, __sk_common.skc_state)))
		return connection;
	if (connection->subject.flags & CONNECTION_SUBFLOW)
		leave_first(connection);
	end_record(sk, connection);
	return NULL;
}

/* Called and not inlined: with a description of the owner it would not fit the stack. */
static __noinline struct connection *begin_existing(const struct sock *sk, int state)
{
	struct connection *connection;
	struct snapshot snapshot;

	read_unlocked((const void *)sk, &snapshot);
	if (BPF_CORE_READ(sk, __sk_common.skc_state) != state)
		snapshot.is_torn = 1; /* what a FIN adds to them is judged by the state */
	if (state != TCP_LISTEN)
		return unless_over(begin_unseen(sk, &snapshot, state, true), sk);
	connection = begin_record(sk, NULL, &no_connection);
	if (!connection)
		return NULL;
	enter_stage(connection, STAGE_LISTENING);
	connection->subject.direction = DIRECTION_LISTENING;
	connection->subject.flags |= CONNECTION_EXISTING;
	connection->handled_state = TCP_LISTEN;
	connection->subject.ends = snapshot.ends;
	return connection; /* filtered when its owner is remembered: who listens there is asked for other connections */
}

/* What the first walk found no room for, by the socket's address: it may come by again, by another descriptor. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4194304);
	__uint(map_flags, BPF_F_NO_PREALLOC); /* iterators may allocate on any kernel */
	__type(key, u64);
	__type(value, u8);
} walked SEC(".maps");

/* No room for what nobody closed meanwhile. */
static __always_inline void report_without_record(const struct sock *sk, int state, struct owner_verdict owner, u32 pid)
{
	u64 key = (u64)sk;
	u8 once = 1;
	long error;

	if (!wakeup.is_first_walk || is_over(BPF_CORE_READ(sk, __sk_common.skc_state)))
		return;
	error = bpf_map_update_elem(&walked, &key, &once, BPF_NOEXIST);
	if (!error)
		report_untracked(number_of(sk), EVENT_EXISTING, state, owner.bits, (u64)pid << 32 | pid);
	else if (error != -EEXIST)
		COUNT(connection, unreported);
}

/* A walk leaves room for what is new. */
static __always_inline struct connection *begin_if_room(const struct sock *sk, int state)
{
	struct connection *connection = wakeup.walk_room ? begin_existing(sk, state) : NULL;

	if (connection)
		wakeup.walk_room--;
	return connection;
}

static __always_inline void report_existing(struct connection *connection)
{
	if (connection->subject.direction == DIRECTION_LISTENING) {
		remember_listener(connection);
		filter_endpoints(connection);
	}
	if (connection->stage != STAGE_CONNECTING)
		notify_traffic(connection, EVENT_EXISTING, &connection->reported);
}

/* Accepted, or closed by its process: no descriptor leads to it. */
static __always_inline bool was_taken(const struct sock *sk)
{
	return BPF_CORE_READ(sk, sk_socket) || BPF_CORE_READ(sk, __sk_common.skc_flags) >> SOCK_DEAD & 1;
}

/* The record was made by a transition between attaching and the walk, which reported it. */
static __always_inline bool lacks_owner(const struct connection *connection)
{
	return connection->subject.flags & CONNECTION_EXISTING && !connection->subject.owner;
}

static __noinline void adopt(struct connection *connection, u64 verdict, u32 pid, bool is_new)
{
	give_owner(connection, (struct owner_verdict){ .bits = verdict }, pid, pid, ATTRIBUTION_EXISTING);
	if (is_new)
		report_existing(connection);
}

#endif
