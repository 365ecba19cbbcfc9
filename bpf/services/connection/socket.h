/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What a TCP socket says of itself. */
#ifndef SERVICES_CONNECTION_SOCKET_H
#define SERVICES_CONNECTION_SOCKET_H

#include "kernel/bpf.h"
#include "kernel/net.h"
#include "services/connection/endpoints.h"

/* The kernel's names; sequence numbers and counters as they stand, with SYN and FIN. */
struct snapshot {
	struct endpoints ends;
	u64 bytes_sent;
	u64 bytes_retrans;
	u64 bytes_acked;
	u64 bytes_received;
	u64 tcp_mstamp;
	u64 skc_flags;
	u32 write_seq;
	u32 snd_una;
	u32 snd_nxt;
	u32 rcv_nxt;
	u32 srtt_us;
	u32 segs_in;
	u32 data_segs_in;
	u32 segs_out;
	u32 total_retrans;
	u32 retrans_stamp;
	s32 linger2;
	u32 sk_err;
	u32 sk_err_soft;
	u8 is_mptcp;
};

/* `is_typed` must be known to the compiler: the verifier must not see a plain load of an untyped pointer. */
static __always_inline void read_snapshot(const struct tcp_sock *tp, bool is_typed, struct snapshot *snapshot)
{
	read_endpoints(tp, is_typed, &snapshot->ends);
	snapshot->bytes_sent = READ(bytes_sent);
	snapshot->bytes_retrans = READ(bytes_retrans);
	snapshot->bytes_acked = READ(bytes_acked);
	snapshot->bytes_received = READ(bytes_received);
	snapshot->tcp_mstamp = READ(tcp_mstamp);
	snapshot->skc_flags = READ(COMMON.skc_flags);
	snapshot->write_seq = READ(write_seq);
	snapshot->snd_una = READ(snd_una);
	snapshot->snd_nxt = READ(snd_nxt);
	snapshot->rcv_nxt = READ(rcv_nxt);
	snapshot->srtt_us = READ(srtt_us);
	snapshot->segs_in = READ(segs_in);
	snapshot->data_segs_in = READ(data_segs_in);
	snapshot->segs_out = READ(segs_out);
	snapshot->total_retrans = READ(total_retrans);
	snapshot->retrans_stamp = READ(retrans_stamp);
	snapshot->linger2 = READ(linger2);
	snapshot->sk_err = READ(SK.sk_err);
	snapshot->sk_err_soft = READ(SK.sk_err_soft);
	snapshot->is_mptcp = bpf_core_field_exists(tp->is_mptcp) ? READ(is_mptcp) : 0;
}

/* 1 once the peer's FIN has come (tcp_fin), which bytes_received counts, too. */
static __always_inline u64 fins_received(const struct snapshot *snapshot)
{
	return snapshot->skc_flags >> SOCK_DONE & 1;
}

/* The kernel keeps eight times the smoothed round trip. */
static __always_inline u32 rtt_us_of(const struct snapshot *snapshot)
{
	return snapshot->srtt_us >> 3;
}

/* 6.2; called only by programs of newer kernels */
extern void *bpf_rdonly_cast(const void *object, u32 type) __ksym __weak;

static __always_inline struct tcp_sock *typed_tcp_sock(const void *sk)
{
	return bpf_rdonly_cast(sk, bpf_core_type_id_kernel(struct tcp_sock));
}

/* TCP_REPAIR is on: a checkpoint (CRIU) restores the socket, or leaves it, and no segment says so. */
static __always_inline bool is_repairing(const void *sk)
{
	return BPF_CORE_READ_BITFIELD_PROBED((const struct tcp_sock *)sk, repair);
}

/*
 * The protocol of a stream, as sockets of TCP and MPTCP are; 0 of any other. A raw socket's may be TCP just as well, and
 * netlink has numbers of its own: 6 is XFRM there. They have neither the fields nor the end of a TCP socket.
 */
static __always_inline u16 stream_protocol(const struct sock *sk)
{
	return BPF_CORE_READ(sk, sk_type) == SOCK_STREAM ? BPF_CORE_READ(sk, sk_protocol) : 0;
}

static __always_inline bool is_tcp(const struct sock *sk)
{
	return stream_protocol(sk) == IPPROTO_TCP;
}

#endif
