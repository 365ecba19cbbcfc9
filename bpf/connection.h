/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * One record for each connection attempt, kept by the socket's address: who owns it, between whom, since when.
 * Born at SYN_SENT, LISTEN, the end of an inbound handshake, or the first walk; reborn with the next attempt on the same
 * socket; deleted by tcp_destroy_sock. A hash and not socket storage, because the system call tracepoints, where
 * accept tells its process, cannot reach socket storage on any kernel (and typed tracepoints cannot before 5.11).
 */
#ifndef CONNECTION_H
#define CONNECTION_H

#define CONNECTIONS 65536 /* set by user space */

enum attribution {
	ATTRIBUTION_NONE,      /* nobody is known */
	ATTRIBUTION_CONNECT,
	ATTRIBUTION_ACCEPT,
	ATTRIBUTION_IO,        /* accept was not seen: the first process that read or wrote */
	ATTRIBUTION_LISTENER,  /* accept was not seen, or never came: the listener's owner */
	ATTRIBUTION_EXISTING,  /* the first process found to hold a descriptor of it */
	ATTRIBUTION_KERNEL,    /* a kernel thread */
	ATTRIBUTION_LISTEN,
};
ANCHOR(enum, attribution);

enum connection_stage {
	STAGE_NONE,         /* the attempt has ended, or none has begun */
	STAGE_CONNECTING,
	STAGE_FAILED,       /* and told */
	STAGE_ESTABLISHED,
	STAGE_HELD,         /* closed before it was accepted: `ending` waits */
	STAGE_SUBFLOWS,     /* MPTCP: the first subflow has closed, others have not: `ending` waits, for the last of them */
	STAGE_LISTEN_ASKED, /* listen has not returned yet */
	STAGE_LISTENING,
};

enum connection_flag {
	CONNECTION_MPTCP = 1,
	CONNECTION_UNTRACKED = 2,  /* no room for a record: reported from its socket alone */
	CONNECTION_HIDDEN = 4,     /* by a filter, or excluded, or an additional subflow: no samples */
	CONNECTION_EXISTING = 8,   /* its beginning was not seen */
	CONNECTION_DEFERRED = 16,  /* TCP_FASTOPEN_CONNECT: the SYN leaves at the first write */
	CONNECTION_TOLD = 32,      /* an interval report has been sent, or in summary mode `existing` */
	CONNECTION_RESTORED = 64,  /* by TCP_REPAIR: there was no handshake, and who opened it may not be known */
	CONNECTION_SUBFLOW = 128,  /* an additional one of an MPTCP connection: hidden, its traffic is the first one's */
};
ANCHOR(enum, connection_flag);

enum reset_origin { RESET_NONE, RESET_REMOTE, RESET_LOCAL };
enum fin_origin { FIN_NONE, FIN_LOCAL, FIN_REMOTE };

/* What every sample about a connection begins with. */
struct subject {
	u64 owner;       /* id of a process's description; 0: none */
	u64 flow;        /* see flow_of; 0: not established */
	u32 pid;
	u32 tid;
	u8 direction;
	u8 attribution;
	u8 flags;        /* enum connection_flag */
	struct endpoints ends;
};

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
	u8 reset;            /* enum reset_origin */
	u8 first_fin;        /* enum fin_origin: whose came first, once ours is queued */
	u8 is_remembered;    /* in `listeners` */
	u32 data_segs;       /* when our FIN was queued first, or at the last read since, plus 1 */
	u32 write_seq;       /* at SYN_SENT: a SYN moves it on */
	u8 was_deaf;         /* nobody was to read any more when it was queued: a close, not half of one */
	u8 owner_hidden;     /* by a filter, or excluded: also what nobody accepts of its listener */
	u8 handled_state;    /* the last transition of those that set_state handles; consecutive ones always differ */
	u8 told_state;       /* the last transition that the tcp_state probe told */
	u32 told_retransmits;/* total_retrans at the last one that the retransmit probe told */
	u64 began_ns;        /* SYN_SENT, the end of an inbound handshake, or the listen; 0: not seen */
	u64 response_ns;     /* SYN to established; 0: unknown */
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

/* MPTCP connections of several subflows, by the outer socket: two CPUs may come at once, and who takes it out tells the end. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, u64);
	__type(value, u8);
} accounts SEC(".maps");

/* For connections that nobody accepts: who listens there. Born with listen, deleted with the listener's socket. */
struct listener_address {
	u8 local[16];
	u16 port;
	u32 netns;
};

struct listener {
	u64 owner;
	u32 pid;
	u32 sockets;    /* SO_REUSEPORT: several */
	u32 others;     /* of them, those of other processes that listened before: while there are any, nobody can say which */
	u8 hidden;      /* its owner is */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, struct listener_address);
	__type(value, struct listener);
} listeners SEC(".maps");

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
 * Sockets whose record is being settled because no hook showed its end, or its beginning: two CPUs may notice at once, a
 * pass over the records and a hook of the socket's. Who inserts the socket here acts, and looks at the stage once more.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, u8);
} claims SEC(".maps");

/* True for one of those who ask at a time; unclaim must follow. */
static __always_inline bool claim(const void *sk)
{
	u64 key = (u64)sk;
	u8 claimed = 1;

	return !bpf_map_update_elem(&claims, &key, &claimed, BPF_NOEXIST);
}

static __always_inline void unclaim(const void *sk)
{
	u64 key = (u64)sk;

	bpf_map_delete_elem(&claims, &key);
}

/* What another CPU may change meanwhile. */
static __always_inline u8 stage_of(const struct connection *connection)
{
	return *(const volatile u8 *)&connection->stage;
}

/* An event is still to be reported of it. */
static __always_inline bool is_open(u8 stage)
{
	return stage == STAGE_CONNECTING || stage == STAGE_ESTABLISHED || stage == STAGE_HELD || stage == STAGE_SUBFLOWS ||
	       stage == STAGE_LISTENING;
}

/*
 * The socket whose interval report is being made; one walk is made at a time. A report and the end of its connection, on
 * another CPU, must not tell the same bytes: the one names the socket before it looks at the stage, the other leaves the
 * stage before it looks for its name, and waits. The barrier between (an atomic addition) makes one see the other.
 */
volatile u64 reported_sk SEC(".bss.reported");

/*
 * Where the end comes by an interrupt of the very CPU that makes the report, it waits in vain. So the report says, before
 * it is sent, what will have been told with it, and of which connection (by its flow; 0: of none); the end counts from
 * there, and leaves a mark that it did. An end that came before has told everything: then the report is not sent.
 */
struct report {
	u64 flow;
	u64 taken;
	struct traffic told;
};

volatile struct report report SEC(".bss.reported");

#define REPORT_WAITS 256 /* of about 30 ns; a report takes one or two microseconds */

static __always_inline void full_barrier(struct connection *connection)
{
	__sync_fetch_and_add(&connection->barriers, 1);
}

/* False: it has ended. Else end_report must follow. */
static __always_inline bool begin_report(struct connection *connection, const void *sk)
{
	reported_sk = (u64)sk;
	full_barrier(connection);
	if (connection->stage == STAGE_ESTABLISHED)
		return true;
	reported_sk = 0;
	return false;
}

static __always_inline void end_report(void)
{
	reported_sk = 0;
}

static __always_inline void await_report(struct connection *connection, const void *sk)
{
	connection->stage = STAGE_NONE;
	full_barrier(connection);
	for (int waits = 0; waits < REPORT_WAITS && reported_sk == (u64)sk; waits++)
		bpf_ktime_get_boot_ns();
}

static __always_inline struct connection *connection_of(const void *sk)
{
	u64 key = (u64)sk;

	return bpf_map_lookup_elem(&connections, &key);
}

/*
 * The same number from ESTABLISHED to CLOSE, whenever it is asked for, also by the next run of the tracer:
 * snd_una - bytes_acked and rcv_nxt - bytes_received stay as they are, and are new with every connection.
 */
static __always_inline u64 flow_of(const struct facts *facts)
{
	const struct endpoints *ends = &facts->ends;
	u32 sent = facts->snd_una - (u32)facts->bytes_acked, received = facts->rcv_nxt - (u32)facts->bytes_received;
	const u64 *local = (const u64 *)ends->local, *remote = (const u64 *)ends->remote;
	u64 hash = config.boot_salt;

	hash = mix(hash, (u64)sent << 32 | received);
	hash = mix(hash, (u64)ends->netns << 32 | (u32)ends->local_port << 16 | ends->remote_port);
	hash = mix(mix(hash, local[0]), local[1]);
	hash = mix(mix(hash, remote[0]), remote[1]);
	return hash ? hash : 1;
}

/* An MPTCP connection shows through its first subflow; the others belong to it. */
static __always_inline bool is_additional_subflow(const void *sk)
{
	const struct inet_connection_sock *icsk = sk;
	struct mptcp_subflow_context *subflow;

	subflow = BPF_CORE_READ(icsk, icsk_ulp_data);
	return BPF_CORE_READ_BITFIELD_PROBED(subflow, request_join) || BPF_CORE_READ_BITFIELD_PROBED(subflow, mp_join);
}

/* Sets what hides a connection whatever its owner; counted once. */
static __always_inline void hide(struct connection *connection)
{
	connection->subject.flags |= CONNECTION_HIDDEN;
}

/* Of the two, the destination's is the one that passes where nobody knows which one that is. */
static __always_inline bool ports_pass(const struct subject *subject)
{
	const struct endpoints *ends = &subject->ends;

	if (subject->direction == DIRECTION_OUTBOUND)
		return port_passes(ends->remote_port);
	return port_passes(ends->local_port) || (subject->direction == DIRECTION_NONE && port_passes(ends->remote_port));
}

/* By direction, destination port and remote network. */
static __always_inline bool endpoints_pass(const struct subject *subject)
{
	const struct endpoints *ends = &subject->ends;

	return direction_passes(subject->direction) && ports_pass(subject) &&
	       (subject->direction == DIRECTION_LISTENING || network_passes(ends->remote));
}

static __always_inline void filter_endpoints(struct connection *connection)
{
	if (connection->subject.flags & CONNECTION_HIDDEN || endpoints_pass(&connection->subject))
		return;
	hide(connection);
	COUNT(filtered);
}

/* What has no owner passes only where nobody asks for certain owners. */
static __always_inline bool unowned_passes(void)
{
	return config.name_filter != FILTER_INCLUDES && config.user_filter != FILTER_INCLUDES;
}

static __always_inline void filter_unowned(struct connection *connection)
{
	filter_endpoints(connection);
	if (connection->subject.flags & CONNECTION_HIDDEN || unowned_passes())
		return;
	hide(connection);
	COUNT(filtered);
}

static __always_inline void give_owner(struct connection *connection, u64 owner, u32 pid, u32 tid, u8 attribution)
{
	struct subject *subject = &connection->subject;

	connection->owner_hidden = owner & OWNER_EXCLUDED || !(owner & OWNER_PASSES);
	if (connection->owner_hidden && !(subject->flags & CONNECTION_HIDDEN)) {
		hide(connection);
		if (owner & OWNER_EXCLUDED)
			COUNT(excluded);
		else
			COUNT(filtered);
	}
	barrier(); /* another CPU that finds the owner finds what hides it, too */
	subject->pid = pid;
	subject->tid = tid;
	subject->attribution = attribution;
	subject->owner = owner_id(owner);
	refer_to(subject->owner);
}

/* The owner first, and then what hides it: see give_owner. */
static __always_inline void read_subject(const struct connection *connection, struct subject *subject)
{
	*subject = connection->subject;
	barrier();
	subject->flags |= *(volatile const u8 *)&connection->subject.flags;
}

/* Process context only. */
static __always_inline void give_current_as_owner(struct connection *connection, u8 attribution)
{
	struct task_struct *task = current_task();
	u64 pid_tid = bpf_get_current_pid_tgid();

	if (BPF_CORE_READ(task, flags) & PF_KTHREAD)
		attribution = ATTRIBUTION_KERNEL;
	give_owner(connection, describe((u64)task, true), pid_tid >> 32, (u32)pid_tid, attribution);
}

static __always_inline void listener_address(const struct subject *subject, struct listener_address *address)
{
	__builtin_memset(address, 0, sizeof(*address));
	__builtin_memcpy(address->local, subject->ends.local, sizeof(address->local));
	address->port = subject->ends.local_port;
	address->netns = subject->ends.netns;
}

static __always_inline void remember_listener(struct connection *connection)
{
	const struct subject *subject = &connection->subject;
	struct listener fresh = { .owner = subject->owner, .pid = subject->pid, .sockets = 1, .hidden = connection->owner_hidden };
	struct listener_address address;
	struct listener *known;

	connection->is_remembered = 1;
	listener_address(subject, &address);
	known = bpf_map_lookup_elem(&listeners, &address);
	if (!known) {
		bpf_map_update_elem(&listeners, &address, &fresh, BPF_ANY);
		return;
	}
	if (known->pid != subject->pid) { /* the newest is who stays, where one takes over from another */
		known->others = known->sockets;
		known->owner = fresh.owner;
		known->pid = fresh.pid;
		known->hidden = fresh.hidden;
	}
	__sync_fetch_and_add(&known->sockets, 1);
}

static __always_inline void forget_listener(struct connection *connection)
{
	struct listener_address address;
	struct listener *known;

	if (!connection->is_remembered)
		return;
	connection->is_remembered = 0;
	listener_address(&connection->subject, &address);
	known = bpf_map_lookup_elem(&listeners, &address);
	if (!known)
		return;
	if (known->pid != connection->subject.pid)
		__sync_fetch_and_add(&known->others, -1);
	__sync_fetch_and_add(&known->sockets, -1);
	if (known->others && known->others >= known->sockets)
		known->others = known->sockets - 1; /* the newest's own is none of the others */
	if ((s32)known->sockets <= 0)
		bpf_map_delete_elem(&listeners, &address);
}

/* A pointer as a number, as global functions take it. */
static __always_inline u64 number_of(const void *pointer)
{
	u64 number = 0;

	bpf_probe_read_kernel(&number, sizeof(number), &pointer);
	return number;
}

__noinline u32 leave_earlier(u64 sk);

/*
 * A record that begins like `first`: in the place of `old`, the one that the socket has, or a new one, or the one that
 * another CPU has just made. NULL when there is no room: whoever has an event to tell counts it as untracked.
 */
static __always_inline struct connection *begin_record(const void *sk, struct connection *old, const struct connection *first)
{
	u64 key = (u64)sk;

	if (old) {
		leave_earlier(number_of(sk));
		*old = *first;
		return old;
	}
	if (!bpf_map_update_elem(&connections, &key, first, BPF_NOEXIST))
		COUNT(born);
	return connection_of(sk);
}

/* What others keep for it. */
static __always_inline void leave_record(struct connection *connection)
{
	forget_listener(connection);
	if (connection->subject.owner)
		release(connection->subject.owner);
	connection->subject.owner = 0; /* nothing is released twice */
	connection->stage = STAGE_NONE;
}

static __always_inline void delete_record(const void *sk)
{
	u64 key = (u64)sk;

	bpf_map_delete_elem(&connections, &key);
	COUNT(ended);
}

static __always_inline void end_record(const void *sk, struct connection *connection)
{
	leave_record(connection);
	delete_record(sk);
}

/* The listener bound to this very address, else to any IPv4 address, else to any at all. */
static __noinline struct listener *listener_of(const struct subject *subject)
{
	struct listener_address address;
	struct listener *listener;
	bool ipv4;

	listener_address(subject, &address);
	ipv4 = is_mapped((u32 *)address.local);
	listener = bpf_map_lookup_elem(&listeners, &address);
	if (listener)
		return listener;
	if (ipv4) {
		map_ipv4(address.local, 0);
		listener = bpf_map_lookup_elem(&listeners, &address);
		if (listener)
			return listener;
	}
	__builtin_memset(address.local, 0, sizeof(address.local));
	return bpf_map_lookup_elem(&listeners, &address);
}

#endif
