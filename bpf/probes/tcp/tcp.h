/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The tcp probe: its samples. */
#ifndef PROBES_TCP_TCP_H
#define PROBES_TCP_TCP_H

#include "kernel/types.h"
#include "core/anchor.h"
#include "core/ring.h"
#include "services/connection/record.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"

enum tcp_kind {
	TCP_CONNECT = EVENT_CONNECT,
	TCP_CONNECT_FAILED = EVENT_CONNECT_FAILED,
	TCP_ACCEPT = EVENT_ACCEPT,
	TCP_CLOSE_EVENT = EVENT_CLOSE,
	TCP_LISTEN_EVENT = EVENT_LISTEN,
	TCP_LISTEN_CLOSE = EVENT_LISTEN_CLOSE,
	TCP_EXISTING = EVENT_EXISTING,
	TCP_FLOW = EVENT_FLOW,
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

#endif
