/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Programs of the file probe. Without twins (core/twins.h): nothing tells two opens of one thread apart, which may have the same
 * file's address. Where a task is preempted within a program, what others do on that CPU meanwhile is counted as skipped.
 */
#ifndef PROBES_FILE_PROGRAMS_H
#define PROBES_FILE_PROGRAMS_H

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "services/syscalls/programs.h"

/* work(context, place): see scratch.h. */
#define FILE_PROGRAM(hook, function, work, place, context)        \
	static __always_inline void function##_work(context *ctx) \
	{                                                         \
		work(ctx, place);                                 \
	}                                                         \
	CALL_PROGRAM("?" hook, function, false, TWIN_FIRST, 0, function##_work, context)

#define FILE_CALL_PROGRAM(call, work, place) \
	FILE_PROGRAM("tracepoint/syscalls/sys_exit_" #call, exit_##call, work, place, struct syscall_trace_exit)

#endif
