// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* The retransmit probe: each retransmitted segment of an open connection. */

#include "probes/retransmit/retransmit.h"
#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/net.h"
#include "core/hooks.h"
#include "core/probes.h"
#include "core/ring.h"
#include "services/connection/endpoints.h"
#include "services/connection/filter.h"
#include "services/connection/record.h"
#include "services/connection/subject.h"

/* From 6.18 on the tracepoint fires also for segments that could not be sent: total_retrans does not count those. */
static __always_inline void report_retransmit(const struct sock *sk)
{
	struct connection *connection = connection_of(sk);
	u32 total = BPF_CORE_READ((const struct tcp_sock *)sk, total_retrans);
	struct retransmit_sample *sample;

	if (!wakeup.is_live || !connection || connection->reported_retransmits == total)
		return;
	if (!connection->subject.owner && !unowned_passes())
		return;
	barrier(); /* the owner first, and then what hides it: see give_owner */
	if (connection->subject.flags & CONNECTION_HIDDEN)
		return;
	sample = reserve_sample(PROBE_RETRANSMIT, 0, sizeof(*sample));
	if (sample)
		sample->segments = total - connection->reported_retransmits;
	connection->reported_retransmits = total;
	if (!sample)
		return;
	sample->subject = connection->subject;
	if (!connection->subject.ends.local_port) /* not bound yet at SYN_SENT */
		read_endpoints((const void *)sk, UNTYPED, &sample->subject.ends);
	sample->state = BPF_CORE_READ(sk, __sk_common.skc_state);
	submit_sample(PROBE_RETRANSMIT, sample);
}

/* Idempotent by the count in the record. */
HOOK_WITH_TWINS("tcp", "tcp_retransmit_skb", handle_retransmit, trace_event_raw_tcp_retransmit_skb, report_retransmit)

/* A handshake that this host answers has no socket of its own yet: the request stands for it, and nobody owns it. */
static __always_inline void read_request(const struct request_sock *req, struct subject *subject)
{
	const struct sock_common *common = &req->__req_common;
	struct endpoints *ends = &subject->ends;

	subject->direction = DIRECTION_INBOUND;
	ends->netns = BPF_CORE_READ(common, skc_net.net, ns.inum);
	ends->local_port = BPF_CORE_READ(common, skc_num);
	ends->remote_port = bpf_ntohs(BPF_CORE_READ(common, skc_dport));
	if (BPF_CORE_READ(common, skc_family) == AF_INET6) {
		BPF_CORE_READ_INTO(&ends->remote, common, skc_v6_daddr);
		BPF_CORE_READ_INTO(&ends->local, common, skc_v6_rcv_saddr);
		return;
	}
	map_ipv4(ends->remote, BPF_CORE_READ(common, skc_daddr));
	map_ipv4(ends->local, BPF_CORE_READ(common, skc_rcv_saddr));
}

SEC("tp_btf/tcp_retransmit_synack")
int BPF_PROG(handle_retransmit_synack, struct sock *sk, struct request_sock *req)
{
	struct retransmit_sample *sample;
	struct subject subject = {};

	if (!wakeup.is_live)
		return 0;
	read_request(req, &subject);
	if (!endpoints_pass(&subject) || !unowned_passes())
		return 0;
	sample = reserve_sample(PROBE_RETRANSMIT, 0, sizeof(*sample));
	if (!sample)
		return 0;
	sample->subject = subject;
	sample->segments = 1;
	sample->state = TCP_SYN_RECV;
	submit_sample(PROBE_RETRANSMIT, sample);
	return 0;
}
