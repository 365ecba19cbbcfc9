/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * One record for each connection attempt, kept by the socket's address: who owns it, between whom, since when.
 * Born at SYN_SENT, LISTEN, the end of an inbound handshake, or the first walk; reborn with the next attempt on the same
 * socket; deleted by tcp_destroy_sock. A hash and not socket storage, because the system call tracepoints, where
 * accept tells its process, cannot reach socket storage on any kernel (and typed tracepoints cannot before 5.11).
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
	STAGE_HELD,     /* closed before it was accepted: `ending` waits for an owner */
	STAGE_SUBFLOWS, /* MPTCP: the first subflow has closed, others have not: `ending` waits for the last of them */
	STAGE_LISTEN_ASKED, /* listen has not returned yet */
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
	u8 reset;              /* enum reset_origin */
	u8 first_fin;          /* enum fin_origin: whose came first, once ours is queued */
	u8 is_remembered;      /* in `listeners` */
	u32 data_segs;         /* when our FIN was queued first, or at the last read since, plus 1 */
	u32 write_seq;         /* at SYN_SENT: a SYN moves it on */
	u8 was_deaf;           /* nobody was to read any more when it was queued: a close, not half of one */
	u8 owner_hidden;       /* by a filter, or excluded: also what nobody accepts of its listener */
	u8 handled_state;      /* the last transition of those that set_state handles; consecutive ones always differ */
	u8 told_state;         /* the last transition that the tcp_state probe told */
	u32 told_retransmits;  /* total_retrans at the last one that the retransmit probe told */
	u64 began_ns;          /* SYN_SENT, the end of an inbound handshake, or the listen; 0: not seen */
	u64 response_ns;       /* SYN to established; 0: unknown */
	struct traffic joined; /* MPTCP, of the first subflow: what additional ones carried that have closed */
	s64 subflows;          /* and how many of them are open */
	u64 outer;             /* once there are additional ones, of all: the socket that their process knows */
	u64 first;             /* of an additional one: the first one's socket */
	struct traffic told;   /* in earlier interval reports, and with `existing` */
	u64 barriers;          /* see full_barrier */
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
 * From          to             when
 * NONE          CONNECTING     SYN_SENT, or found while it connects; also, for a moment, found when it was established
 *               ESTABLISHED    an inbound handshake ends, or its accept returns first: in the record as it is inserted
 *               LISTEN_ASKED   the transition to LISTEN
 *               LISTENING      found when it listened already
 * CONNECTING    ESTABLISHED    the transition, or found established where no hook showed that
 *               FAILED         the transition to CLOSE
 *               NONE           the same, when the call's return is to report it, with its errno
 * FAILED        NONE           the call returns
 * ESTABLISHED   NONE           the transition to CLOSE, reported; in summary mode already before it is, see report.h
 *               HELD           the same (in summary mode from NONE) before an accept of which the owner will be known
 *               SUBFLOWS       the same, of the first subflow while others are open
 * HELD          NONE           accepted, read or written to, or its socket destroyed: reported
 * SUBFLOWS      NONE           the last subflow closes: reported
 * LISTEN_ASKED  LISTENING      listen returns 0, or a walk finds that it listens
 * LISTENING     NONE           the transition to CLOSE: reported
 *
 * From each to NONE where the socket is destroyed, or its address is found to be another's by now; what was to be
 * reported is, before (settle.h). The socket's next attempt begins the record anew.
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
	return stage == STAGE_CONNECTING || stage == STAGE_ESTABLISHED || stage == STAGE_HELD ||
	       stage == STAGE_SUBFLOWS || stage == STAGE_LISTENING;
}

static __always_inline struct connection *connection_of(const void *sk)
{
	u64 key = (u64)sk;

	return bpf_map_lookup_elem(&connections, &key);
}

#endif
