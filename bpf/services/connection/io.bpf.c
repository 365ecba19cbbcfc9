// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* Reads and writes: who does them where no accept was seen, and Fast Open that fails at once. */

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/errno.h"
#include "kernel/net.h"
#include "core/probes.h"
#include "core/ring.h"
#include "services/connection/accept.h"
#include "services/connection/call.h"
#include "services/connection/call_failed.h"
#include "services/connection/destination.h"
#include "services/connection/ending.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/owner/command_line.h"

#define TS_COMPAT 2 /* a system call of 32 bits is under way: arch/x86/include/asm/thread_info.h */

/*
 * Whether the accepts of this task are seen as calls, so that its messages, which are many, show nothing new. Of io_uring
 * what was accepted before the start may have no descriptor that the walk finds; by tracepoints neither its accepts are
 * seen nor those of 32-bit programs.
 */
static __always_inline bool accepts_as_calls(void)
{
	struct task_struct *task;

	if (connection_config.syscalls == CALLS_UNSEEN || !HAS_TYPED_CURRENT)
		return false;
	task = bpf_get_current_task_btf();
	if (bpf_core_field_exists(task->io_uring) && task->io_uring)
		return false;
	return connection_config.syscalls == CALLS_BY_FUNCTIONS || !(task->thread_info.status & TS_COMPAT);
}

/* Our FIN may be out: then the number of segments counts, see is_our_reset. */
static __always_inline bool may_be_half_closed(const struct sock *sk)
{
	u8 state = sk->__sk_common.skc_state;

	return state != TCP_ESTABLISHED && state != TCP_CLOSE_WAIT;
}

/* Only what happens under the socket's lock is the process's own doing: a softirq finds it not owned. */
SEC("tp_btf/tcp_rcv_space_adjust")
int BPF_PROG(handle_read, struct sock *sk)
{
	struct connection *connection;

	if (!wakeup.is_live || (!may_be_half_closed(sk) && accepts_as_calls()))
		return 0;
	if (!BPF_CORE_READ(sk, sk_lock.owned) || !is_tcp(sk))
		return 0;
	connection = connection_of(sk);
	attribute_by_io(connection);
	if (connection && connection->first_fin == FIN_LOCAL) /* see is_our_reset */
		connection->data_segs = BPF_CORE_READ((const struct tcp_sock *)sk, data_segs_in) + 1;
	return 0;
}

#define MSG_FASTOPEN 0x20000000
#define NR_SENDTO 44 /* x86_64 */
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
	if (regs->orig_ax == NR_SENDTO || regs->orig_ax == NR_SENDMMSG)
		flags = regs->r10;
	else
		flags = regs->orig_ax == NR_SENDMSG ? regs->dx : 0;
	if (!(flags & MSG_FASTOPEN))
		return false;
	if (regs->orig_ax == NR_SENDTO) {
		name.address = regs->r8;
		name.length = regs->r9;
	} else if (bpf_probe_read_user(&name, sizeof(name), (void *)regs->si)) {
		return false;
	}
	return name.length >= SOCKADDR_IN_BYTES && read_destination(call, (void *)name.address, name.length);
}

static __always_inline void fail_by_write(const struct sock *sk, int ret)
{
	struct connection *connection = connection_of(sk);
	struct call call = { .sk = (u64)sk };

	if (connection && connection->stage == STAGE_FAILED) { /* reported already: this is only its return */
		enter_stage(connection, STAGE_NONE);
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
	if (!wakeup.is_live || (ret >= 0 && accepts_as_calls()))
		return 0;
	if (ret >= 0 && is_tcp(sk))
		attribute_by_io(connection_of(sk));
	else if (ret < 0 && has_subscribers() && BPF_CORE_READ(sk, __sk_common.skc_state) == TCP_CLOSE && is_tcp(sk))
		fail_by_write(sk, ret);
	return 0;
}
