/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Between whom a socket is. A typed tracepoint's socket is a pointer that the verifier knows:
 * its fields are plain loads, and the compiler drops those that nobody uses. Any other pointer takes a call for each field.
 */
#ifndef SERVICES_CONNECTION_ENDPOINTS_H
#define SERVICES_CONNECTION_ENDPOINTS_H

#include "kernel/bpf.h"
#include "kernel/net.h"

/* `local` and `remote` as 16 bytes, IPv4 as ::ffff:a.b.c.d; ports in host order; 0 and :: are unknown. */
struct endpoints {
	u8 local[16];
	u8 remote[16];
	u16 local_port;
	u16 remote_port;
	u32 netns;
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

#define TYPED true
#define UNTYPED false

#endif
