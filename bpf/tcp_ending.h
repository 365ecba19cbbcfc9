/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The tcp probe: what the socket tells of a connection at its end: bytes, and who ended it. */
#ifndef TCP_ENDING_H
#define TCP_ENDING_H

static __always_inline bool fin_was_queued(int state)
{
	return state == TCP_FIN_WAIT1 || state == TCP_FIN_WAIT2 || state == TCP_CLOSING || state == TCP_LAST_ACK;
}

/* Closed, shut down or dissolved, which only its own program does, with the lock; errors come by interrupts, or were taken. */
static __always_inline bool is_given_up(const struct sock *sk)
{
	return BPF_CORE_READ(sk, sk_lock.owned);
}

/* A socket that TCP_REPAIR has restored never sent one. */
static __always_inline bool counts_syn(const struct subject *subject)
{
	return subject->direction == DIRECTION_OUTBOUND && !(subject->flags & CONNECTION_RESTORED);
}

/*
 * Sequence numbers count SYN and FIN, and so do these counters: bytes_acked the opener's SYN, and our FIN once
 * everything is acknowledged; bytes_received the peer's FIN (SOCK_DONE tells that it came). bytes_sent says nothing: it
 * counts what a local failure kept from being sent.
 */
static __always_inline void read_traffic(const struct facts *facts, bool syn_counted, bool fin_queued, struct traffic *traffic)
{
	bool fin_acked = fin_queued && facts->snd_una == facts->write_seq;

	traffic->bytes_out = at_least_zero(facts->bytes_acked - syn_counted - fin_acked);
	traffic->bytes_in = at_least_zero(facts->bytes_received - (facts->skc_flags >> SOCK_DONE & 1));
	traffic->packets_in = facts->segs_in;
	traffic->packets_out = facts->segs_out;
	traffic->retransmits = facts->total_retrans;
}

/* Everything written, sent or not, that was not acknowledged; less our FIN, if it waits there too. */
static __always_inline u64 unacked(const struct facts *facts, bool fin_queued)
{
	u32 pending = facts->write_seq - facts->snd_una;

	return pending ? at_least_zero((s64)pending - fin_queued) : 0;
}

#define ECONNABORTED 103
#define ECONNRESET 104
#define EPIPE 32

#define ETIMEDOUT 110

/* A timeout ends with the error that ICMP told meanwhile, if it did (tcp_write_err). Other errors only wait to be read. */
static __always_inline bool is_timeout(const struct facts *facts)
{
	return facts->sk_err == ETIMEDOUT || (facts->sk_err && facts->sk_err == facts->sk_err_soft);
}

/* Each has the other's FIN, or at least all that came before it: a reset then only answers what comes too late. */
static __always_inline bool is_orderly(const struct facts *facts, bool fin_queued)
{
	return fin_queued && facts->skc_flags >> SOCK_DONE & 1 && facts->snd_nxt == facts->write_seq &&
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
	return oldstate == TCP_FIN_WAIT2 && !(facts->skc_flags >> SOCK_DONE & 1) &&
	       (facts->linger2 < 0 || (connection->was_deaf && facts->data_segs_in >= connection->data_segs));
}

static __always_inline u8 close_reason(const struct connection *connection, const struct facts *facts, int oldstate, bool fin_queued)
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
	ending->rtt_us = facts->srtt_us >> 3;
	ending->reason = close_reason(connection, facts, oldstate, fin_queued);
}

#endif
