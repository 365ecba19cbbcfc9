/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* MPTCP, where the kernel has it. */
#ifndef KERNEL_MPTCP_H
#define KERNEL_MPTCP_H

#include "kernel/net.h"
#include "kernel/types.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct mptcp_sock {
	struct inet_connection_sock sk;
	u64 bytes_received; /* these three since 6.5 */
	u64 bytes_sent;
	u64 bytes_acked;
	u64 write_seq;
	u64 snd_una; /* an atomic64_t in the past */
	bool snd_data_fin_enable;
	struct sock *first;
};

struct mptcp_subflow_context {
	u32 request_join : 1;
	u32 mp_capable : 1;
	u32 mp_join : 1;
	struct sock *conn;
};

#pragma clang attribute pop

#endif
