// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/* The hooks: processes begin and end. */

#include "services/owner/life.h"
#include "kernel/bpf.h"
#include "kernel/task.h"
#include "services/owner/config.h"
#include "services/owner/parent.h"

/* The child has not run yet. Threads have their process's parent. */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(handle_process_fork, struct task_struct *parent, struct task_struct *child)
{
	struct fork fork = {};
	u32 pid = child->tgid;

	if (child->pid != pid)
		return 0;
	fork.start_ns = child->start_boottime;
	fork.parent_pid = child->real_parent->tgid;
	read_birth(&fork.parent_birth, child->real_parent->group_leader);
	bpf_core_read(&fork.parent_name, sizeof(fork.parent_name), &child->real_parent->group_leader->comm);
	bpf_map_update_elem(&forks, &pid, &fork, BPF_ANY);
	return 0;
}

/*
 * The last thread's end is the process's: the leader may end before its threads do. Threads that end together all find
 * that none is left, also before the program of another one has reported the end: so that one forgets the process then.
 */
static __always_inline void end_process(struct task_struct *task)
{
	if (has_ended(task) && (!owner_config.ends_reported || is_only_thread(task)))
		forget_process(task);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(handle_process_exit, struct task_struct *task)
{
	end_process(task);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(handle_process_exit_twin, struct task_struct *task)
{
	end_process(task);
	return 0;
}
