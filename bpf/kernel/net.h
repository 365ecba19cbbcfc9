/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Sockets of TCP, and what they hang on. */
#ifndef KERNEL_NET_H
#define KERNEL_NET_H

#include "kernel/namespaces.h"
#include "kernel/types.h"

/* include/net/tcp_states.h */
enum tcp_state {
	TCP_ESTABLISHED = 1,
	TCP_SYN_SENT,
	TCP_SYN_RECV,
	TCP_FIN_WAIT1,
	TCP_FIN_WAIT2,
	TCP_TIME_WAIT,
	TCP_CLOSE,
	TCP_CLOSE_WAIT,
	TCP_LAST_ACK,
	TCP_LISTEN,
	TCP_CLOSING,
	TCP_NEW_SYN_RECV,
};

#define AF_INET 2
#define AF_INET6 10
#define IPPROTO_TCP 6
#define IPPROTO_MPTCP 262
#define SOCK_DEAD 0 /* include/net/sock.h, enum sock_flags */
#define SOCK_DONE 1
#define RCV_SHUTDOWN 1
#define SOCK_BINDPORT_LOCK 8 /* bound to a port by its program; a listener's child never is */
#define SOCK_STREAM 1

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct in6_addr {
	union {
		__u8 u6_addr8[16];
		__be32 u6_addr32[4];
	} in6_u;
};

struct net {
	struct ns_common ns;
};

typedef struct {
	struct net *net;
} possible_net_t;

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	unsigned long skc_flags;
};

struct file;
struct socket;

typedef struct {
	int owned;
} socket_lock_t;

struct sock {
	struct sock_common __sk_common;
	int sk_err;
	int sk_err_soft;
	struct socket *sk_socket;
	u8 sk_shutdown;
	u8 sk_userlocks : 4;
	u16 sk_type;
	u16 sk_protocol;
	socket_lock_t sk_lock;
};

typedef enum {
	SS_FREE,
	SS_UNCONNECTED,
} socket_state;

struct socket {
	socket_state state;
	struct file *file;
	struct sock *sk;
};

struct inet_sock {
	struct sock sk;
	__be16 inet_sport;
};

struct inet_connection_sock {
	struct inet_sock icsk_inet;
	void *icsk_ulp_data;
};

struct tcp_sock {
	struct inet_connection_sock inet_conn;
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
	int linger2;
	u64 tcp_mstamp;
	u64 bytes_sent;
	u64 bytes_retrans;
	u64 bytes_acked;
	u64 bytes_received;
	bool is_mptcp;
	u8 fastopen_connect : 1;
	u8 repair : 1;
};

struct request_sock {
	struct sock_common __req_common;
};

struct sk_buff;

#pragma clang attribute pop

#endif
