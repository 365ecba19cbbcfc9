/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* How a record begins and ends. */
#ifndef SERVICES_CONNECTION_RECORD_LIFE_H
#define SERVICES_CONNECTION_RECORD_LIFE_H

#include "kernel/bpf.h"
#include "core/numbers.h"
#include "services/connection/counters.h"
#include "services/connection/listeners.h"
#include "services/connection/record.h"
#include "services/owner/descriptions.h"

__noinline u32 leave_earlier(u64 sk);

/*
 * A record that begins like `first`: in the place of `old`, the one that the socket has, or a new one, or the one that
 * another CPU has just made. NULL when there is no room: the caller counts its event as untracked.
 */
static __always_inline struct connection *begin_record(const void *sk, struct connection *old,
						       const struct connection *first)
{
	u64 key = (u64)sk;

	if (old) {
		leave_earlier(number_of(sk));
		*old = *first;
		return old;
	}
	if (!bpf_map_update_elem(&connections, &key, first, BPF_NOEXIST))
		COUNT(connection, born);
	return connection_of(sk);
}

/* What others keep for it. */
static __always_inline void leave_record(struct connection *connection)
{
	forget_listener(connection);
	if (connection->subject.owner)
		release(connection->subject.owner);
	connection->subject.owner = 0; /* so that it is released once */
	enter_stage(connection, STAGE_NONE);
}

static __always_inline void delete_record(const void *sk)
{
	u64 key = (u64)sk;

	if (!bpf_map_delete_elem(&connections, &key)) /* else another CPU did, and counted it */
		COUNT(connection, ended);
}

static __always_inline void end_record(const void *sk, struct connection *connection)
{
	leave_record(connection);
	delete_record(sk);
}

#endif
