/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The three programs of a socket's tracepoint, for kernels on which one alone misses runs: see twins.h. */
#ifndef CORE_HOOKS_H
#define CORE_HOOKS_H

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/net.h"

/*
 * work(sk) of each run of the tracepoint, up to three times: it must be idempotent. User space attaches the classic
 * program where tasks are preempted within the others.
 */
#define HOOK_WITH_TWINS(group, event, function, context, work) \
	SEC("?tracepoint/" group "/" event)                    \
	int function##_classic(struct context *ctx)            \
	{                                                      \
		work(ctx->skaddr);                             \
		return 0;                                      \
	}                                                      \
                                                               \
	SEC("tp_btf/" event)                                   \
	int BPF_PROG(function, struct sock *sk)                \
	{                                                      \
		work(sk);                                      \
		return 0;                                      \
	}                                                      \
                                                               \
	SEC("tp_btf/" event)                                   \
	int BPF_PROG(function##_twin, struct sock *sk)         \
	{                                                      \
		work(sk);                                      \
		return 0;                                      \
	}

#endif
