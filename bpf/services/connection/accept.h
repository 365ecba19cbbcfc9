/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* An accept, and what stands for one that was not seen. */
#ifndef SERVICES_CONNECTION_ACCEPT_H
#define SERVICES_CONNECTION_ACCEPT_H

#include "kernel/bpf.h"
#include "services/connection/owner.h"
#include "services/connection/record.h"
#include "services/connection/subflows.h"
#include "services/connection/subject.h"
#include "services/connection/subscribers.h"

/* Reports an accept, and the close that had to wait for it. */
static __always_inline void accepted(struct connection *connection)
{
	notify(connection, EVENT_ACCEPT);
	if (connection->stage == STAGE_UNACCEPTED)
		finish(connection);
}

/*
 * Where no accept was seen (io_uring, no tracefs, a 32-bit program) the first read, write or close shows the process.
 * In process context only.
 */
static __always_inline void attribute_by_io(struct connection *connection)
{
	if (!connection || connection->subject.owner || connection->subject.direction != DIRECTION_INBOUND ||
	    connection->subject.flags & CONNECTION_HIDDEN)
		return;
	give_current_as_owner(connection, ATTRIBUTION_IO);
	accepted(connection);
}

#endif
