/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Connections and listeners whose beginning was not seen, since they existed before or found no room: who opened them. */
#ifndef SERVICES_CONNECTION_DIRECTION_H
#define SERVICES_CONNECTION_DIRECTION_H

#include "kernel/bpf.h"
#include "kernel/net.h"
#include "core/unfollowed.h"
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

/* How a direction becomes known: by the socket's own numbers, or by whether somebody listens at its address. */
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

/*
 * Whether it was accepted, a restored socket does not know, nor does one that was read torn: a listener at its address says so.
 * Without one the first stays unknown, and the other is taken for an opener.
 */
static __always_inline void ask_listeners(struct subject *subject, enum way way)
{
	u8 without = way == WAY_RESTORED ? DIRECTION_NONE : DIRECTION_OUTBOUND;

	subject->direction = unfollowed(listener_of(subject) ? DIRECTION_INBOUND : without);
	if (way == WAY_RESTORED)
		subject->flags |= CONNECTION_RESTORED;
	else
		subject->is_opener_unknown = 1;
}

/* Its endpoints are known. */
static __always_inline void find_direction(struct subject *subject, const void *sk, const struct snapshot *snapshot,
					   int state)
{
	s64 syns = unfollowed(acknowledged_syns(snapshot, state));
	enum way way;

	subject->is_opener_unknown = unfollowed(syns == 1 && state == TCP_SYN_RECV); /* a simultaneous open */
	way = unfollowed(way_to_direction(subject, sk, snapshot, unfollowed(state), syns));
	subject->direction = unfollowed(subject->direction);
	if (way != WAY_KNOWN)
		ask_listeners(subject, way);
	subject->flags = unfollowed(subject->flags);
}

#endif
