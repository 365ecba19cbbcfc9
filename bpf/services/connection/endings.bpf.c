// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Endings that no hook showed. */

#include "kernel/bpf.h"
#include "kernel/net.h"
#include "core/numbers.h"
#include "core/on_demand.h"
#include "core/ring.h"
#include "core/time.h"
#include "services/connection/begin.h"
#include "services/connection/claims.h"
#include "services/connection/counters.h"
#include "services/connection/end.h"
#include "services/connection/endpoints.h"
#include "services/connection/flow.h"
#include "services/connection/record.h"
#include "services/connection/record_life.h"
#include "services/connection/settle.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/connection/unseen.h"

#define SETTLED_NS NSEC_PER_SEC /* by now a transition that a hook has reported is the socket's state, too */

/* Hooks run before the socket has its new state: a record says what the socket is about to be, or is. */
static __always_inline bool is_as_recorded(u8 stage, int state)
{
	switch (stage) {
	case STAGE_CONNECTING:
		return is_opening(state);
	case STAGE_LISTENING:
		return state == TCP_LISTEN;
	case STAGE_UNACCEPTED:
		return state == TCP_CLOSE;
	}
	return state != TCP_CLOSE && state != TCP_LISTEN;
}

static __always_inline bool has_ports_of(const struct connection *connection, const struct tcp_sock *tp)
{
	const struct endpoints *known = &connection->subject.ends;
	u8 direction = connection->subject.direction;

	if (direction != DIRECTION_LISTENING && known->remote_port != bpf_ntohs(BPF_CORE_READ(tp, COMMON.skc_dport)))
		return false;
	if (!connection->subject.flow && direction == DIRECTION_OUTBOUND)
		return true; /* a connect may have no local port yet */
	return known->local_port == bpf_ntohs(BPF_CORE_READ(tp, inet_conn.icsk_inet.inet_sport));
}

static __noinline u64 flow_at(const struct sock *sk)
{
	struct snapshot snapshot;

	read_snapshot((const void *)sk, UNTYPED, &snapshot);
	return flow_of(&snapshot);
}

static __noinline void establish_from_memory(struct connection *connection, const struct sock *sk)
{
	struct snapshot snapshot;

	read_unlocked((const void *)sk, &snapshot);
	COUNT(connection, repaired);
	establish_outbound(connection, sk, &snapshot, 0);
}

/*
 * Reported from the memory of a socket, which can be read after it was freed, too. It is still this connection's while it
 * gives the same flow number. (A connect that is under way or has failed has none.)
 */
static __always_inline bool is_reported_from_memory(struct connection *connection, const struct sock *sk, u8 stage)
{
	bool is_closed = BPF_CORE_READ(sk, __sk_common.skc_state) == TCP_CLOSE;

	if (stage == STAGE_CONNECTING && !is_closed)
		establish_from_memory(connection, sk);
	else if (stage == STAGE_CONNECTING ||
		 (stage == STAGE_ESTABLISHED && is_closed && flow_at(sk) == connection->subject.flow))
		end_unseen(number_of(sk));
	else
		return false;
	return true;
}

static __noinline void settle_unseen(struct connection *connection, const struct sock *sk, u8 stage, bool is_same)
{
	if (!claim(sk))
		return;
	if (stage_of(connection) == stage && !(is_same && is_reported_from_memory(connection, sk, stage))) {
		settle(connection);
		end_record(sk, connection);
	}
	unclaim(sk);
}

/* The hook may have run just now, and the socket not have its new state yet. */
static __always_inline bool is_recent(const struct connection *connection, u8 stage)
{
	u64 since = 0;

	if (stage == STAGE_CONNECTING)
		since = connection->began_ns;
	else if (stage == STAGE_UNACCEPTED)
		since = connection->ending.time_ns;
	return since && bpf_ktime_get_boot_ns() - since < SETTLED_NS;
}

__noinline u32 find_ending(u64 socket)
{
	const struct sock *sk = (void *)socket;
	struct connection *connection = connection_of(sk);
	bool is_same;
	u8 stage;

	if (!connection)
		return 0;
	stage = stage_of(connection);
	if (!is_open(stage) || stage == STAGE_SUBFLOWS ||
	    (wakeup.is_live ? is_recent(connection, stage) : stage != STAGE_UNACCEPTED))
		return 0;
	is_same = has_ports_of(connection, (const void *)sk);
	if (!wakeup.is_live || !is_same || !is_as_recorded(stage, BPF_CORE_READ(sk, __sk_common.skc_state)))
		settle_unseen(connection, sk, stage, is_same);
	return 0;
}

/*
 * Each open record against its socket's memory: what ended without any hook showing it is found here, if its address
 * was not used again before. When the hooks are off, what waits for an accept is reported without.
 */
SEC("raw_tp")
int find_endings(u64 *sockets)
{
	FOR_EACH_KEY(sockets, find_ending);
	return 0;
}
