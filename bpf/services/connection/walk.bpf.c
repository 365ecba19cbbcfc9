// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * What the hooks cannot show: connections and listeners from before the start, listens where no system call is seen,
 * in flows.bpf.c the interval reports of summary mode. User space reads the iterators; what they find goes into the ring like
 * all else. Attached hooks run meanwhile: a record that exists already is left to them.
 */

#include "core/walk.h"
#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/fs.h"
#include "kernel/net.h"
#include "kernel/task.h"
#include "core/numbers.h"
#include "core/ring.h"
#include "services/connection/config.h"
#include "services/connection/existing.h"
#include "services/connection/file.h"
#include "services/connection/filter.h"
#include "services/connection/listen.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/owner/describe.h"

/* Reaches every network namespace of which some process has a descriptor. */
SEC("iter/task_file")
int walk_descriptors(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct owner_verdict owner;
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
	if (connection && connection->stage == STAGE_LISTEN_CALLED && state == TCP_LISTEN)
		confirm_listening(connection, sk);
	if (!connection_config.existing || is_over(state) || (connection && !lacks_owner(connection)))
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
	adopt(connection, owner.bits, task->tgid, !known);
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
	if (!connection_config.existing || is_over(state) || state == TCP_SYN_RECV || connection_of(sk) ||
	    !is_tcp(sk) || !was_taken(sk))
		return 0;
	connection = begin_if_room(sk, state);
	if (!connection && !BPF_CORE_READ(sk, sk_socket)) /* else its descriptor was walked */
		report_without_record(sk, state, (struct owner_verdict){}, 0);
	if (!connection)
		return 0;
	filter_unowned(connection);
	report_existing(connection);
	make_read_end(ctx->meta);
	return 0;
}
