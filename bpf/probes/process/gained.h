/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The capabilities that an exec gives: the program's file has them, or is root's and setuid. When sched_process_exec comes,
 * the credentials from before are gone. But an exec renames its process, and that is still theirs (begin_new_exec in
 * fs/exec.c): what is permitted then is remembered.
 */
#ifndef PROBES_PROCESS_GAINED_H
#define PROBES_PROCESS_GAINED_H

#include "kernel/bpf.h"
#include "kernel/task.h"

#define EXECS_UNDER_WAY 4096

struct exec_under_way {
	u64 start_ns;
	u64 exec_id; /* how often it had called exec before */
	u64 permitted;
};

/* By pid. Deleted when the exec is reported; one that fails behind its rename, which ends the process, leaves it to be the least recently used. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, EXECS_UNDER_WAY);
	__type(key, u32);
	__type(value, struct exec_under_way);
} execs_under_way SEC(".maps");

/* Not `cred`: the kernel may override that for a while. */
static __always_inline u64 permitted_of(struct task_struct *task)
{
	const struct cred *cred = BPF_CORE_READ(task, real_cred);
	u64 permitted = 0;

	bpf_core_read(&permitted, sizeof(permitted), &cred->cap_permitted);
	return permitted;
}

/* True of a mere change of name, too, on a kernel that has no in_execve. */
static __always_inline bool is_in_exec(struct task_struct *task)
{
	return !bpf_core_field_exists(task->in_execve) || BPF_CORE_READ_BITFIELD_PROBED(task, in_execve);
}

static __always_inline void remember_permitted(struct task_struct *task)
{
	struct exec_under_way exec = {};
	u32 pid = BPF_CORE_READ(task, tgid);

	exec.start_ns = BPF_CORE_READ(task, start_boottime);
	exec.exec_id = BPF_CORE_READ(task, self_exec_id);
	exec.permitted = permitted_of(task);
	bpf_map_update_elem(&execs_under_way, &pid, &exec, BPF_ANY);
}

/* A bit for each; 0 also where its rename was not seen. */
static __always_inline u64 take_gained(struct task_struct *task)
{
	u32 pid = BPF_CORE_READ(task, tgid);
	struct exec_under_way *exec = bpf_map_lookup_elem(&execs_under_way, &pid);
	u64 gained = 0;

	if (!exec)
		return 0;
	if (exec->start_ns == BPF_CORE_READ(task, start_boottime) &&
	    exec->exec_id + 1 == BPF_CORE_READ(task, self_exec_id))
		gained = permitted_of(task) & ~exec->permitted;
	bpf_map_delete_elem(&execs_under_way, &pid);
	return gained;
}

#endif
