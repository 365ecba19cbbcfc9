/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What a TCP socket says of itself, read in one place. A typed tracepoint's socket is a pointer that the verifier knows:
 * its fields are plain loads, and the compiler drops those that nobody uses. Any other pointer takes a call for each field.
 */
#ifndef SOCKET_H
#define SOCKET_H

/* `local` and `remote` as 16 bytes, IPv4 as ::ffff:a.b.c.d; ports in host order; 0 and :: are unknown. */
struct endpoints {
	u8 local[16];
	u8 remote[16];
	u16 local_port;
	u16 remote_port;
	u32 netns;
};

/* The kernel's names; sequence numbers and counters as they stand, with SYN and FIN. */
struct facts {
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

static __always_inline bool is_mapped(const u32 *words)
{
	return !words[0] && !words[1] && words[2] == bpf_htonl(0xffff);
}

static __always_inline bool is_any(const u32 *words)
{
	return !words[0] && !words[1] && !words[2] && !words[3];
}

static __always_inline void map_ipv4(u8 *to, u32 address)
{
	u32 *words = (u32 *)to;

	words[0] = words[1] = 0;
	words[2] = bpf_htonl(0xffff);
	words[3] = address;
}

#define READ(field) (is_typed ? tp->field : BPF_CORE_READ(tp, field))
#define SK inet_conn.icsk_inet.sk
#define COMMON inet_conn.icsk_inet.sk.__sk_common

static __always_inline void read_ipv6(const struct tcp_sock *tp, bool is_typed, u32 *remote, u32 *local)
{
#pragma unroll
	for (int i = 0; i < 4; i++) {
		remote[i] = READ(COMMON.skc_v6_daddr.in6_u.u6_addr32[i]);
		local[i] = READ(COMMON.skc_v6_rcv_saddr.in6_u.u6_addr32[i]);
	}
}

/*
 * A mapped IPv6 socket keeps its addresses in the IPv4 fields from the start, in the IPv6 ones only later. One that is
 * bound to an IPv6 address has a filler in the IPv4 field.
 */
static __always_inline void read_ipv6_ends(const struct tcp_sock *tp, bool is_typed, struct endpoints *ends)
{
	u32 remote[4], local[4];

	read_ipv6(tp, is_typed, remote, local);
	if (is_mapped(remote) && (is_any(local) || is_mapped(local)))
		return;
	__builtin_memcpy(ends->local, local, sizeof(local));
	if (!is_mapped(remote))
		__builtin_memcpy(ends->remote, remote, sizeof(remote));
}

static __always_inline void read_endpoints(const struct tcp_sock *tp, bool is_typed, struct endpoints *ends)
{
	u16 port_be = READ(inet_conn.icsk_inet.inet_sport);
	struct net *net = READ(COMMON.skc_net.net);

	ends->netns = is_typed ? net->ns.inum : BPF_CORE_READ(net, ns.inum);
	ends->remote_port = bpf_ntohs(READ(COMMON.skc_dport));
	ends->local_port = port_be ? bpf_ntohs(port_be) : READ(COMMON.skc_num);
	map_ipv4(ends->remote, READ(COMMON.skc_daddr));
	map_ipv4(ends->local, READ(COMMON.skc_rcv_saddr));
	if (READ(COMMON.skc_family) == AF_INET6)
		read_ipv6_ends(tp, is_typed, ends);
}

/* `is_typed` must be known to the compiler: the verifier must not see a plain load of an untyped pointer. */
static __always_inline void read_facts(const struct tcp_sock *tp, bool is_typed, struct facts *facts)
{
	read_endpoints(tp, is_typed, &facts->ends);
	facts->bytes_sent = READ(bytes_sent);
	facts->bytes_retrans = READ(bytes_retrans);
	facts->bytes_acked = READ(bytes_acked);
	facts->bytes_received = READ(bytes_received);
	facts->tcp_mstamp = READ(tcp_mstamp);
	facts->skc_flags = READ(COMMON.skc_flags);
	facts->write_seq = READ(write_seq);
	facts->snd_una = READ(snd_una);
	facts->snd_nxt = READ(snd_nxt);
	facts->rcv_nxt = READ(rcv_nxt);
	facts->srtt_us = READ(srtt_us);
	facts->segs_in = READ(segs_in);
	facts->data_segs_in = READ(data_segs_in);
	facts->segs_out = READ(segs_out);
	facts->total_retrans = READ(total_retrans);
	facts->retrans_stamp = READ(retrans_stamp);
	facts->linger2 = READ(linger2);
	facts->sk_err = READ(SK.sk_err);
	facts->sk_err_soft = READ(SK.sk_err_soft);
	facts->is_mptcp = bpf_core_field_exists(tp->is_mptcp) ? READ(is_mptcp) : 0;
}

#define TYPED true
#define UNTYPED false

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
