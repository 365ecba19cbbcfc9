/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Programs of system calls. */
#ifndef SERVICES_SYSCALLS_PROGRAMS_H
#define SERVICES_SYSCALLS_PROGRAMS_H

#include "kernel/bpf.h"
#include "core/config.h"
#include "core/twins.h"

/*
 * A system call's program and its two twins, each with all of the work: a common part to jump into would have one
 * private stack a CPU (from 6.13 on), which a preempted run of it still needs.
 */
#define CALL_PROGRAM(section, function, twin, slot, work, context)                              \
	SEC(section)                                                                            \
	int function(struct context *ctx)                                                       \
	{                                                                                       \
		if (!config.preemptible || must_act(twin, slot, bpf_get_current_pid_tgid(), 1)) \
			work(ctx);                                                              \
		return 0;                                                                       \
	}

#define CALL_PROGRAMS(hook, function, slot, work, context)                                          \
	CALL_PROGRAM("tracepoint/syscalls/" hook, function, TWIN_FIRST, slot, work, context)        \
	CALL_PROGRAM("?tracepoint/syscalls/" hook, function##_twin, TWIN_NEXT, slot, work, context) \
	CALL_PROGRAM("?tracepoint/syscalls/" hook, function##_twin2, TWIN_LAST, slot, work, context)

#endif
