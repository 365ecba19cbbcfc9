/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The TCP socket of a file, or of what a program has as its socket. */
#ifndef SERVICES_CONNECTION_FILE_H
#define SERVICES_CONNECTION_FILE_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "kernel/mptcp.h"
#include "kernel/net.h"
#include "services/connection/socket.h"
#include "services/syscalls/descriptor.h"

/* For MPTCP the outer socket: before it connects it may have no subflow. */
static __always_inline struct sock *connecting_sock_of(const struct socket *socket)
{
	struct sock *sk = socket ? BPF_CORE_READ(socket, sk) : NULL;
	u16 protocol = stream_protocol(sk);

	return protocol == IPPROTO_TCP || protocol == IPPROTO_MPTCP ? sk : NULL;
}

/* Of a program's socket; for MPTCP its first subflow. NULL for whatever is no TCP socket. */
static __always_inline struct sock *tcp_sock_of(struct sock *sk)
{
	u16 protocol = stream_protocol(sk);

	if (protocol == IPPROTO_MPTCP && bpf_core_type_exists(struct mptcp_sock))
		return BPF_CORE_READ((struct mptcp_sock *)sk, first);
	return protocol == IPPROTO_TCP ? sk : NULL;
}

/* The socket of a descriptor of a task. */
static __always_inline struct sock *tcp_sock_of_file(struct file *file)
{
	return tcp_sock_of(sock_of_file(file));
}

#endif
