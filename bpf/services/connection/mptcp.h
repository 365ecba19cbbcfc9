/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* MPTCP: one connection of several TCP sockets. */
#ifndef SERVICES_CONNECTION_MPTCP_H
#define SERVICES_CONNECTION_MPTCP_H

#include "kernel/bpf.h"
#include "kernel/mptcp.h"
#include "kernel/net.h"
#include "core/numbers.h"
#include "services/connection/counters.h"
#include "services/connection/filter.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"

#define MPTCP_CONNECTIONS 16384

/*
 * MPTCP connections of several subflows, by the outer socket, which is the one that their process knows. Two CPUs may
 * close the last two subflows at once: who deletes the entry reports the end.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MPTCP_CONNECTIONS);
	__type(key, u64);
	__type(value, u8);
} open_mptcp SEC(".maps");

/* An MPTCP connection shows through its first subflow; the others belong to it. */
static __always_inline bool is_additional_subflow(const void *sk)
{
	const struct inet_connection_sock *icsk = sk;
	struct mptcp_subflow_context *subflow;

	subflow = BPF_CORE_READ(icsk, icsk_ulp_data);
	return BPF_CORE_READ_BITFIELD_PROBED(subflow, request_join) || BPF_CORE_READ_BITFIELD_PROBED(subflow, mp_join);
}

/* The outer socket of a subflow; NULL: it is no subflow. */
static __always_inline struct sock *outer_of(const void *sk)
{
	const struct tcp_sock *tp = sk;
	const struct inet_connection_sock *icsk = sk;
	struct mptcp_subflow_context *subflow;

	if (!bpf_core_type_exists(struct mptcp_subflow_context) || !BPF_CORE_READ(tp, is_mptcp))
		return NULL;
	subflow = BPF_CORE_READ(icsk, icsk_ulp_data);
	return BPF_CORE_READ(subflow, conn);
}

static __always_inline void mark_mptcp(struct connection *connection, const void *sk, const struct snapshot *snapshot)
{
	if (connection->subject.flags & CONNECTION_MPTCP || !snapshot->is_mptcp)
		return;
	connection->subject.flags |= CONNECTION_MPTCP;
	if (bpf_core_type_exists(struct mptcp_subflow_context) && is_additional_subflow(sk)) {
		connection->subject.flags |= CONNECTION_SUBFLOW;
		hide(connection);
		COUNT(connection, subflows);
	}
}

/*
 * An MPTCP connection is reported by the record of its first subflow. Should that socket end before others, the record
 * moves on to the address of the outer socket, which lives longest.
 */
static __always_inline struct connection *first_of(const struct connection *additional)
{
	struct connection *moved = connection_of((void *)additional->outer);

	return moved ? moved : connection_of((void *)additional->first);
}

static __always_inline bool note_open_mptcp(const void *outer)
{
	u64 key = (u64)outer;
	u8 open = 1;

	return !bpf_map_update_elem(&open_mptcp, &key, &open, BPF_ANY);
}

/* An additional subflow is established: its first one waits for it. */
static __always_inline void join_first(struct connection *connection, const void *sk)
{
	struct mptcp_sock *outer = (void *)outer_of(sk);
	struct connection *first;

	connection->outer = (u64)outer;
	connection->first = (u64)BPF_CORE_READ(outer, first);
	first = first_of(connection);
	if (!first || first->stage == STAGE_NONE ||
	    !note_open_mptcp(outer)) { /* no record that could wait, or no room */
		connection->outer = 0;
		connection->first = 0;
		return;
	}
	first->outer = (u64)outer;
	__sync_fetch_and_add(&first->subflows, 1);
}

/* MPTCP sends again, on any subflow, what its peer was slow to take: the outer socket counts it once, where it counts. */
static __always_inline void read_outer_traffic(struct connection *first, struct mptcp_sock *outer)
{
	u64 sent, acked;

	if (!outer || !bpf_core_field_exists(outer->bytes_acked))
		return;
	sent = BPF_CORE_READ(outer, bytes_sent);
	acked = BPF_CORE_READ(outer, bytes_acked);
	if (acked < sent && bpf_core_field_exists(outer->snd_una) &&
	    BPF_CORE_READ(outer, write_seq) == BPF_CORE_READ(outer, snd_una))
		return; /* fell back to TCP meanwhile, and counts acknowledgements no more */
	first->ending.traffic.bytes_in = BPF_CORE_READ(outer, bytes_received);
	/* Its own FIN counts as acknowledged, not as sent. */
	first->ending.traffic.bytes_out = sent < acked ? sent : acked;
	first->joined.bytes_in = 0;
	first->joined.bytes_out = 0;
	if (bpf_core_field_exists(outer->snd_una)) /* its FIN waits there too, until it is acknowledged */
		first->ending.bytes_unacked = at_least_zero(BPF_CORE_READ(outer, write_seq) -
							    BPF_CORE_READ(outer, snd_una) -
							    BPF_CORE_READ(outer, snd_data_fin_enable));
}

/* Exactly one caller gets true. */
static __always_inline bool end_mptcp(const struct connection *first)
{
	u64 outer = first->outer;

	return !bpf_map_delete_elem(&open_mptcp, &outer);
}

/* The peer spoke plain TCP: an opener learns that only after it is established. */
static __always_inline bool fell_back(const void *sk)
{
	const struct inet_connection_sock *icsk = sk;
	struct mptcp_subflow_context *subflow = BPF_CORE_READ(icsk, icsk_ulp_data);

	return subflow && !BPF_CORE_READ_BITFIELD_PROBED(subflow, mp_capable) &&
	       !BPF_CORE_READ_BITFIELD_PROBED(subflow, mp_join) &&
	       !BPF_CORE_READ_BITFIELD_PROBED(subflow, request_join);
}

/* The payload of a connection with a single subflow, without what was sent again. */
static __always_inline void read_only_subflow(struct connection *connection, const void *sk)
{
	const u8 flags = connection->subject.flags;

	if (!bpf_core_type_exists(struct mptcp_subflow_context) || !(flags & CONNECTION_MPTCP) ||
	    flags & CONNECTION_SUBFLOW)
		return;
	if (!connection->outer && !fell_back(sk))
		read_outer_traffic(connection, (void *)outer_of(sk));
}

#endif
