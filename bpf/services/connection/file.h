/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The TCP socket of a file. */
#ifndef SERVICES_CONNECTION_FILE_H
#define SERVICES_CONNECTION_FILE_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "kernel/mptcp.h"
#include "kernel/net.h"
#include "services/connection/socket.h"
#include "services/syscalls/descriptor.h"

/* For MPTCP the outer socket: before it connects it may have no subflow. */
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

#endif
