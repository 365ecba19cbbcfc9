/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The arguments of the current task's system call, at its return. */
#ifndef SERVICES_SYSCALLS_REGISTERS_H
#define SERVICES_SYSCALLS_REGISTERS_H

#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/task.h"

enum bpf_func_id___5_15 { BPF_FUNC_task_pt_regs___5_15 };

#define KERNEL_STACK_BYTES 16384 /* THREAD_SIZE of arch/x86, before 5.15 and without KASAN */

#define HAS_REGISTERS bpf_core_enum_value_exists(enum bpf_func_id___5_15, BPF_FUNC_task_pt_regs___5_15)

/* Where they lie on a kernel that does not say so. */
static __always_inline struct pt_regs *stacked_registers(void)
{
	void *stack = BPF_CORE_READ(current_task(), stack);

	return stack + KERNEL_STACK_BYTES - bpf_core_type_size(struct pt_regs);
}

/* One of them, by its name: as the call began, but for what it returns (ax). */
#define CALL_REGISTER(name)                                                                     \
	(HAS_REGISTERS ? ((struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf()))->name \
		       : BPF_CORE_READ(stacked_registers(), name))

#endif
