/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* MPTCP: the last subflow ends the connection. */
#ifndef SERVICES_CONNECTION_SUBFLOWS_H
#define SERVICES_CONNECTION_SUBFLOWS_H

#include "kernel/bpf.h"
#include "services/connection/interval.h"
#include "services/connection/mptcp.h"
#include "services/connection/record.h"
#include "services/connection/record_life.h"
#include "services/connection/subscribers.h"

static __always_inline void finish(struct connection *connection)
{
	notify(connection, EVENT_CLOSE);
	enter_stage(connection, STAGE_NONE);
}

/* The last subflow ends the connection that the first one began. */
static __always_inline void finish_subflows(struct connection *first, const struct ending *last)
{
	first->ending.time_ns = last->time_ns;
	first->ending.reason = last->reason;
	read_outer_traffic(first, (void *)first->outer);
	finish(first);
	if (connection_of((void *)first->outer) == first)
		end_record((void *)first->outer, first);
}

/* What an additional subflow carried becomes the first one's. */
static __always_inline void leave_first(const struct connection *connection)
{
	struct connection *first = first_of(connection);
	const struct traffic *carried = &connection->ending.traffic;

	if (!first)
		return;
	__sync_fetch_and_add(&first->joined.bytes_in, carried->bytes_in);
	__sync_fetch_and_add(&first->joined.bytes_out, carried->bytes_out);
	__sync_fetch_and_add(&first->joined.packets_in, carried->packets_in);
	__sync_fetch_and_add(&first->joined.packets_out, carried->packets_out);
	__sync_fetch_and_add(&first->joined.retransmits, carried->retransmits);
	__sync_fetch_and_add(&first->subflows, -1);
	if (first->stage == STAGE_SUBFLOWS && first->subflows <= 0 && end_mptcp(first))
		finish_subflows(first, &connection->ending);
}

/* False: there is no room at the other address. */
static __always_inline bool move_to_outer(const void *sk, struct connection *first)
{
	u64 key = (u64)sk, outer = first->outer;
	struct connection *moved;

	if (bpf_map_update_elem(&connections, &outer, first, BPF_NOEXIST))
		return false;
	moved = connection_of((void *)outer);
	if (moved && first->subflows <= 0) /* the last subflow closed meanwhile, and reported the end */
		end_record((void *)outer, moved);
	bpf_map_delete_elem(&connections, &key);
	return true;
}

/* The first subflow ends. False: it is the last one, too. */
static __always_inline bool wait_for_subflows(struct connection *first)
{
	if (first->subflows > 0) {
		enter_stage(first, STAGE_SUBFLOWS);
		full_barrier(first);
		if (first->subflows > 0)
			return true;
	}
	if (!end_mptcp(first))
		return true; /* the last subflow closed meanwhile, and reports the end */
	read_outer_traffic(first, (void *)first->outer);
	return false;
}

#endif
