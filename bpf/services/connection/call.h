/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Calls that are under way. */
#ifndef SERVICES_CONNECTION_CALL_H
#define SERVICES_CONNECTION_CALL_H

#include "kernel/bpf.h"
#include "kernel/net.h"
#include "kernel/task.h"
#include "services/connection/config.h"
#include "services/connection/mptcp.h"
#include "services/owner/describe.h"
#include "services/owner/identity.h"

#define CALLS 16384

/* A connect or listen that is under way: a synchronous failure of a connect may show no transition. */
struct call {
	struct owner_verdict owner; /* unknown: not described yet, since a filter would hide what was asked for */
	u64 sk;
	u8 remote[16];
	u16 remote_port;
	u8 attempted; /* a SYN left: the socket's own transitions show the outcome */
	u8 is_unread; /* the page of the address was not in memory: the call brings it in, and its return reads it */
	u32 length;   /* of that address */
	u64 address;
};

/* Copied as a number: of a struct the compiler copies byte by byte. */
static __always_inline struct owner_verdict caller_of(const struct call *call)
{
	return (struct owner_verdict){ .bits = call->owner.bits };
}

/* By thread. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, CALLS);
	__type(key, u64);
	__type(value, struct call);
} calls SEC(".maps");

/* The call of the current thread, also where a transition is its doing. */
static __always_inline struct call *current_call(const void *sk)
{
	u64 thread = bpf_get_current_pid_tgid();
	struct call *call = connection_config.syscalls ? bpf_map_lookup_elem(&calls, &thread) : NULL;

	/* One whose return was not seen is of another socket. */
	return call && (call->sk == (u64)sk || call->sk == (u64)outer_of(sk)) ? call : NULL;
}

/*
 * What a process itself does to a socket happens under the socket's lock; a softirq, or a timer, finds it not owned.
 * Unknown where no process is known to act.
 */
static __always_inline struct owner_verdict acting_owner(const struct sock *sk)
{
	struct call *call = current_call(sk);
	struct task_struct *task = current_task();

	if (call && is_known(caller_of(call)))
		return caller_of(call);
	if (!BPF_CORE_READ(sk, sk_lock.owned) || BPF_CORE_READ(task, flags) & PF_KTHREAD)
		return (struct owner_verdict){};
	return describe((u64)task, true);
}

#endif
