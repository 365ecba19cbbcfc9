/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The three programs of a tracepoint, of a socket or of the current task, for kernels on which one alone misses runs: see twins.h. */
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

/*
 * The same of a tracepoint about the current task, whose programs have the parameters that follow. Each does its work
 * once by what it remembers of it. classic_work: without what the typed tracepoint gives; user space attaches that program
 * last where it lacks something.
 */
#define TASK_HOOK_WITH_TWINS(group, event, function, classic_work, work, ...) \
	SEC("?tracepoint/" group "/" event)                                   \
	int function##_classic(void *ctx)                                     \
	{                                                                     \
		classic_work;                                                 \
		return 0;                                                     \
	}                                                                     \
                                                                              \
	SEC("tp_btf/" event)                                                  \
	int BPF_PROG(function, __VA_ARGS__)                                   \
	{                                                                     \
		work;                                                         \
		return 0;                                                     \
	}                                                                     \
                                                                              \
	SEC("tp_btf/" event)                                                  \
	int BPF_PROG(function##_twin, __VA_ARGS__)                            \
	{                                                                     \
		work;                                                         \
		return 0;                                                     \
	}

#endif
