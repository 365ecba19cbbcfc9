/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The tcp probe: its samples, and how they are sent. */
#ifndef PROBES_TCP_TCP_H
#define PROBES_TCP_TCP_H

#include "kernel/bpf.h"
#include "core/anchor.h"
#include "core/config.h"
#include "core/probes.h"
#include "core/ring.h"
#include "services/connection/flow.h"
#include "services/connection/record.h"
#include "services/connection/report.h"
#include "services/connection/subject.h"

enum tcp_kind {
	TCP_CONNECT = 1,
	TCP_CONNECT_FAILED,
	TCP_ACCEPT,
	TCP_CLOSE_EVENT,
	TCP_LISTEN_EVENT,
	TCP_LISTEN_CLOSE,
	TCP_EXISTING,
	TCP_FLOW,
};
ANCHOR(enum, tcp_kind);

struct tcp_sample {
	struct sample_head head;
	struct subject subject;
	u64 at_ns;    /* when it happened, where that is not when it was sent; 0: head.time_ns */
	u64 began_ns; /* 0: not seen */
	u64 response_ns;
	u64 bytes_unacked;
	struct traffic traffic;
	u32 rtt_us;
	u32 error;       /* errno of a failure; 0: unknown or none */
	u8 reason;       /* enum close_reason */
	u8 was_given_up; /* of a failure without an errno: its own program ended the attempt */
};
ANCHOR(struct, tcp_sample);

static __always_inline bool is_shown(const struct connection *connection)
{
	return config.probes[PROBE_TCP] && !(connection->subject.flags & CONNECTION_HIDDEN);
}

/* With what was not told before, or with that traffic. False only when the ring had no room. */
static __always_inline bool send_traffic(const struct connection *connection, u8 kind, u32 error, u8 was_given_up,
					 const struct traffic *traffic)
{
	struct tcp_sample *sample;

	if (!is_shown(connection))
		return true;
	sample = reserve_sample(PROBE_TCP, kind, sizeof(*sample));
	if (!sample)
		return false;
	sample->subject = connection->subject;
	sample->at_ns = connection->ending.time_ns;
	sample->began_ns = connection->began_ns;
	sample->response_ns = connection->response_ns;
	sample->bytes_unacked = connection->ending.bytes_unacked;
	if (traffic)
		sample->traffic = *traffic;
	else
		read_new_traffic(connection, &sample->traffic);
	sample->rtt_us = connection->ending.rtt_us;
	sample->reason = connection->ending.reason;
	sample->error = error;
	sample->was_given_up = was_given_up;
	if (kind == TCP_CONNECT_FAILED)
		sample->subject.flow = flow_of_failure(&sample->subject, sample->head.time_ns);
	submit_sample(PROBE_TCP, sample);
	return true;
}

static __always_inline bool send_connection(const struct connection *connection, u8 kind, u32 error, u8 was_given_up)
{
	return send_traffic(connection, kind, error, was_given_up, NULL);
}

/* In summary mode a connection's beginning is told with its end. */
static __always_inline void send_beginning(const struct connection *connection, u8 kind)
{
	if (!config.summary)
		send_connection(connection, kind, 0, 0);
}

#endif
