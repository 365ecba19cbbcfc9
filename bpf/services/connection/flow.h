/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The number of a connection. */
#ifndef SERVICES_CONNECTION_FLOW_H
#define SERVICES_CONNECTION_FLOW_H

#include "kernel/bpf.h"
#include "core/config.h"
#include "core/hash.h"
#include "services/connection/endpoints.h"
#include "services/connection/socket.h"

/*
 * The same number from ESTABLISHED to CLOSE, whenever it is asked for, also by the next run of the tracer:
 * snd_una - bytes_acked and rcv_nxt - bytes_received stay as they are, and are new with every connection.
 */
static __always_inline u64 flow_of(const struct facts *facts)
{
	const struct endpoints *ends = &facts->ends;
	u32 sent = facts->snd_una - (u32)facts->bytes_acked, received = facts->rcv_nxt - (u32)facts->bytes_received;
	const u64 *local = (const u64 *)ends->local, *remote = (const u64 *)ends->remote;
	u64 hash = config.boot_salt;

	hash = mix(hash, (u64)sent << 32 | received);
	hash = mix(hash, (u64)ends->netns << 32 | (u32)ends->local_port << 16 | ends->remote_port);
	hash = mix(mix(hash, local[0]), local[1]);
	hash = mix(mix(hash, remote[0]), remote[1]);
	return hash ? hash : 1;
}

#endif
