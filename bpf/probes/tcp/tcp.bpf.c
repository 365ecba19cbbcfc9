// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * The tcp probe: the life of every connection and listener. It has no hooks of its own; the service `connection` reports
 * to it: see subscribers.h.
 */

#include "probes/tcp/tcp.h"
#include "kernel/bpf.h"
#include "kernel/net.h"
#include "core/config.h"
#include "core/probes.h"
#include "core/ring.h"
#include "services/connection/config.h"
#include "services/connection/ending.h"
#include "services/connection/flow.h"
#include "services/connection/interval.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"
#include "services/connection/traffic.h"

static __always_inline bool tcp_wants(void)
{
	return config.probes[PROBE_TCP];
}

/* Its flow id: see flow_of_failure. */
static __always_inline void name_failure(struct tcp_sample *sample)
{
	sample->subject.flow = flow_of_failure(&sample->subject, sample->head.time_ns);
}

static __always_inline bool tcp_report(const struct connection *connection, const struct occurrence *occurrence)
{
	u8 event = occurrence->event;
	struct tcp_sample *sample;

	if (connection_config.summary && (event == EVENT_CONNECT || event == EVENT_ACCEPT))
		return true; /* the event of its end says all */
	sample = reserve_sample(PROBE_TCP, event, sizeof(*sample));
	if (!sample)
		return false;
	sample->subject = connection->subject;
	sample->at_ns = connection->ending.time_ns;
	sample->began_ns = connection->began_ns;
	sample->response_ns = connection->response_ns;
	sample->bytes_unacked = connection->ending.bytes_unacked;
	if (occurrence->traffic)
		sample->traffic = *occurrence->traffic;
	else
		read_new_traffic(connection, &sample->traffic);
	sample->rtt_us = connection->ending.rtt_us;
	sample->reason = connection->ending.reason;
	sample->error = occurrence->error;
	sample->was_given_up = occurrence->was_given_up;
	if (event == EVENT_CONNECT_FAILED)
		name_failure(sample);
	submit_sample(PROBE_TCP, sample);
	return true;
}

/* All but the subject is 0. NULL, and counted, when the ring is full. */
static __always_inline struct tcp_sample *reserve_bare(const struct subject *subject, u8 event)
{
	struct tcp_sample *sample = reserve_sample(PROBE_TCP, event, sizeof(*sample));

	if (!sample)
		return NULL;
	__builtin_memset((void *)sample + sizeof(sample->head), 0, sizeof(*sample) - sizeof(sample->head));
	sample->subject = *subject;
	return sample;
}

static __always_inline void read_untracked_ending(struct tcp_sample *sample, const struct snapshot *snapshot, int state)
{
	bool fin_queued = fin_was_queued(state);

	read_traffic(snapshot, counts_syn(&sample->subject), fin_queued, &sample->traffic);
	sample->bytes_unacked = unacked(snapshot, fin_queued);
	sample->rtt_us = rtt_us_of(snapshot);
	sample->reason = close_reason(&no_connection, snapshot, state, fin_queued);
}

static __always_inline bool tcp_report_untracked(const struct subject *subject, const void *sk,
						 const struct snapshot *snapshot, u8 event, int state)
{
	struct tcp_sample *sample = reserve_bare(subject, event);

	if (!sample)
		return false;
	if (event == EVENT_CLOSE)
		read_untracked_ending(sample, snapshot, state);
	if (event == EVENT_CONNECT_FAILED) {
		sample->error = snapshot->sk_err;
		sample->was_given_up = is_given_up(sk);
		sample->traffic.retransmits = snapshot->total_retrans;
		name_failure(sample);
	}
	if (event == EVENT_LISTEN)
		sample->began_ns = bpf_ktime_get_boot_ns();
	submit_sample(PROBE_TCP, sample);
	return true;
}

static __always_inline void tcp_report_failed_call(const struct subject *subject, u32 error)
{
	struct tcp_sample *sample = reserve_bare(subject, EVENT_CONNECT_FAILED);

	if (!sample)
		return;
	sample->error = error;
	name_failure(sample);
	submit_sample(PROBE_TCP, sample);
}
