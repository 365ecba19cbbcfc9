// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * What no transition of a socket tells: who accepts, which listens succeed, which connects fail at once, and who reads or
 * writes where no accept was seen. Part of the tcp probe, in process context throughout.
 */

/*
 * A system call's program and its two twins, each with all of the work: a common part to jump into would have one
 * private stack a CPU (from 6.13 on), which a preempted run of it still needs.
 */
#define CALL_PROGRAM(section, function, taker, slot, work, context)                             \
	SEC(section)                                                                            \
	int function(struct context *ctx)                                                       \
	{                                                                                       \
		if (!config.preemptible || is_mine(taker, slot, bpf_get_current_pid_tgid(), 1)) \
			work(ctx);                                                              \
		return 0;                                                                       \
	}

#define CALL_PROGRAMS(hook, function, slot, work, context)                                               \
	CALL_PROGRAM("tracepoint/syscalls/" hook, function, TAKER_FIRST, slot, work, context)            \
	CALL_PROGRAM("?tracepoint/syscalls/" hook, function##_twin, TAKER_FURTHER, slot, work, context)  \
	CALL_PROGRAM("?tracepoint/syscalls/" hook, function##_twin2, TAKER_LAST, slot, work, context)

static __always_inline struct sock *sock_of_file(struct file *file)
{
	struct socket *socket;

	if ((BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = BPF_CORE_READ(file, private_data);
	if (!socket || BPF_CORE_READ(socket, file) != file) /* O_PATH of a socket's name in the file system */
		return NULL;
	return BPF_CORE_READ(socket, sk);
}

/* Of MPTCP the outer socket: before it connects it may have no subflow. */
static __always_inline struct sock *connecting_sock_of_file(struct file *file)
{
	struct sock *sk = sock_of_file(file);
	u16 protocol = stream_protocol(sk);

	return protocol == IPPROTO_TCP || protocol == IPPROTO_MPTCP ? sk : NULL;
}

/* The socket of a descriptor of a task; for MPTCP its first subflow. NULL for whatever is no TCP socket. */
static __always_inline struct sock *tcp_sock_of_file(struct file *file)
{
	struct sock *sk = sock_of_file(file);
	u16 protocol = stream_protocol(sk);

	if (protocol == IPPROTO_MPTCP && bpf_core_type_exists(struct mptcp_sock))
		return BPF_CORE_READ((struct mptcp_sock *)sk, first);
	return protocol == IPPROTO_TCP ? sk : NULL;
}

static __always_inline struct file *file_of_descriptor(long fd)
{
	struct fdtable *table = BPF_CORE_READ(current_task(), files, fdt);
	struct file **files = BPF_CORE_READ(table, fd), *file = NULL;

	if (fd < 0 || fd >= BPF_CORE_READ(table, max_fds))
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), files + fd);
	return file;
}

struct sockaddr_any {
	u16 family;
	u16 port_be;
	union {
		u32 ipv4;
		struct {
			u32 flowinfo;
			u8 ipv6[16];
		};
	};
};

/* False where it cannot be read, or no connection is asked for: another family, or AF_UNSPEC, which is a disconnect. */
static __always_inline bool read_destination(struct call *call, const void *address, u64 length)
{
	struct sockaddr_any any = {};

	call->is_unread = bpf_probe_read_user(&any, length < sizeof(any) ? 16 : sizeof(any), address) != 0;
	if (call->is_unread)
		return false;
	call->remote_port = bpf_ntohs(any.port_be);
	if (any.family == AF_INET)
		map_ipv4(call->remote, any.ipv4);
	else if (any.family == AF_INET6)
		__builtin_memcpy(call->remote, any.ipv6, sizeof(any.ipv6));
	return any.family == AF_INET || any.family == AF_INET6;
}

/* By what was asked for, or what a failure left: see send_call_failed. At SYN_SENT the socket's own peer decides. */
static __always_inline bool destination_passes(const struct call *call)
{
	return direction_passes(DIRECTION_OUTBOUND) && port_passes(call->remote_port) && network_passes(call->remote);
}

static __always_inline void begin_connect(struct syscall_trace_enter *ctx)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call call = {};
	struct file *file;
	struct socket *socket;

	if (!wakeup.is_live || ctx->args[2] < 16)
		return;
	call.address = ctx->args[1];
	call.length = ctx->args[2];
	if (!read_destination(&call, (void *)call.address, call.length) && !call.is_unread)
		return;
	file = file_of_descriptor((int)ctx->args[0]);
	call.sk = (u64)connecting_sock_of_file(file);
	if (!call.sk)
		return;
	socket = BPF_CORE_READ(file, private_data);
	if (BPF_CORE_READ(socket, state) != SS_UNCONNECTED) /* asks again for the outcome of an earlier call */
		return;
	if (call.is_unread || destination_passes(&call))
		call.owner = describe((u64)current_task(), true);
	if (bpf_map_update_elem(&calls, &thread, &call, BPF_ANY))
		COUNT(unseen_calls);
}

#define EISCONN 106
#define EALREADY 114
#define EINPROGRESS 115
#define EINTR 4
#define EFAULT 14
#define LAST_ERRNO 133 /* ERESTARTSYS and the like are not outcomes */

static __always_inline bool is_outcome(long ret)
{
	long error = -ret;

	return error > 0 && error <= LAST_ERRNO && error != EISCONN && error != EALREADY && error != EINPROGRESS &&
	       error != EINTR && error != EFAULT;
}

/*
 * No transition reported this failure: the source is what was bound, the destination the one that the socket had, if it came
 * that far (see fail), else the one that the caller asked for.
 */
static __noinline void send_call_failed(const struct call *call, u32 error)
{
	u64 thread = bpf_get_current_pid_tgid();
	const struct sock *sk = (void *)call->sk;
	struct tcp_sample *sample;
	struct subject subject = { .direction = DIRECTION_OUTBOUND };

	subject.owner = owner_id(call->owner);
	subject.pid = thread >> 32;
	subject.tid = (u32)thread;
	subject.attribution = ATTRIBUTION_CONNECT;
	read_endpoints((const void *)sk, UNTYPED, &subject.ends);
	subject.ends.remote_port = call->remote_port;
	__builtin_memcpy(subject.ends.remote, call->remote, sizeof(call->remote));
	sample = reserve_sample(PROBE_TCP, TCP_CONNECT_FAILED, sizeof(*sample));
	if (!sample)
		return;
	__builtin_memset((void *)sample + sizeof(sample->head), 0, sizeof(*sample) - sizeof(sample->head));
	sample->subject = subject;
	sample->error = error;
	submit_sample(PROBE_TCP, sample);
}

/* Described here: within send_call_failed it would not fit the stack. */
static __always_inline void report_call_failed(struct call *call, u32 error)
{
	if (!destination_passes(call)) {
		COUNT(filtered);
		return;
	}
	if (!call->owner)
		call->owner = describe((u64)current_task(), true);
	if (call->owner & OWNER_EXCLUDED)
		COUNT(excluded);
	else if (!(call->owner & OWNER_PASSES))
		COUNT(filtered);
	else
		send_call_failed(call, error);
}

CALL_PROGRAMS("sys_enter_connect", enter_connect, MARK_ENTER_CONNECT, begin_connect, syscall_trace_enter)

static __always_inline bool knows_destination(struct call *call)
{
	return !call->is_unread || read_destination(call, (void *)call->address, call->length);
}

/* The socket's own transition was to report it, and was not shown: the call says what the error was. */
static __noinline void fail_unseen(const struct call *call, u32 error)
{
	const void *sk = (void *)call->sk;
	struct connection *connection = connection_of(sk);
	struct facts facts;

	if (!connection || connection->stage != STAGE_CONNECTING || !claim(sk))
		return;
	if (stage_of(connection) == STAGE_CONNECTING) {
		COUNT(repaired);
		read_facts(sk, UNTYPED, &facts);
		send_failed(connection, &facts, error, 0);
		connection->stage = STAGE_NONE;
	}
	unclaim(sk);
}

static __always_inline void end_connect(struct syscall_trace_exit *ctx)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call *call = bpf_map_lookup_elem(&calls, &thread);
	long ret = ctx->ret;

	if (!call)
		return;
	if (is_outcome(ret) && call->attempted)
		fail_unseen(call, -ret);
	else if (is_outcome(ret) && config.probes[PROBE_TCP] && knows_destination(call))
		report_call_failed(call, -ret);
	bpf_map_delete_elem(&calls, &thread);
}

CALL_PROGRAMS("sys_exit_connect", exit_connect, MARK_EXIT_CONNECT, end_connect, syscall_trace_exit)

/* It waited in the backlog since before the start, or its handshake is not over, or is being handled by another CPU. */
static __noinline struct connection *begin_at_accept(const struct sock *sk)
{
	struct connection *connection;
	struct facts facts;

	read_facts((const void *)sk, UNTYPED, &facts);
	connection = begin_inbound(NULL, sk, &facts);
	if (!connection || BPF_CORE_READ(sk, __sk_common.skc_state) == TCP_SYN_RECV || connection->handled_state)
		return connection;
	connection->began_ns = connection->response_ns = 0;
	connection->handled_state = TCP_ESTABLISHED;
	return connection;
}

/* Of accept and of accept4. The accept event is no ending, though the record may hold one. */
static __always_inline void end_accept(struct syscall_trace_exit *ctx)
{
	struct connection *connection;
	struct sock *sk;

	if (ctx->ret < 0 || !wakeup.is_live)
		return;
	sk = tcp_sock_of_file(file_of_descriptor(ctx->ret));
	if (!sk)
		return;
	connection = connection_of(sk);
	if (!connection || !connection->subject.flow)
		connection = begin_at_accept(sk);
	if (!connection) {
		report_current(sk, TCP_ACCEPT);
		return;
	}
	if (connection->subject.direction != DIRECTION_INBOUND || connection->subject.owner ||
	    connection->subject.flags & CONNECTION_HIDDEN)
		return;
	give_current_as_owner(connection, ATTRIBUTION_ACCEPT);
	accepted(connection);
}

CALL_PROGRAMS("sys_exit_accept4", exit_accept, MARK_EXIT_ACCEPT, end_accept, syscall_trace_exit)

static __always_inline void end_listen(struct syscall_trace_exit *ctx)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call *call = bpf_map_lookup_elem(&calls, &thread);
	struct connection *connection;
	long ret = ctx->ret;

	if (!call)
		return;
	COUNT(listens_answered);
	connection = connection_of((void *)call->sk);
	if (!ret && connection && connection->stage == STAGE_LISTEN_ASKED)
		confirm_listening(connection, (void *)call->sk);
	if (!ret && !connection)
		report_current((void *)call->sk, TCP_LISTEN_EVENT);
	bpf_map_delete_elem(&calls, &thread);
}

CALL_PROGRAMS("sys_exit_listen", exit_listen, MARK_EXIT_LISTEN, end_listen, syscall_trace_exit)

/* Only what happens under the socket's lock is the process's own doing: a softirq finds it not owned. */
SEC("tp_btf/tcp_rcv_space_adjust")
int BPF_PROG(handle_read, struct sock *sk)
{
	struct connection *connection;

	if (!wakeup.is_live || !BPF_CORE_READ(sk, sk_lock.owned) || !is_tcp(sk))
		return 0;
	connection = connection_of(sk);
	attribute_by_io(connection);
	if (connection && connection->first_fin == FIN_LOCAL) /* see is_our_reset */
		connection->data_segs = BPF_CORE_READ((const struct tcp_sock *)sk, data_segs_in) + 1;
	return 0;
}

#define MSG_FASTOPEN 0x20000000
#define NR_SENDTO 44  /* x86_64 */
#define NR_SENDMSG 46
#define NR_SENDMMSG 307 /* whose first message is laid out as that of sendmsg; with its flags where sendto has them */

struct message_name {
	u64 address;
	u32 length;
};

/* The destination of a send with MSG_FASTOPEN, from the arguments of the system call; false for any other send. */
static __always_inline bool read_fastopen_destination(struct call *call)
{
	struct pt_regs *regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	struct message_name name = {};
	u64 flags;

	if (!bpf_core_field_exists(regs->orig_ax))
		return false;
	flags = regs->orig_ax == NR_SENDTO || regs->orig_ax == NR_SENDMMSG ? regs->r10 : regs->orig_ax == NR_SENDMSG ? regs->dx : 0;
	if (!(flags & MSG_FASTOPEN))
		return false;
	if (regs->orig_ax == NR_SENDTO) {
		name.address = regs->r8;
		name.length = regs->r9;
	} else if (bpf_probe_read_user(&name, sizeof(name), (void *)regs->si)) {
		return false;
	}
	return name.length >= 16 && read_destination(call, (void *)name.address, name.length);
}

#define EAGAIN 11
#define EOPNOTSUPP 95
#define ENOTCONN 107

static __always_inline void fail_by_write(const struct sock *sk, int ret)
{
	struct connection *connection = connection_of(sk);
	struct call call = { .sk = (u64)sk };

	if (connection && connection->stage == STAGE_FAILED) { /* told: this is only the return */
		connection->stage = STAGE_NONE;
		return;
	}
	if (!is_outcome(ret) || ret == -EPIPE || ret == -EAGAIN || ret == -EOPNOTSUPP || ret == -ENOTCONN)
		return;
	if (!read_fastopen_destination(&call))
		return;
	report_call_failed(&call, -ret);
}

/* 6.3; fires in the writing process, after the lock was released. */
SEC("tp_btf/sock_send_length")
int BPF_PROG(handle_write, struct sock *sk, int ret)
{
	if (!wakeup.is_live)
		return 0;
	if (ret >= 0 && is_tcp(sk))
		attribute_by_io(connection_of(sk));
	else if (ret < 0 && config.probes[PROBE_TCP] && BPF_CORE_READ(sk, __sk_common.skc_state) == TCP_CLOSE && is_tcp(sk))
		fail_by_write(sk, ret);
	return 0;
}
