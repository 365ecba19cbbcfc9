/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What a connection carried. */
#ifndef SERVICES_CONNECTION_TRAFFIC_H
#define SERVICES_CONNECTION_TRAFFIC_H

#include "kernel/bpf.h"
#include "kernel/net.h"
#include "core/numbers.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"

static __always_inline bool fin_was_queued(int state)
{
	return state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2 || state == TCP_CLOSING || state == TCP_LAST_ACK;
}

/* A socket that TCP_REPAIR has restored never sent one. */
static __always_inline bool counts_syn(const struct subject *subject)
{
	return subject->direction == DIRECTION_OUTBOUND && !(subject->flags & CONNECTION_RESTORED);
}

/*
 * Sequence numbers count SYN and FIN, and so do these counters: bytes_acked the opener's SYN, and our FIN once
 * everything is acknowledged; bytes_received the peer's FIN (SOCK_DONE shows that it came). bytes_sent says nothing: it
 * counts what a local failure kept from being sent.
 */
static __always_inline void read_traffic(const struct snapshot *snapshot, bool syn_counted, bool fin_queued,
					 struct traffic *traffic)
{
	bool fin_acked = fin_queued & (snapshot->snd_una == snapshot->write_seq);

	traffic->bytes_out = at_least_zero(snapshot->bytes_acked - syn_counted - fin_acked);
	traffic->bytes_in = at_least_zero(snapshot->bytes_received - fins_received(snapshot));
	traffic->packets_in = snapshot->segs_in;
	traffic->packets_out = snapshot->segs_out;
	traffic->retransmits = snapshot->total_retrans;
}

/* Everything written, sent or not, that was not acknowledged; less our FIN, if it waits there too. */
static __always_inline u64 unacked(const struct snapshot *snapshot, bool fin_queued)
{
	u32 pending = snapshot->write_seq - snapshot->snd_una;

	return pending ? at_least_zero((s64)pending - fin_queued) : 0;
}

#endif
