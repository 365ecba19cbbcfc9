/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The connections of a process, counted for its end. */
#ifndef SERVICES_CONNECTION_TOTALS_H
#define SERVICES_CONNECTION_TOTALS_H

#include "kernel/bpf.h"
#include "services/connection/record.h"
#include "services/owner/identity.h"
#include "services/owner/totals.h"

static __noinline int count_opened(struct connection *connection)
{
	u32 pid = connection->subject.pid;
	struct live_process *live = bpf_map_lookup_elem(&live_processes, &pid);
	struct process_totals *totals;
	u64 start_ns;

	if (!live || connection->counted_of)
		return 0;
	start_ns = live->start_ns;
	totals = live->is_counted ? totals_of(pid, start_ns) : begin_totals(pid, start_ns);
	live->is_counted = 1;
	if (!totals)
		return 0;
	__sync_fetch_and_add(&totals->opened, 1);
	connection->counted_of = start_ns;
	return 0;
}

/* Idempotent. By then its process may have ended, and its pid be another's. */
static __noinline int count_closed(struct connection *connection)
{
	struct process_totals *totals = totals_of(connection->subject.pid, connection->counted_of);

	if (totals && connection->counted_of) {
		__sync_fetch_and_add(&totals->closed, 1);
		__sync_fetch_and_add(&totals->bytes_in, connection->ending.traffic.bytes_in);
		__sync_fetch_and_add(&totals->bytes_out, connection->ending.traffic.bytes_out);
	}
	connection->counted_of = 0;
	return 0;
}

#endif
