/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Records whose end no hook showed. */
#ifndef SERVICES_CONNECTION_SETTLE_H
#define SERVICES_CONNECTION_SETTLE_H

#include "kernel/bpf.h"
#include "services/connection/claims.h"
#include "services/connection/counters.h"
#include "services/connection/ending.h"
#include "services/connection/mptcp.h"
#include "services/connection/owner.h"
#include "services/connection/record.h"
#include "services/connection/record_life.h"
#include "services/connection/subflows.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"

/*
 * A record whose socket is gone, and no hook showed its end: reported with what the record knows. Not when it ended, so
 * there is no duration, and not what it carried.
 */
static __always_inline void end_missed(struct connection *connection, u8 stage)
{
	u8 event = stage == STAGE_LISTENING    ? EVENT_LISTEN_CLOSE
		   : stage == STAGE_CONNECTING ? EVENT_CONNECT_FAILED
					       : EVENT_CLOSE;

	if (connection->subject.flags & CONNECTION_SUBFLOW)
		leave_first(connection);
	else if (connection->outer)
		end_mptcp(connection);
	own_unaccepted(connection);
	connection->began_ns = 0;
	connection->ending.time_ns = bpf_ktime_get_boot_ns();
	connection->ending.bytes_unacked = 0;
	connection->ending.rtt_us = 0;
	connection->ending.reason = REASON_UNKNOWN;
	if (is_shown(connection) && notify(connection, event))
		COUNT(connection, missed);
	enter_stage(connection, STAGE_NONE);
}

/* Its end was seen, and waited for an accept or for further subflows that cannot come any more. */
static __always_inline void end_waiting(struct connection *connection, u8 stage)
{
	enter_stage(connection, STAGE_NONE);
	if (stage == STAGE_SUBFLOWS && !end_mptcp(connection))
		return; /* the last subflow has reported it */
	own_unaccepted(connection);
	finish(connection);
}

/* The socket's address has another socket by now, or none. The caller holds the claim. */
static __always_inline void settle(struct connection *connection)
{
	u8 stage = stage_of(connection);

	if (stage == STAGE_UNACCEPTED || stage == STAGE_SUBFLOWS)
		end_waiting(connection, stage);
	else if (is_open(stage))
		end_missed(connection, stage);
}

/*
 * Reports what an earlier socket at this address still has to report, and releases what its record refers to, before the
 * record begins anew. A global function is verified once a program, not once a call: this one is long, and rarely run.
 */
__noinline u32 leave_earlier(u64 sk)
{
	struct connection *earlier = connection_of((void *)sk);

	if (!earlier)
		return 0;
	if (is_open(earlier->stage) && claim((void *)sk)) {
		settle(earlier);
		unclaim((void *)sk);
	}
	leave_record(earlier);
	return 1;
}

#endif
