/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What a socket shows of its connection at the end: bytes, and who ended it. */
#ifndef SERVICES_CONNECTION_ENDING_H
#define SERVICES_CONNECTION_ENDING_H

#include "kernel/bpf.h"
#include "kernel/errno.h"
#include "kernel/net.h"
#include "core/anchor.h"
#include "core/unfollowed.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/traffic.h"

enum close_reason {
	REASON_NONE,
	REASON_FIN_LOCAL,
	REASON_FIN_REMOTE,
	REASON_RST_LOCAL,
	REASON_RST_REMOTE,
	REASON_TIMEOUT,
	REASON_ABORTED,
	REASON_UNKNOWN, /* no hook showed the end: bytes and duration are unknown, too */
	REASON_CHECKPOINTED,
	REASON_UNSEEN, /* no hook showed the transitions, and the socket does not say it: all else is known */
};
ANCHOR(enum, close_reason);

/* Closed, shut down or dissolved by its own program, which holds the lock; errors come by interrupts. */
static __always_inline bool is_given_up(const struct sock *sk)
{
	return BPF_CORE_READ(sk, sk_lock.owned);
}

/* A timeout ends with the error that ICMP reported meanwhile, if any (tcp_write_err). Other errors only wait to be read. */
static __always_inline bool is_timeout(const struct snapshot *snapshot)
{
	return snapshot->sk_err == ETIMEDOUT || (snapshot->sk_err && snapshot->sk_err == snapshot->sk_err_soft);
}

/* Each has the other's FIN, or at least all that came before it: a reset then only answers what comes too late. */
static __always_inline bool is_orderly(const struct snapshot *snapshot, bool fin_queued)
{
	return fin_queued && fins_received(snapshot) && snapshot->snd_nxt == snapshot->write_seq &&
	       snapshot->write_seq - snapshot->snd_una <= 1;
}

/* Who closed first, by the state before the end; TCP_CLOSE: neither was seen. */
static __always_inline u8 order_of_fins(int oldstate, u8 first_fin)
{
	if (first_fin == FIN_REMOTE || oldstate == TCP_LAST_ACK)
		return REASON_FIN_REMOTE;
	if (first_fin == FIN_LOCAL || fin_was_queued(oldstate))
		return REASON_FIN_LOCAL;
	return REASON_NONE;
}

/*
 * Two cases in which we send a reset although the transitions are those of an orderly close; only the peer's FIN is
 * missing: data arrives together with the acknowledgement of a closed socket's FIN, or TCP_LINGER2 is below 0.
 */
static __always_inline bool is_cut_off(const struct connection *connection, const struct snapshot *snapshot,
				       int oldstate)
{
	return oldstate == TCP_FIN_WAIT2 && !fins_received(snapshot) &&
	       (snapshot->linger2 < 0 || (connection->was_closed && snapshot->data_segs_in >= connection->data_segs));
}

static __always_inline u8 close_reason(const struct connection *connection, const struct snapshot *snapshot,
				       int oldstate, bool fin_queued)
{
	u32 error = snapshot->sk_err;
	u8 reset = connection->reset, order = order_of_fins(unfollowed(oldstate), connection->first_fin);

	if (error == ECONNABORTED)
		return REASON_ABORTED;
	if (order && is_orderly(snapshot, fin_queued) && !is_timeout(snapshot))
		return order;
	if (reset == RESET_LOCAL || (!error && is_cut_off(connection, snapshot, oldstate)))
		return REASON_RST_LOCAL;
	if (reset == RESET_REMOTE || error == ECONNRESET || error == EPIPE)
		return REASON_RST_REMOTE;
	if (is_timeout(snapshot))
		return REASON_TIMEOUT;
	if (order)
		return order;
	return oldstate == TCP_CLOSE ? REASON_UNSEEN : REASON_RST_LOCAL;
}

/*
 * Where no transition showed it: our FIN is what was acknowledged beyond all payload that left. (What a local failure kept
 * from being sent counts as having left, and hides it.)
 */
static __always_inline bool counts_fin(const struct snapshot *snapshot, bool syn_counted)
{
	return snapshot->bytes_acked - syn_counted > snapshot->bytes_sent - snapshot->bytes_retrans;
}

static __always_inline void read_ending(struct connection *connection, const struct snapshot *snapshot, int oldstate)
{
	struct ending *ending = &connection->ending;
	bool syn_counted = counts_syn(&connection->subject);
	bool fin_queued = unfollowed(fin_was_queued(unfollowed(oldstate)) || connection->first_fin);

	if (oldstate == TCP_CLOSE && !fin_queued)
		fin_queued = counts_fin(snapshot, syn_counted);
	ending->time_ns = bpf_ktime_get_boot_ns();
	read_traffic(snapshot, syn_counted, fin_queued, &ending->traffic);
	ending->bytes_unacked = unacked(snapshot, fin_queued);
	ending->rtt_us = rtt_us_of(snapshot);
	ending->reason = close_reason(connection, snapshot, oldstate, fin_queued);
}

#endif
