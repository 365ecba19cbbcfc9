// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* The end of a socket. */

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/net.h"
#include "core/hooks.h"
#include "core/numbers.h"
#include "core/ring.h"
#include "services/connection/claims.h"
#include "services/connection/counters.h"
#include "services/connection/end.h"
#include "services/connection/mptcp.h"
#include "services/connection/owner.h"
#include "services/connection/record.h"
#include "services/connection/record_life.h"
#include "services/connection/subflows.h"
#include "services/connection/unseen.h"

/* The end of the socket: nobody can accept it any more. Idempotent: a second run finds no record. */
static __always_inline void destroy_sock(const struct sock *sk)
{
	struct connection *connection = connection_of(sk);

	if (!connection)
		return;
	if (!wakeup.is_live)
		enter_stage(connection, STAGE_NONE); /* its close may have been ignored already */
	if (connection->stage == STAGE_CONNECTING || connection->stage == STAGE_ESTABLISHED) { /* closed unseen */
		if (!claim(sk))
			return; /* who holds the claim ends the record, too */
		end_unseen(number_of(sk));
		unclaim(sk);
	}
	if (connection->stage == STAGE_SUBFLOWS && connection->subflows > 0 && move_to_outer(sk, connection))
		return;
	if (connection->stage == STAGE_UNACCEPTED && !connection->subject.owner)
		give_listener_as_owner(connection);
	if (connection->stage == STAGE_SUBFLOWS && end_mptcp(connection))
		read_outer_traffic(connection, (void *)connection->outer);
	else if (connection->stage == STAGE_SUBFLOWS)
		enter_stage(connection, STAGE_NONE); /* reported by another CPU */
	if (connection->stage == STAGE_UNACCEPTED || connection->stage == STAGE_SUBFLOWS)
		finish(connection);
	if (connection->stage == STAGE_LISTENING) {
		end_listening(connection);
		COUNT(connection, repaired);
	}
	end_record(sk, connection);
}

HOOK_WITH_TWINS("tcp", "tcp_destroy_sock", handle_destroy_sock, trace_event_raw_tcp_event_sk, destroy_sock)
