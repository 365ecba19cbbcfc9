/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Connections and listeners whose beginning was not seen, since they existed before or found no room: who opened them. */
#ifndef SERVICES_CONNECTION_DIRECTION_H
#define SERVICES_CONNECTION_DIRECTION_H

#include "kernel/bpf.h"
#include "kernel/net.h"
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

/* Whether it was accepted, a restored socket does not know: a listener at its address says so. */
static __always_inline void be_restored(struct subject *subject)
{
	subject->direction = listener_of(subject) ? DIRECTION_INBOUND : DIRECTION_NONE;
	subject->flags |= CONNECTION_RESTORED;
}

/* CRIU binds the port of what it restores; a socket that was accepted cannot be bound. */
static __always_inline bool is_bound(const struct sock *sk)
{
	return BPF_CORE_READ_BITFIELD_PROBED(sk, sk_userlocks) & SOCK_BINDPORT_LOCK;
}

static __always_inline void guess_direction(struct subject *subject)
{
	subject->direction = listener_of(subject) ? DIRECTION_INBOUND : DIRECTION_OUTBOUND;
	subject->is_opener_unknown = 1;
}

/* Its endpoints are known. */
static __always_inline void find_direction(struct subject *subject, const void *sk, const struct snapshot *snapshot,
					   int state)
{
	s64 syns = acknowledged_syns(snapshot, state);

	subject->is_opener_unknown = syns == 1 && state == TCP_SYN_RECV; /* a simultaneous open */
	if (snapshot->is_torn && state != TCP_SYN_SENT)
		guess_direction(subject);
	else if (state == TCP_SYN_SENT || syns == 1)
		subject->direction = DIRECTION_OUTBOUND;
	else if (syns >= 0 && is_bound(sk))
		be_restored(subject);
	else if (!syns && !snapshot->may_be_sending)
		subject->direction = DIRECTION_INBOUND;
	else
		guess_direction(subject);
}

#endif
