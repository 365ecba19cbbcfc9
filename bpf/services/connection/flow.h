/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The number of a connection, or of an attempt that failed. */
#ifndef SERVICES_CONNECTION_FLOW_H
#define SERVICES_CONNECTION_FLOW_H

#include "kernel/bpf.h"
#include "core/config.h"
#include "core/hash.h"
#include "services/connection/endpoints.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"

static __always_inline u64 mix_ends(u64 hash, const struct endpoints *ends)
{
	const u64 *local = (const u64 *)ends->local, *remote = (const u64 *)ends->remote;

	hash = mix(hash, (u64)ends->netns << 32 | (u32)ends->local_port << 16 | ends->remote_port);
	hash = mix(mix(hash, local[0]), local[1]);
	return mix(mix(hash, remote[0]), remote[1]);
}

/*
 * The same number from ESTABLISHED to CLOSE, whenever it is asked for, also by the next run of the tracer:
 * snd_una - bytes_acked and rcv_nxt - bytes_received stay as they are, and are new with every connection.
 */
static __always_inline u64 flow_of(const struct facts *facts)
{
	u32 sent = facts->snd_una - (u32)facts->bytes_acked, received = facts->rcv_nxt - (u32)facts->bytes_received;
	u64 hash = mix_ends(mix(config.boot_salt, (u64)sent << 32 | received), &facts->ends);

	return hash ? hash : 1;
}

/*
 * An attempt that failed has no such numbers, and is a single event. When that was reported, of which thread and between
 * which ends identifies it: what has no port yet fails within its own thread. Called and not inlined, for the stack of 5.10.
 */
static __noinline u64 flow_of_failure(const struct subject *subject, u64 time_ns)
{
	u64 hash = mix_ends(mix(mix(config.boot_salt, time_ns), (u64)subject->pid << 32 | subject->tid), &subject->ends);

	return hash ? hash : 1;
}

#endif
