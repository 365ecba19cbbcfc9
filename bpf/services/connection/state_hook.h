/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The three programs of a socket's transitions, for kernels on which one alone misses runs: see twins.h. */
#ifndef SERVICES_CONNECTION_STATE_HOOK_H
#define SERVICES_CONNECTION_STATE_HOOK_H

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/net.h"
#include "core/config.h"
#include "core/twins.h"

/*
 * Each transition is handled once: by classic_work(ctx) where that program is attached, else by work(sk, oldstate,
 * newstate) of the first of the two others that runs and finds is_done(sk, oldstate, newstate) false.
 */
#define STATE_HOOK_WITH_TWINS(function, slot, classic_work, work, is_done)                            \
	SEC("?tracepoint/sock/inet_sock_set_state")                                                   \
	int function##_classic(struct trace_event_raw_inet_sock_set_state *ctx)                       \
	{                                                                                             \
		must_act(TWIN_FIRST, slot, (u64)ctx->skaddr, ctx->newstate);                          \
		classic_work(ctx);                                                                    \
		return 0;                                                                             \
	}                                                                                             \
                                                                                                      \
	SEC("tp_btf/inet_sock_set_state")                                                             \
	int BPF_PROG(function, struct sock *sk, int oldstate, int newstate)                           \
	{                                                                                             \
		if (must_act(config.classic ? TWIN_NEXT : TWIN_FIRST, slot, (u64)sk, newstate) &&     \
		    !(config.classic && is_done(sk, oldstate, newstate)))                             \
			work(sk, oldstate, newstate);                                                 \
		return 0;                                                                             \
	}                                                                                             \
                                                                                                      \
	SEC("tp_btf/inet_sock_set_state")                                                             \
	int BPF_PROG(function##_twin, struct sock *sk, int oldstate, int newstate)                    \
	{                                                                                             \
		if (must_act(TWIN_LAST, slot, (u64)sk, newstate) && !is_done(sk, oldstate, newstate)) \
			work(sk, oldstate, newstate);                                                 \
		return 0;                                                                             \
	}

#endif
