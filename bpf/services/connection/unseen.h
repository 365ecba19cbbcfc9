/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* An end that no program saw, from the socket's memory. */
#ifndef SERVICES_CONNECTION_UNSEEN_H
#define SERVICES_CONNECTION_UNSEEN_H

#include "kernel/bpf.h"
#include "kernel/net.h"
#include "services/connection/begin.h"
#include "services/connection/counters.h"
#include "services/connection/end.h"
#include "services/connection/ending.h"
#include "services/connection/endpoints.h"
#include "services/connection/fail.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"

/*
 * The end was seen by no program, and maybe not that it was established before; what the socket's memory still says is
 * reported. The error of a failure is gone once its process has asked for it.
 */
__noinline u32 end_unseen(u64 address)
{
	const struct sock *sk = (void *)address;
	struct connection *connection = connection_of(sk);
	u8 stage = connection ? stage_of(connection) : STAGE_NONE;
	struct snapshot snapshot;

	if (!connection || (stage != STAGE_CONNECTING && stage != STAGE_ESTABLISHED))
		return 0;
	COUNT(connection, repaired);
	read_snapshot((const void *)sk, UNTYPED, &snapshot);
	if (stage == STAGE_CONNECTING && snapshot.bytes_acked)
		establish_outbound(connection, sk, &snapshot, 0);
	if (connection->stage == STAGE_ESTABLISHED) {
		end_established(connection, sk, &snapshot, TCP_CLOSE);
		return 1;
	}
	connection->ending.reason = snapshot.sk_err ? REASON_NONE : REASON_UNKNOWN;
	send_failed(connection, &snapshot, snapshot.sk_err, 0);
	return 1;
}

#endif
