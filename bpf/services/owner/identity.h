/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Which process a pid is, and whether it is still the same. */
#ifndef SERVICES_OWNER_IDENTITY_H
#define SERVICES_OWNER_IDENTITY_H

#include "kernel/bpf.h"
#include "kernel/cgroup.h"
#include "kernel/task.h"
#include "services/owner/command_line.h"
#include "services/owner/path_hash.h"

#define LIVE_PROCESSES 32768

/* Everything up to `id` is compared: a difference is a new description. */
struct live_process {
	u64 start_ns;
	u64 cgroup_id; /* of version 2 */
	u64 cgroups;   /* address of the css_set: another one after each move in any hierarchy */
	u64 exec_id;
	char name[16];
	u64 command_line; /* hash; 0: not read */
	u64 executable;   /* hash of its path, and whether it is deleted */
	u32 uid;
	u32 real_uid;
	u32 login_uid;
	u32 unused;
	u64 id;
	u8 described;
	u8 passes;     /* the filters by name and user */
	u8 excluded;   /* the tracer or its splunkd */
	u8 is_counted; /* its connections are: see struct process_totals */
	u32 unused_too;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LIVE_PROCESSES);
	__type(key, u32);
	__type(value, struct live_process);
} live_processes SEC(".maps");

/* 0xffffffff: nobody, as in a kernel without audit */
static __always_inline u32 login_uid_of(struct task_struct *task)
{
	return bpf_core_field_exists(task->loginuid) ? BPF_CORE_READ(task, loginuid.val) : (u32)-1;
}

/*
 * The address of a css_set that is gone may be another's: the id guards against that where version 2 has the groups. The
 * leader's: in version 1 threads may have groups of their own, as a virtual machine's have.
 */
static __always_inline void identify(struct live_process *live, struct task_struct *task, struct task_struct *leader)
{
	/* Not `cred`: the kernel may override that for a while. */
	const struct cred *cred = BPF_CORE_READ(task, real_cred);

	live->start_ns = BPF_CORE_READ(leader, start_boottime);
	live->exec_id = BPF_CORE_READ(leader, self_exec_id);
	if (bpf_core_field_exists(leader->cgroups)) {
		struct css_set *set = BPF_CORE_READ(leader, cgroups);

		live->cgroups = (u64)set;
		live->cgroup_id = BPF_CORE_READ(set, dfl_cgrp, kn, id);
	}
	live->uid = BPF_CORE_READ(cred, euid.val);
	live->real_uid = BPF_CORE_READ(cred, uid.val);
	live->login_uid = login_uid_of(task);
	bpf_core_read(live->name, sizeof(live->name), &leader->comm);
}

/* What cannot be looked at now is as it was: the memory of another task, anything of one that is about to end. */
static __always_inline void look_at_memory(struct live_process *live, const struct live_process *known,
					   struct mm_struct *mm, bool is_current)
{
	if (mm && is_current)
		live->command_line = hash_of_command_line();
	else if (known)
		live->command_line = known->command_line;
	if (mm)
		live->executable = hash_of_executable((u64)mm, is_current);
	else if (known)
		live->executable = known->executable;
}

static __always_inline bool is_same_process(const struct live_process *a, const struct live_process *b)
{
	const u64 *x = (const u64 *)a->name, *y = (const u64 *)b->name;

	return a->start_ns == b->start_ns && a->exec_id == b->exec_id && a->cgroup_id == b->cgroup_id &&
	       a->cgroups == b->cgroups && a->uid == b->uid && a->real_uid == b->real_uid &&
	       a->login_uid == b->login_uid && x[0] == y[0] && x[1] == y[1] && a->command_line == b->command_line &&
	       a->executable == b->executable;
}

/* It works for the kernel itself, not for a process (as one of io_uring does). */
static __always_inline bool is_kernel_thread(void)
{
	return BPF_CORE_READ(current_task(), flags) & PF_KTHREAD;
}

#endif
