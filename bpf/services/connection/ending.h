/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What the socket tells of a connection at its end: bytes, and who ended it. */
#ifndef SERVICES_CONNECTION_ENDING_H
#define SERVICES_CONNECTION_ENDING_H

#include "kernel/bpf.h"
#include "kernel/errno.h"
#include "kernel/net.h"
#include "core/anchor.h"
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
};
ANCHOR(enum, close_reason);

/* Closed, shut down or dissolved, which only its own program does, with the lock; errors come by interrupts, or were taken. */
static __always_inline bool is_given_up(const struct sock *sk)
{
	return BPF_CORE_READ(sk, sk_lock.owned);
}

/* A timeout ends with the error that ICMP told meanwhile, if it did (tcp_write_err). Other errors only wait to be read. */
static __always_inline bool is_timeout(const struct facts *facts)
{
	return facts->sk_err == ETIMEDOUT || (facts->sk_err && facts->sk_err == facts->sk_err_soft);
}

/* Each has the other's FIN, or at least all that came before it: a reset then only answers what comes too late. */
static __always_inline bool is_orderly(const struct facts *facts, bool fin_queued)
{
	return fin_queued && fins_received(facts) && facts->snd_nxt == facts->write_seq &&
	       facts->write_seq - facts->snd_una <= 1;
}

/* Of the state before the end; TCP_CLOSE: it was not seen, and who was first neither. */
static __always_inline u8 order_of_fins(int oldstate, u8 first_fin)
{
	if (first_fin == FIN_REMOTE || oldstate == TCP_LAST_ACK)
		return REASON_FIN_REMOTE;
	if (first_fin == FIN_LOCAL || fin_was_queued(oldstate))
		return REASON_FIN_LOCAL;
	return REASON_NONE;
}

/*
 * Two resets of ours that go no other way than a close in order, but without the peer's FIN: data that come along with the
 * acknowledgement of the FIN of a closed socket, and TCP_LINGER2 below 0.
 */
static __always_inline bool is_cut_off(const struct connection *connection, const struct facts *facts, int oldstate)
{
	return oldstate == TCP_FIN_WAIT2 && !fins_received(facts) &&
	       (facts->linger2 < 0 || (connection->was_deaf && facts->data_segs_in >= connection->data_segs));
}

static __always_inline u8 close_reason(const struct connection *connection, const struct facts *facts, int oldstate,
				       bool fin_queued)
{
	u32 error = facts->sk_err;
	u8 reset = connection->reset, order = order_of_fins(oldstate, connection->first_fin);

	if (error == ECONNABORTED)
		return REASON_ABORTED;
	if (order && is_orderly(facts, fin_queued) && !is_timeout(facts))
		return order;
	if (reset == RESET_LOCAL || (!error && is_cut_off(connection, facts, oldstate)))
		return REASON_RST_LOCAL;
	if (reset == RESET_REMOTE || error == ECONNRESET || error == EPIPE)
		return REASON_RST_REMOTE;
	if (is_timeout(facts))
		return REASON_TIMEOUT;
	if (order || oldstate == TCP_CLOSE)
		return order;
	return REASON_RST_LOCAL;
}

/*
 * Where no transition told it: our FIN is what was acknowledged beyond all payload that left. (What a local failure kept
 * from being sent counts as having left, and hides it.)
 */
static __always_inline bool counts_fin(const struct facts *facts, bool syn_counted)
{
	return facts->bytes_acked - syn_counted > facts->bytes_sent - facts->bytes_retrans;
}

static __always_inline void read_ending(struct connection *connection, const struct facts *facts, int oldstate)
{
	struct ending *ending = &connection->ending;
	bool syn_counted = counts_syn(&connection->subject);
	bool fin_queued = fin_was_queued(oldstate) || connection->first_fin;

	if (oldstate == TCP_CLOSE && !fin_queued)
		fin_queued = counts_fin(facts, syn_counted);
	ending->time_ns = bpf_ktime_get_boot_ns();
	read_traffic(facts, syn_counted, fin_queued, &ending->traffic);
	ending->bytes_unacked = unacked(facts, fin_queued);
	ending->rtt_us = rtt_us_of(facts);
	ending->reason = close_reason(connection, facts, oldstate, fin_queued);
}

#endif
