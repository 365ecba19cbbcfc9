/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What every sample about a connection begins with. */
#ifndef SERVICES_CONNECTION_SUBJECT_H
#define SERVICES_CONNECTION_SUBJECT_H

#include "kernel/types.h"
#include "core/anchor.h"
#include "services/connection/endpoints.h"

enum direction {
	DIRECTION_NONE,
	DIRECTION_OUTBOUND,
	DIRECTION_INBOUND,
	DIRECTION_LISTENING,
};

ANCHOR(enum, direction);
ANCHOR(enum, tcp_state);

enum attribution {
	ATTRIBUTION_NONE, /* nobody is known */
	ATTRIBUTION_CONNECT,
	ATTRIBUTION_ACCEPT,
	ATTRIBUTION_IO,       /* accept was not seen: the first process that read or wrote */
	ATTRIBUTION_LISTENER, /* accept was not seen, or never came: the listener's owner */
	ATTRIBUTION_EXISTING, /* the first process found to hold a descriptor of it */
	ATTRIBUTION_KERNEL,   /* a kernel thread */
	ATTRIBUTION_LISTEN,
};
ANCHOR(enum, attribution);

enum connection_flag {
	CONNECTION_MPTCP = 1,
	CONNECTION_UNTRACKED = 2, /* there was no room for a record: reported from its socket alone */
	CONNECTION_HIDDEN = 4,    /* by a filter, or excluded, or an additional subflow: no samples */
	CONNECTION_EXISTING = 8,  /* its beginning was not seen */
	CONNECTION_DEFERRED = 16, /* TCP_FASTOPEN_CONNECT: the SYN leaves at the first write */
	CONNECTION_REPORTED = 32, /* an interval report has been sent, or in summary mode `existing` */
	CONNECTION_RESTORED = 64, /* by TCP_REPAIR: there was no handshake, and who opened it may not be known */
	CONNECTION_SUBFLOW = 128, /* an additional one of an MPTCP connection: hidden, its traffic is the first one's */
};
ANCHOR(enum, connection_flag);

/* What every sample about a connection begins with. */
struct subject {
	u64 owner;         /* id of a process's description; 0: none */
	u64 flow;          /* see flow.h; 0: neither established nor failed */
	u64 connection_id; /* see connection_id_of; 0: none */
	u32 pid;
	u32 tid;
	u8 direction;
	u8 attribution;
	u8 flags;             /* enum connection_flag */
	u8 is_opener_unknown; /* the direction is a guess, or both ends opened it at once */
	struct endpoints ends;
};

#endif
