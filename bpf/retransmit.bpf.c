// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* The retransmit probe: each retransmitted segment of an open connection. */

struct retransmit_sample {
	struct sample_head head;
	struct subject subject;
	u8 state; /* enum tcp_state */
};
ANCHOR(struct, retransmit_sample);

static __always_inline void retransmit(const struct sock *sk)
{
	struct connection *connection = connection_of(sk);
	struct retransmit_sample *sample;

	if (!connection || connection->subject.flags & CONNECTION_HIDDEN)
		return;
	sample = reserve_sample(PROBE_RETRANSMIT, 0, sizeof(*sample));
	if (!sample)
		return;
	sample->subject = connection->subject;
	sample->state = BPF_CORE_READ(sk, __sk_common.skc_state);
	submit_sample(PROBE_RETRANSMIT, sample);
}

TWINS("tp_btf/tcp_retransmit_skb", SLOT_RETRANSMIT, handle_retransmit, retransmit(sk), struct sock *sk)
