/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Programs of calls. Where the kernel lets programs be attached to its functions (fentry, fexit), a call is seen by
 * those that the calls of every program come to: of 64 and 32 bits, and of io_uring. All of them are called by a pointer,
 * or from another file, so that no compiler can have put their code into the caller's. Elsewhere by the tracepoints of
 * system calls, any one of which sends every system call of the host the slow way.
 */
#ifndef SERVICES_SYSCALLS_PROGRAMS_H
#define SERVICES_SYSCALLS_PROGRAMS_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "core/config.h"
#include "core/twins.h"

/*
 * A call of this thread by how often that has lost its CPU: what goes on elsewhere leaves a mark behind that no twin
 * removes, and that must hide no later call. Never 0.
 */
static __always_inline u64 number_of_call(void)
{
	const struct task_struct *task = current_task();

	return BPF_CORE_READ(task, nvcsw) + BPF_CORE_READ(task, nivcsw) + 1;
}

/*
 * A call's program and its two twins, each with all of the work: a common part to jump into would have one private
 * stack a CPU (from 6.13 on), which a preempted run of it still needs.
 */
#define CALL_PROGRAM(section, function, has_twins, twin, slot, work, context)                           \
	SEC(section)                                                                                    \
	int function(context *ctx)                                                                      \
	{                                                                                               \
		if (!(has_twins) || must_act(twin, slot, bpf_get_current_pid_tgid(), number_of_call())) \
			work(ctx);                                                                      \
		return 0;                                                                               \
	}

#define PROGRAM_AND_TWINS(section, function, has_twins, slot, work, context)                  \
	CALL_PROGRAM("?" section, function, has_twins, TWIN_FIRST, slot, work, context)       \
	CALL_PROGRAM("?" section, function##_twin, has_twins, TWIN_NEXT, slot, work, context) \
	CALL_PROGRAM("?" section, function##_twin2, has_twins, TWIN_LAST, slot, work, context)

#define CALL_PROGRAMS(hook, function, slot, work, context) \
	PROGRAM_AND_TWINS("tracepoint/syscalls/" hook, function, config.preemptible, slot, work, context)

/* work(arguments): those of the function, and behind them what it returns. */
#define FUNCTION_PROGRAMS(hook, function, slot, work) \
	PROGRAM_AND_TWINS(hook, function, config.preemptible_functions, slot, work, const u64)

/* Where the work finds by itself that it was done. */
#define IDEMPOTENT_FUNCTION_PROGRAMS(hook, function, work) PROGRAM_AND_TWINS(hook, function, false, 0, work, const u64)

/* One whose misses another hook makes good, or that has next to nothing to do: without twins. */
#define FUNCTION_PROGRAM(hook, function, work) CALL_PROGRAM("?" hook, function, false, TWIN_FIRST, 0, work, const u64)

#endif
