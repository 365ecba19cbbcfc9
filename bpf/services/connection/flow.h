/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The numbers of a connection, and of an attempt that failed. */
#ifndef SERVICES_CONNECTION_FLOW_H
#define SERVICES_CONNECTION_FLOW_H

#include "kernel/bpf.h"
#include "core/hash.h"
#include "services/connection/config.h"
#include "services/connection/counters.h"
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

/* Where each direction's sequence numbers begin: the same from ESTABLISHED to CLOSE, and new with every connection. */

static __always_inline u32 sent_from(const struct snapshot *snapshot)
{
	return snapshot->snd_una - (u32)snapshot->bytes_acked;
}

static __always_inline u32 received_from(const struct snapshot *snapshot)
{
	return snapshot->rcv_nxt - (u32)snapshot->bytes_received;
}

/* The same number from ESTABLISHED to CLOSE, whenever it is asked for, also by the next run of the tracer. */
static __always_inline u64 flow_of(const struct snapshot *snapshot)
{
	u64 hash = mix_ends(mix(connection_config.boot_salt, (u64)sent_from(snapshot) << 32 | received_from(snapshot)),
			    &snapshot->ends);

	return hash ? hash : 1;
}

/*
 * The same number at both ends, whatever hosts translate between them: of these two numbers alone, as the opener has them.
 * The acceptor's are mirrored, and what it receives begins one later, since only an opener's bytes_acked counts its SYN.
 * Ends of hosts with different versions of this are not joined. Mixing loses nothing: no other pair has this number.
 */
static __always_inline u64 connection_id_of(const struct snapshot *snapshot, bool is_opener)
{
	u32 sent = sent_from(snapshot), received = received_from(snapshot);
	u64 pair = is_opener ? (u64)sent << 32 | received : (u64)(received - 1) << 32 | sent;
	u64 hash = mix(mix(0, pair), 0);

	return hash ? hash : 1;
}

/* 0: who opened it is not known, or both ends did, or its numbers are not those of the other end. Flags and direction are known. */
static __always_inline u64 connection_id_if_known(const struct subject *subject, const struct snapshot *snapshot)
{
	bool is_opener = subject->direction == DIRECTION_OUTBOUND;

	if (subject->is_opener_unknown || subject->flags & (CONNECTION_RESTORED | CONNECTION_SUBFLOW) ||
	    (!is_opener && subject->direction != DIRECTION_INBOUND))
		return 0;
	return connection_id_of(snapshot, is_opener);
}

/* None of numbers that are of several moments: the end, which has the lock, gives them then. */
static __always_inline void give_ids(struct subject *subject, const struct snapshot *snapshot)
{
	if (snapshot->is_torn) {
		COUNT(connection, unidentified);
		return;
	}
	subject->flow = flow_of(snapshot);
	subject->connection_id = connection_id_if_known(subject, snapshot);
}

/*
 * An attempt that failed has no such numbers, and is a single event. When that was reported, of which thread and between
 * which ends identifies it: what has no port yet fails within its own thread. Called and not inlined, for the stack of 5.10.
 */
static __noinline u64 flow_of_failure(const struct subject *subject, u64 time_ns)
{
	u64 hash = mix_ends(mix(mix(connection_config.boot_salt, time_ns), (u64)subject->pid << 32 | subject->tid),
			    &subject->ends);

	return hash ? hash : 1;
}

#endif
