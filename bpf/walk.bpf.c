// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * What the hooks cannot tell: connections and listeners from before the start, listens where no system call is seen,
 * and the interval reports of summary mode. User space reads the iterators; what they find goes into the ring like
 * all else. Attached hooks run meanwhile: a record that exists already is left to them.
 */

static __always_inline bool is_over(int state)
{
	return state == TCP_CLOSE || state == TCP_TIME_WAIT || state == TCP_NEW_SYN_RECV;
}

/* Closed and destroyed on another CPU while it was looked at: nothing would end this record. */
static __always_inline struct connection *unless_over(struct connection *connection, const struct sock *sk)
{
	if (!connection || !is_over(BPF_CORE_READ(sk, __sk_common.skc_state)))
		return connection;
	if (connection->subject.flags & CONNECTION_SUBFLOW)
		leave_first(connection);
	end_record(sk, connection);
	return NULL;
}

/* Called and not inlined: with a description of the owner it would not fit the stack. */
static __noinline struct connection *begin_existing(const struct sock *sk, int state)
{
	struct connection *connection;
	struct facts facts;

	read_facts((const void *)sk, UNTYPED, &facts);
	if (state != TCP_LISTEN)
		return unless_over(begin_unseen(sk, &facts, state, true), sk);
	connection = begin_record(sk, NULL, &no_connection);
	if (!connection)
		return NULL;
	connection->stage = STAGE_LISTENING;
	connection->subject.direction = DIRECTION_LISTENING;
	connection->subject.flags |= CONNECTION_EXISTING;
	connection->handled_state = TCP_LISTEN;
	connection->subject.ends = facts.ends;
	return connection; /* filtered when its owner is remembered: who listens there is asked for other connections */
}

/* What the first walk found no room for, by the socket's address: it may come by again, by another descriptor. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4194304);
	__uint(map_flags, BPF_F_NO_PREALLOC); /* iterators may allocate on any kernel */
	__type(key, u64);
	__type(value, u8);
} walked SEC(".maps");

/* No room for what nobody closed meanwhile. */
static __always_inline void report_without_record(const struct sock *sk, int state, u64 owner, u32 pid)
{
	u64 key = (u64)sk;
	u8 once = 1;
	long error;

	if (!wakeup.is_first_walk || is_over(BPF_CORE_READ(sk, __sk_common.skc_state)))
		return;
	error = bpf_map_update_elem(&walked, &key, &once, BPF_NOEXIST);
	if (!error)
		report_untracked(number_of(sk), TCP_EXISTING, state, owner, (u64)pid << 32 | pid);
	else if (error != -EEXIST)
		COUNT(unreported);
}

/* A walk leaves room for what is new. */
static __always_inline struct connection *begin_if_room(const struct sock *sk, int state)
{
	struct connection *connection = wakeup.walk_room ? begin_existing(sk, state) : NULL;

	if (connection)
		wakeup.walk_room--;
	return connection;
}

static __always_inline void tell_existing(struct connection *connection)
{
	if (connection->subject.direction == DIRECTION_LISTENING) {
		remember_listener(connection);
		filter_endpoints(connection);
	}
	if (connection->stage != STAGE_CONNECTING)
		send_traffic(connection, TCP_EXISTING, 0, 0, &connection->told);
}

/* Accepted, or closed by its process: no descriptor will tell. */
static __always_inline bool was_taken(const struct sock *sk)
{
	return BPF_CORE_READ(sk, sk_socket) || BPF_CORE_READ(sk, __sk_common.skc_flags) >> SOCK_DEAD & 1;
}

/* What is written makes a read end when its buffer is full, so that the ring can be read in between. */
static __always_inline void make_read_end(struct bpf_iter_meta *meta)
{
	static const char told[64];

	bpf_seq_write(meta->seq, told, sizeof(told));
}

/* Begun by a transition between attaching and the walk, and told already. */
static __always_inline bool lacks_owner(const struct connection *connection)
{
	return connection->subject.flags & CONNECTION_EXISTING && !connection->subject.owner;
}

static __noinline void adopt(struct connection *connection, u64 owner, u32 pid, bool is_new)
{
	give_owner(connection, owner, pid, pid, ATTRIBUTION_EXISTING);
	if (is_new)
		tell_existing(connection);
}

/* Reaches every network namespace of which some process has a descriptor. */
SEC("iter/task_file")
int walk_descriptors(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	u64 owner;
	struct file *file = ctx->file;
	struct connection *connection, *known;
	struct sock *sk;
	int state;

	if (!task || !file)
		return 0;
	sk = tcp_sock_of_file(file);
	if (!sk)
		return 0;
	state = BPF_CORE_READ(sk, __sk_common.skc_state);
	connection = connection_of(sk);
	if (connection && connection->stage == STAGE_LISTEN_ASKED && state == TCP_LISTEN)
		confirm_listening(connection, sk);
	if (!config.existing || is_over(state) || (connection && !lacks_owner(connection)))
		return 0;
	known = connection;
	if (!known)
		connection = begin_if_room(sk, state);
	if (connection ? connection->subject.flags & CONNECTION_HIDDEN : !wakeup.is_first_walk)
		return 0;
	owner = describe(number_of(task), false);
	if (!connection) {
		report_without_record(sk, state, owner, task->tgid);
		make_read_end(ctx->meta);
		return 0;
	}
	adopt(connection, owner, task->tgid, !known);
	make_read_end(ctx->meta);
	return 0;
}

/* Without a descriptor: closed by their process but not yet by TCP. Of the tracer's own network namespace only. */
SEC("iter/tcp")
int walk_sockets(struct bpf_iter__tcp *ctx)
{
	const struct sock *sk = (const void *)ctx->sk_common;
	struct connection *connection;
	int state;

	if (!sk)
		return 0;
	state = BPF_CORE_READ(sk, __sk_common.skc_state);
	if (!config.existing || is_over(state) || state == TCP_SYN_RECV || connection_of(sk) || !is_tcp(sk) || !was_taken(sk))
		return 0;
	connection = begin_if_room(sk, state);
	if (!connection && !BPF_CORE_READ(sk, sk_socket)) /* else its descriptor was walked */
		report_without_record(sk, state, 0, 0);
	if (!connection)
		return 0;
	filter_unowned(connection);
	tell_existing(connection);
	make_read_end(ctx->meta);
	return 0;
}

/* False: the connection has ended meanwhile, and told all of it. */
static __always_inline bool announce_report(struct connection *connection, const struct traffic *moved)
{
	const struct traffic *told = &connection->told;

	report.taken = 0;
	report.told.bytes_in = told->bytes_in + moved->bytes_in;
	report.told.bytes_out = told->bytes_out + moved->bytes_out;
	report.told.packets_in = told->packets_in + moved->packets_in;
	report.told.packets_out = told->packets_out + moved->packets_out;
	report.told.retransmits = told->retransmits + moved->retransmits;
	full_barrier(connection);
	report.flow = connection->subject.flow;
	full_barrier(connection);
	return connection->stage == STAGE_ESTABLISHED || report.taken == connection->subject.flow;
}

/* The record of a connection that has ended may be another one's by now. */
static __always_inline void note_told(struct connection *connection)
{
	if (connection->stage != STAGE_ESTABLISHED)
		return;
	__builtin_memcpy(&connection->told, (const void *)&report.told, sizeof(connection->told));
	connection->subject.flags |= CONNECTION_TOLD;
}

/* It may still be one event. */
static __always_inline bool is_young(const struct connection *connection)
{
	return !wakeup.is_ending && !(connection->subject.flags & CONNECTION_TOLD) && connection->began_ns &&
	       bpf_ktime_get_boot_ns() - connection->began_ns < config.interval_ns;
}

/* False: it was not told. */
static __always_inline bool report_flow(struct connection *connection, const struct sock *sk)
{
	struct traffic moved = {};
	struct facts facts;
	bool is_told;

	read_facts((const void *)sk, UNTYPED, &facts);
	if (flow_of(&facts) != connection->subject.flow) /* another's by now, or changed while it was read: the next report */
		return false;
	read_traffic(&facts, counts_syn(&connection->subject), fin_was_queued(BPF_CORE_READ(sk, __sk_common.skc_state)), &connection->ending.traffic);
	read_only_subflow(connection, sk);
	connection->ending.rtt_us = facts.srtt_us >> 3;
	read_new_traffic(connection, &moved);
	if (connection->subject.flags & CONNECTION_TOLD && !moved.packets_in && !moved.packets_out)
		return false;
	is_told = announce_report(connection, &moved) && send_traffic(connection, TCP_FLOW, 0, 0, &moved);
	if (is_told) /* else the next report, or the close, tells it */
		note_told(connection);
	report.flow = 0;
	return is_told;
}

/* Nobody has accepted it yet: nothing of it was reported, and its owner is still to come. */
static __always_inline bool is_unaccepted(const struct connection *connection)
{
	return !connection->subject.owner && !(connection->subject.flags & CONNECTION_EXISTING);
}

/* Summary mode: what has passed since the last report, of each connection that is older than an interval. */
SEC("iter/bpf_map_elem")
int report_flows(struct bpf_iter__bpf_map_elem *ctx)
{
	struct connection *connection = ctx->value;
	u64 *key = ctx->key;
	bool is_told;

	if (!connection || !key || connection->stage != STAGE_ESTABLISHED || is_unaccepted(connection) || is_young(connection))
		return 0;
	if (!begin_report(connection, (void *)*key))
		return 0;
	is_told = report_flow(connection, (void *)*key);
	end_report();
	if (is_told)
		make_read_end(ctx->meta);
	return 0;
}

#define SETTLED_NS 1000000000 /* by now a transition that a hook has reported is the socket's state, too */

/* Hooks run before the socket has its new state: a record says what the socket is about to be, or is. */
static __always_inline bool is_as_recorded(u8 stage, int state)
{
	switch (stage) {
	case STAGE_CONNECTING:
		return is_opening(state);
	case STAGE_LISTENING:
		return state == TCP_LISTEN;
	case STAGE_HELD:
		return state == TCP_CLOSE;
	}
	return state != TCP_CLOSE && state != TCP_LISTEN;
}

static __always_inline bool has_ports_of(const struct connection *connection, const struct tcp_sock *tp)
{
	const struct endpoints *known = &connection->subject.ends;
	u8 direction = connection->subject.direction;

	if (direction != DIRECTION_LISTENING && known->remote_port != bpf_ntohs(BPF_CORE_READ(tp, COMMON.skc_dport)))
		return false;
	return !connection->subject.flow && direction == DIRECTION_OUTBOUND ? true : /* a connect may have no local port yet */
	       known->local_port == bpf_ntohs(BPF_CORE_READ(tp, inet_conn.icsk_inet.inet_sport));
}

static __noinline u64 flow_at(const struct sock *sk)
{
	struct facts facts;

	read_facts((const void *)sk, UNTYPED, &facts);
	return flow_of(&facts);
}

static __noinline void establish_from_memory(struct connection *connection, const struct sock *sk)
{
	struct facts facts;

	read_facts((const void *)sk, UNTYPED, &facts);
	COUNT(repaired);
	establish_outbound(connection, sk, &facts, 0);
}

/*
 * Reported from the memory of a socket, which can be read after it was freed, too. It is still this connection's while it
 * gives the same flow number. (A connect that is under way or has failed has none.)
 */
static __always_inline bool is_reported_from_memory(struct connection *connection, const struct sock *sk, u8 stage)
{
	bool is_closed = BPF_CORE_READ(sk, __sk_common.skc_state) == TCP_CLOSE;

	if (stage == STAGE_CONNECTING && !is_closed)
		establish_from_memory(connection, sk);
	else if (stage == STAGE_CONNECTING || (stage == STAGE_ESTABLISHED && is_closed && flow_at(sk) == connection->subject.flow))
		end_unseen(number_of(sk));
	else
		return false;
	return true;
}

static __noinline void settle_unseen(struct connection *connection, const struct sock *sk, u8 stage, bool is_same)
{
	if (!claim(sk))
		return;
	if (stage_of(connection) == stage && !(is_same && is_reported_from_memory(connection, sk, stage))) {
		settle(connection);
		end_record(sk, connection);
	}
	unclaim(sk);
}

/* The hook may have run just now, and the socket not have its new state yet. */
static __always_inline bool is_recent(const struct connection *connection, u8 stage)
{
	u64 since = stage == STAGE_CONNECTING ? connection->began_ns : stage == STAGE_HELD ? connection->ending.time_ns : 0;

	return since && bpf_ktime_get_boot_ns() - since < SETTLED_NS;
}

/*
 * Each open record against its socket's memory: what ended without any hook showing it is found here, if its address
 * was not used again before. When the hooks are off, what waits for an accept is reported without.
 */
SEC("iter/bpf_map_elem")
int find_endings(struct bpf_iter__bpf_map_elem *ctx)
{
	static const char looked_at[16];
	u64 *key = ctx->key;
	struct connection *connection;
	const struct sock *sk;
	bool is_same;
	u8 stage;

	if (!key || !ctx->value)
		return 0;
	bpf_seq_write(ctx->meta->seq, looked_at, sizeof(looked_at)); /* a read ends after 256 of them */
	sk = (void *)*key;
	connection = connection_of(sk);
	if (!connection)
		return 0;
	stage = stage_of(connection);
	if (!is_open(stage) || stage == STAGE_SUBFLOWS || (wakeup.is_live ? is_recent(connection, stage) : stage != STAGE_HELD))
		return 0;
	is_same = has_ports_of(connection, (const void *)sk);
	if (!wakeup.is_live || !is_same || !is_as_recorded(stage, BPF_CORE_READ(sk, __sk_common.skc_state)))
		settle_unseen(connection, sk, stage, is_same);
	return 0;
}
