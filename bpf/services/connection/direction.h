/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Connections and listeners whose beginning was not seen, since they existed before or found no room: who opened them. */
#ifndef SERVICES_CONNECTION_DIRECTION_H
#define SERVICES_CONNECTION_DIRECTION_H

#include "kernel/bpf.h"
#include "kernel/net.h"
#include "core/unknown.h"
#include "services/connection/listeners.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/connection/traffic.h"

/*
 * 1 for the opener, whose SYN was acknowledged and is counted by bytes_acked; 0 for an acceptor, whose SYN never is.
 * Neither where a local failure kept something from being sent; more where a checkpoint had queued data.
 */
static __always_inline s64 acknowledged_syns(const struct snapshot *snapshot, int state)
{
	bool fin_sent = fin_was_queued(state) && snapshot->snd_nxt == snapshot->write_seq;
	u32 in_flight = snapshot->snd_nxt - snapshot->snd_una;

	return snapshot->bytes_acked + in_flight - (snapshot->bytes_sent - snapshot->bytes_retrans) - fin_sent;
}

/* CRIU binds the port of what it restores; a socket that was accepted cannot be bound. */
static __always_inline bool is_bound(const struct sock *sk)
{
	return BPF_CORE_READ_BITFIELD_PROBED(sk, sk_userlocks) & SOCK_BINDPORT_LOCK;
}

/* How a direction is found, of which `syns` and the state say nothing. */
enum way { WAY_KNOWN, WAY_RESTORED, WAY_GUESSED };

static __always_inline enum way way_to_direction(struct subject *subject, const void *sk,
						 const struct snapshot *snapshot, int state, s64 syns)
{
	if (snapshot->is_torn && state != TCP_SYN_SENT)
		return WAY_GUESSED;
	subject->direction = DIRECTION_OUTBOUND;
	if (state == TCP_SYN_SENT || syns == 1)
		return WAY_KNOWN;
	if (syns >= 0 && is_bound(sk))
		return WAY_RESTORED;
	subject->direction = DIRECTION_INBOUND;
	return !syns && !snapshot->may_be_sending ? WAY_KNOWN : WAY_GUESSED;
}

/* A listener at its address says that it was accepted; without one nobody knows it of a restored socket. */
static __always_inline void ask_listeners(struct subject *subject, enum way way)
{
	u8 without = way == WAY_RESTORED ? DIRECTION_NONE : DIRECTION_OUTBOUND;

	subject->direction = unknown(listener_of(subject) ? DIRECTION_INBOUND : without);
	if (way == WAY_RESTORED)
		subject->flags |= CONNECTION_RESTORED;
	else
		subject->is_opener_unknown = 1;
}

/* Its endpoints are known. */
static __always_inline void find_direction(struct subject *subject, const void *sk, const struct snapshot *snapshot,
					   int state)
{
	s64 syns = unknown(acknowledged_syns(snapshot, state));
	enum way way;

	subject->is_opener_unknown = unknown(syns == 1 && state == TCP_SYN_RECV); /* a simultaneous open */
	way = unknown(way_to_direction(subject, sk, snapshot, unknown(state), syns));
	subject->direction = unknown(subject->direction);
	if (way != WAY_KNOWN)
		ask_listeners(subject, way);
	subject->flags = unknown(subject->flags);
}

#endif
