// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * Execs as calls, for those that fail: where the name is that they are asked for, and what they return, when it is read. By
 * functions of the kernel, which have the call's registers as their argument, or by tracepoints (services/syscalls/programs.h).
 */

#include "probes/process/failed.h"
#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "core/twins.h"
#include "services/syscalls/programs.h"

#define EXEC_NAMES 4096

/* Addresses of names, by thread, while its exec is under way. A thread that succeeds may be called otherwise since: the one used least recently goes. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, EXEC_NAMES);
	__type(key, u64);
	__type(value, u64);
} exec_names SEC(".maps");

static __always_inline void note_name(u64 asked)
{
	u64 thread = bpf_get_current_pid_tgid();

	if (wakeup.is_live)
		bpf_map_update_elem(&exec_names, &thread, &asked, BPF_ANY);
}

static __always_inline void begin_execve(struct syscall_trace_enter *ctx)
{
	note_name(ctx->args[0]);
}

CALL_PROGRAMS("sys_enter_execve", enter_execve, MARK_ENTER_EXEC, begin_execve, struct syscall_trace_enter)

static __always_inline void begin_execveat(struct syscall_trace_enter *ctx)
{
	note_name(ctx->args[1]);
}

CALL_PROGRAMS("sys_enter_execveat", enter_execveat, MARK_ENTER_EXEC, begin_execveat, struct syscall_trace_enter)

/* Idempotent: the first program that comes to it takes the name away. */
static __always_inline void end_exec_call(long returned)
{
	u64 thread = bpf_get_current_pid_tgid();
	u64 *noted = bpf_map_lookup_elem(&exec_names, &thread), asked;

	if (!noted)
		return;
	asked = *noted;
	bpf_map_delete_elem(&exec_names, &thread);
	exec_returned(asked, returned);
}

/* Of execve and of execveat. */
static __always_inline void end_exec(struct syscall_trace_exit *ctx)
{
	end_exec_call(ctx->ret);
}

CALL_PROGRAMS("sys_exit_execve", exit_exec, MARK_EXIT_EXEC, end_exec, struct syscall_trace_exit)

/* __x64_sys_execve(registers), and __x64_sys_execveat. */
static __always_inline void begin_execve_function(const u64 *arguments)
{
	const struct pt_regs *registers = (void *)arguments[0];

	note_name(BPF_CORE_READ(registers, di));
}

static __always_inline void begin_execveat_function(const u64 *arguments)
{
	const struct pt_regs *registers = (void *)arguments[0];

	note_name(BPF_CORE_READ(registers, si));
}

static __always_inline void end_exec_function(const u64 *arguments)
{
	end_exec_call((long)arguments[1]);
}

FUNCTION_PROGRAMS("fentry/__x64_sys_execve", begin_execve_call, MARK_ENTER_EXEC, begin_execve_function)
FUNCTION_PROGRAMS("fexit/__x64_sys_execve", end_execve_call, MARK_EXIT_EXEC, end_exec_function)
FUNCTION_PROGRAMS("fentry/__x64_sys_execveat", begin_execveat_call, MARK_ENTER_EXEC, begin_execveat_function)
FUNCTION_PROGRAMS("fexit/__x64_sys_execveat", end_execveat_call, MARK_EXIT_EXEC, end_exec_function)
