/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What a TCP socket says of itself. */
#ifndef SERVICES_CONNECTION_SOCKET_H
#define SERVICES_CONNECTION_SOCKET_H

#include "kernel/bpf.h"
#include "kernel/net.h"
#include "core/loop.h"
#include "core/unfollowed.h"
#include "services/connection/endpoints.h"

/* The kernel's names; sequence numbers and counters as they stand, with SYN and FIN. */
struct snapshot {
	struct endpoints ends;
	u64 bytes_sent;
	u64 bytes_retrans;
	u64 bytes_acked;
	u64 bytes_received;
	u64 tcp_mstamp;
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
	u8 is_done; /* SOCK_DONE */
	/* Without its lock: see read_unlocked. */
	u8 is_torn;        /* the numbers are of several moments */
	u8 may_be_sending; /* a byte, which bytes_sent counts already, and snd_nxt not yet */
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
	snapshot->is_done = READ(COMMON.skc_flags) >> SOCK_DONE & 1;
	snapshot->is_torn = 0;
	snapshot->may_be_sending = 0;
}

#define LOOKS 8 /* at a connection that is as fast as the host can, some in a thousand were torn after 4 */

/* 6.2 */
extern void *bpf_rdonly_cast(const void *object, u32 type) __ksym __weak;

static __always_inline struct tcp_sock *typed_tcp_sock(const void *sk)
{
	return bpf_rdonly_cast(sk, bpf_core_type_id_kernel(struct tcp_sock));
}

/* Replaces what is of one moment by what is there now. True: it has not changed. */
static __always_inline bool reread(const struct tcp_sock *tp, bool is_typed, struct snapshot *snapshot)
{
	struct snapshot was = *snapshot;

	snapshot->bytes_sent = READ(bytes_sent);
	snapshot->bytes_retrans = READ(bytes_retrans);
	snapshot->bytes_acked = READ(bytes_acked);
	snapshot->bytes_received = READ(bytes_received);
	snapshot->write_seq = READ(write_seq);
	snapshot->snd_una = READ(snd_una);
	snapshot->snd_nxt = READ(snd_nxt);
	snapshot->rcv_nxt = READ(rcv_nxt);
	/* Without a branch for each: see core/unfollowed.h. */
	return !((snapshot->bytes_sent ^ was.bytes_sent) | (snapshot->bytes_retrans ^ was.bytes_retrans) |
		 (snapshot->bytes_acked ^ was.bytes_acked) | (snapshot->bytes_received ^ was.bytes_received) |
		 (snapshot->write_seq ^ was.write_seq) | (snapshot->snd_una ^ was.snd_una) |
		 (snapshot->snd_nxt ^ was.snd_nxt) | (snapshot->rcv_nxt ^ was.rcv_nxt));
}

static __always_inline void read_until_whole(const struct tcp_sock *tp, bool is_typed, struct snapshot *snapshot)
{
	bool is_torn = unfollowed(true);

	read_snapshot(tp, is_typed, snapshot);
	REPEAT(LOOKS - 1)
	{
		is_torn = unfollowed(!reread(tp, is_typed, snapshot));
		if (!is_torn)
			break;
	}
	snapshot->is_torn = is_torn;
	snapshot->may_be_sending = snapshot->write_seq - snapshot->snd_nxt == 1;
}

/*
 * For a socket whose lock nobody holds for us. A segment that comes or goes meanwhile would leave numbers of two moments,
 * whose differences (sent_from, received_from, acknowledged_syns) are those of no connection: they are read again until
 * two looks agree. The kernel writes the two of a pair one right behind the other (tcp_snd_una_update,
 * tcp_rcv_nxt_update), so that no two looks fit in between.
 */
static __noinline void read_unlocked(const struct tcp_sock *tp, struct snapshot *snapshot)
{
	if (HAS_ITERATORS) /* since 6.2, but before 6.4 nobody can ask for it */
		read_until_whole(typed_tcp_sock(tp), TYPED, snapshot);
	else
		read_until_whole(tp, UNTYPED, snapshot);
	unfollow(snapshot, sizeof(*snapshot));
}

/* 1 once the peer's FIN has come (tcp_fin), which bytes_received counts, too. */
static __always_inline u64 fins_received(const struct snapshot *snapshot)
{
	return snapshot->is_done;
}

/* The kernel keeps eight times the smoothed round trip. */
static __always_inline u32 rtt_us_of(const struct snapshot *snapshot)
{
	return snapshot->srtt_us >> 3;
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
