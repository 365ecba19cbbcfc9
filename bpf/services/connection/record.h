/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * One record for each connection attempt, kept by the socket's address: who owns it, between whom, since when.
 * Born at SYN_SENT, LISTEN, the end of an inbound handshake, or the first walk; reborn with the next attempt on the same
 * socket; deleted by tcp_destroy_sock. A hash and not socket storage, because the system call tracepoints, where
 * accept shows its process, cannot reach socket storage on any kernel (and typed tracepoints cannot before 5.11).
 */
#ifndef SERVICES_CONNECTION_RECORD_H
#define SERVICES_CONNECTION_RECORD_H

#include "kernel/bpf.h"
#include "services/connection/subject.h"

#define CONNECTIONS 65536 /* set by user space */

enum connection_stage {
	STAGE_NONE, /* the attempt has ended, or none has begun */
	STAGE_CONNECTING,
	STAGE_FAILED, /* reported; its call has not returned yet */
	STAGE_ESTABLISHED,
	STAGE_UNACCEPTED, /* closed before it was accepted: `ending` waits for an owner */
	STAGE_SUBFLOWS, /* MPTCP: the first subflow has closed, others have not: `ending` waits for the last of them */
	STAGE_LISTEN_CALLED, /* listen has not returned yet */
	STAGE_LISTENING,
};

enum reset_origin { RESET_NONE, RESET_REMOTE, RESET_LOCAL };
enum fin_origin { FIN_NONE, FIN_LOCAL, FIN_REMOTE };

/* Payload bytes; segments as this host sees them. */
struct traffic {
	u64 bytes_in;
	u64 bytes_out;
	u32 packets_in;
	u32 packets_out;
	u32 retransmits;
};

struct ending {
	u64 time_ns;
	u64 bytes_unacked;
	struct traffic traffic;
	u32 rtt_us;
	u8 reason; /* enum close_reason */
};

struct connection {
	struct subject subject;
	u8 stage;
	u8 reset;         /* enum reset_origin */
	u8 first_fin;     /* enum fin_origin: whose came first, once ours is queued */
	u8 is_remembered; /* in `listeners` */
	u32 data_segs; /* data_segs_in + 1 when our FIN was queued first, or at the last read since; 0: not recorded */
	u32 write_seq; /* at SYN_SENT: a SYN moves it on */
	u8 was_closed; /* RCV_SHUTDOWN was set when our FIN was queued: close(), not shutdown(SHUT_WR) */
	u8 owner_hidden; /* by a filter, or excluded; of a listener, its connections that nobody accepts are hidden, too */
	u8 handled_state;         /* the last transition that set_state handled; consecutive ones always differ */
	u8 reported_state;        /* the last transition that the tcp_state probe reported */
	u32 reported_retransmits; /* total_retrans when the retransmit probe reported last */
	u64 began_ns;             /* SYN_SENT, the end of an inbound handshake, or the listen; 0: not seen */
	u64 response_ns;          /* SYN to established; 0: unknown */
	/* MPTCP, in the first subflow's record: what additional ones carried that have closed, and how many are open. */
	struct traffic joined;
	s64 subflows;
	/* MPTCP: once there are additional subflows, the outer socket; of an additional one, the first one's socket. */
	u64 outer;
	u64 first;
	struct traffic reported; /* in earlier interval reports, and with `existing` */
	u64 barriers;            /* see full_barrier */
	u64 counted_of;          /* start of the process in whose totals it is open; 0: in none */
	struct ending ending;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, CONNECTIONS);
	__type(key, u64);
	__type(value, struct connection);
} connections SEC(".maps");

/*
 * How records begin; too large for the stack. An inbound one is whole when it appears: a busy accept takes a child from
 * the backlog before its handshake is over (tcp_check_req), and two CPUs may come at once.
 */
static const struct connection no_connection = {};
static const struct connection new_inbound = {
	.subject.direction = DIRECTION_INBOUND,
	.stage = STAGE_ESTABLISHED,
};

/*
 * From           to              when
 * NONE           CONNECTING      SYN_SENT, or found while it connects; for a moment also when found established
 *                ESTABLISHED     an inbound handshake ends, or its accept returns first: as the record is inserted
 *                LISTEN_CALLED   the transition to LISTEN
 *                LISTENING       found when it listened already
 * CONNECTING     ESTABLISHED     the transition, or found established where no hook showed that
 *                FAILED          the transition to CLOSE
 *                NONE            the same, when the call's return is to report it, with its errno
 * FAILED         NONE            the call returns
 * ESTABLISHED    NONE            the transition to CLOSE: reported; in summary mode before that, see interval.h
 *                UNACCEPTED      the same (in summary mode from NONE) before its accept, and so without an owner
 *                SUBFLOWS        the same (likewise) of the first subflow, while others are open
 * UNACCEPTED     NONE            accepted, read or written to, or its socket destroyed: reported
 * SUBFLOWS       NONE            the last subflow closes: reported
 * LISTEN_CALLED  LISTENING       listen returns 0, or a walk finds that it listens
 *                NONE            listen fails
 * LISTENING      NONE            the transition to CLOSE: reported
 *
 * Each becomes NONE when the socket is destroyed, or when its address is found to be another's; what is still to be
 * reported is reported then (settle.h). The socket's next attempt begins the record anew.
 */
static __always_inline void enter_stage(struct connection *connection, enum connection_stage stage)
{
	connection->stage = stage;
}

/* Read anew: another CPU may change it meanwhile. */
static __always_inline u8 stage_of(const struct connection *connection)
{
	return *(const volatile u8 *)&connection->stage;
}

/* An event is still to be reported of it. */
static __always_inline bool is_open(u8 stage)
{
	return stage == STAGE_CONNECTING || stage == STAGE_ESTABLISHED || stage == STAGE_UNACCEPTED ||
	       stage == STAGE_SUBFLOWS || stage == STAGE_LISTENING;
}

static __always_inline struct connection *connection_of(const void *sk)
{
	u64 key = (u64)sk;

	return bpf_map_lookup_elem(&connections, &key);
}

#endif
