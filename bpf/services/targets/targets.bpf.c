// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* The hooks: a process begins to run an executable, and ends. */

#include "services/targets/targets.h"
#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/exec.h"
#include "kernel/task.h"
#include "core/hooks.h"
#include "core/ring.h"
#include "core/walk.h"
#include "services/owner/life.h"

static __always_inline void begin_program(struct task_struct *task)
{
	if (wakeup.is_live)
		meet_executable(task);
}

TASK_HOOK_WITH_TWINS("sched", "sched_process_exec", handle_target_exec, begin_program(current_task()),
		     begin_program(task), struct task_struct *task)

static __always_inline void end_program(struct task_struct *task)
{
	if (has_ended(task))
		leave_target(BPF_CORE_READ(task, tgid));
}

TASK_HOOK_WITH_TWINS("sched", "sched_process_exit", handle_target_exit, end_program(current_task()), end_program(task),
		     struct task_struct *task)

/* What runs when the input starts, and each minute what began while its file was left alone, or was reported to a full ring. */
SEC("iter/task")
int walk_executables(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (!task || task->pid != task->tgid || task->flags & PF_KTHREAD || has_ended(task))
		return 0;
	meet_executable(task);
	make_read_end(ctx->meta);
	return 0;
}
