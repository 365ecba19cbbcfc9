/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What the service `connection` counts. */
#ifndef SERVICES_CONNECTION_COUNTERS_H
#define SERVICES_CONNECTION_COUNTERS_H

#include "kernel/types.h"
#include "core/counters.h"

struct connection_counters {
	u64 filtered;         /* connections that a filter hid */
	u64 excluded;         /* connections of the tracer and its splunkd */
	u64 untracked;        /* events of connections without room in `connections`: reported from the socket */
	u64 unreported;       /* and those that could not be */
	u64 born;             /* records made and */
	u64 ended;            /* records deleted: the difference is the number tracked */
	u64 subflows;         /* additional subflows of MPTCP connections, not reported by themselves */
	u64 listens_asked;    /* transitions to LISTEN, successful or not */
	u64 listens_answered; /* of which the return was seen */
	u64 repaired;         /* endings that were missed, and reported from the socket's end */
	u64 missed;           /* connections whose ending was missed for good */
	u64 unidentified;     /* connections whose numbers could not be read at one moment */
	u64 unseen_calls;     /* connect or listen calls that found no room in `calls` */
};

COUNTERS(connection)

#endif
