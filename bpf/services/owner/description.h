/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The sample that describes a process. */
#ifndef SERVICES_OWNER_DESCRIPTION_H
#define SERVICES_OWNER_DESCRIPTION_H

#include "kernel/bpf.h"
#include "kernel/cgroup.h"
#include "kernel/task.h"
#include "core/probes.h"
#include "core/ring.h"
#include "services/owner/birth.h"
#include "services/owner/cgroup.h"
#include "services/owner/command_line.h"
#include "services/owner/config.h"
#include "services/owner/executable.h"
#include "services/owner/identity.h"
#include "services/owner/parent.h"
#include "services/owner/sample.h"

/* Only the current task's memory can be read from here. */
static __always_inline void read_arguments(struct owner_sample *sample, bool is_current)
{
	struct command_line line = { .is_unread = true };

	if (is_current)
		find_command_line(&line);
	sample->arguments_length = line.length < (u32)-1 ? line.length : (u32)-1;
	if (line.is_padded)
		sample->flags |= OWNER_ARGUMENTS_PADDED;
	if (!read_command_line(sample->arguments, &line))
		sample->flags |= OWNER_ARGUMENTS_UNREAD;
}

/* Called and not inlined, for the stack of 5.10. */
static __noinline void describe_parent(struct owner_sample *sample, struct task_struct *leader)
{
	const struct fork *fork = fork_of(leader);

	if (!fork) {
		sample->flags |= OWNER_PARENT_CURRENT;
		read_parent(leader, &sample->parent_pid, &sample->parent_birth, &sample->parent_name);
		return;
	}
	sample->parent_pid = fork->parent_pid;
	sample->parent_birth = fork->parent_birth;
	__builtin_memcpy(sample->parent_name, fork->parent_name, sizeof(fork->parent_name));
}

/*
 * 0 when the ring had no room. A global function, like `describe`: the verifier looks at it once a program and not once
 * a call, with nothing known of the caller; these two are most of the time that loading takes.
 */
__noinline u32 send_description(u64 task_address, u64 id, u32 is_current)
{
	struct task_struct *task = (void *)task_address, *leader = BPF_CORE_READ(task, group_leader);
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	struct owner_sample *sample;

	sample = reserve_sample(PROBE_OWNER, OWNER_DESCRIBED, sizeof(*sample) + owner_config.arguments_limit);
	if (!sample)
		return 0;
	sample->id = id;
	read_birth(&sample->birth, leader);
	sample->pid = BPF_CORE_READ(task, tgid);
	sample->uid = BPF_CORE_READ(task, real_cred, euid.val);
	sample->real_uid = BPF_CORE_READ(task, real_cred, uid.val);
	sample->login_uid = login_uid_of(task);
	sample->arguments_length = 0;
	sample->path_length = 0;
	sample->cgroup_length = 0;
	sample->flags = 0;
	describe_parent(sample, leader);
	BPF_CORE_READ_INTO(&sample->name, leader, comm);
	if (BPF_CORE_READ(task, flags) & PF_KTHREAD) {
		sample->flags |= OWNER_KERNEL_THREAD;
	} else if (mm) {
		read_exe_path(sample, BPF_CORE_READ(mm, exe_file));
		read_arguments(sample, is_current);
	}
	if (bpf_core_field_exists(leader->cgroups) && bpf_core_type_exists(struct cgrp_cset_link))
		read_cgroups(sample, BPF_CORE_READ(leader, cgroups));
	submit_sample(PROBE_OWNER, sample);
	return 1;
}

#endif
