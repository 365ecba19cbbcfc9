// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* The retransmit probe: each retransmitted segment of an open connection. */

struct retransmit_sample {
	struct sample_head head;
	struct subject subject;
	u8 state; /* enum tcp_state */
};
ANCHOR(struct, retransmit_sample);

static __always_inline void tell_retransmit(const struct sock *sk)
{
	struct connection *connection = connection_of(sk);
	struct retransmit_sample *sample;

	if (!connection || connection->subject.flags & CONNECTION_HIDDEN)
		return;
	connection->told_retransmits = BPF_CORE_READ((const struct tcp_sock *)sk, total_retrans);
	sample = reserve_sample(PROBE_RETRANSMIT, 0, sizeof(*sample));
	if (!sample)
		return;
	sample->subject = connection->subject;
	sample->state = BPF_CORE_READ(sk, __sk_common.skc_state);
	submit_sample(PROBE_RETRANSMIT, sample);
}

static __always_inline bool is_told_retransmit(const struct sock *sk)
{
	const struct connection *connection = connection_of(sk);

	return connection && connection->told_retransmits == BPF_CORE_READ((const struct tcp_sock *)sk, total_retrans);
}

SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(handle_retransmit, struct sock *sk)
{
	leave_mark(MARK_RETRANSMIT, sk, 1);
	tell_retransmit(sk);
	return 0;
}

SEC("tp_btf/tcp_retransmit_skb")
int BPF_PROG(handle_retransmit_twin, struct sock *sk)
{
	if (!take_mark(MARK_RETRANSMIT, sk, 1) && !is_told_retransmit(sk))
		tell_retransmit(sk);
	return 0;
}
