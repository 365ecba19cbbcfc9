/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* How a listener begins. */
#ifndef SERVICES_CONNECTION_LISTEN_H
#define SERVICES_CONNECTION_LISTEN_H

#include "kernel/bpf.h"
#include "services/connection/call.h"
#include "services/connection/config.h"
#include "services/connection/counters.h"
#include "services/connection/endpoints.h"
#include "services/connection/filter.h"
#include "services/connection/listeners.h"
#include "services/connection/owner.h"
#include "services/connection/record.h"
#include "services/connection/record_life.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"

/* The transition comes before the port is taken, also when that fails: only the call's return shows which. */
static __always_inline struct connection *begin_listening(struct connection *old, const void *sk)
{
	struct connection *connection = begin_record(sk, old, &no_connection);
	u64 thread = bpf_get_current_pid_tgid();
	struct call call = {};

	if (connection) {
		enter_stage(connection, STAGE_LISTEN_CALLED);
		connection->subject.direction = DIRECTION_LISTENING;
		connection->began_ns = bpf_ktime_get_boot_ns();
		give_current_as_owner(connection, ATTRIBUTION_LISTEN);
	} else if (!connection_config.syscalls) {
		COUNT(connection, unreported);
	}
	COUNT(connection, listens_asked);
	if (!connection_config.syscalls)
		return connection; /* the next walk finds out */
	call.sk = (u64)sk;
	if (bpf_map_update_elem(&calls, &thread, &call, BPF_ANY))
		COUNT(connection, unseen_calls);
	return connection;
}

static __noinline void confirm_listening(struct connection *connection, const void *sk)
{
	enter_stage(connection, STAGE_LISTENING);
	read_endpoints(sk, UNTYPED, &connection->subject.ends);
	remember_listener(connection);
	filter_endpoints(connection);
	notify(connection, EVENT_LISTEN);
}

#endif
