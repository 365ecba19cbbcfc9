/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef SERVICES_OWNER_BIRTH_H
#define SERVICES_OWNER_BIRTH_H

#include "kernel/bpf.h"
#include "kernel/namespaces.h"
#include "kernel/task.h"

/* What no other process of this boot has in common with a process: user space makes its process_guid of it. */
struct birth {
	u64 start_ns;      /* CLOCK_BOOTTIME */
	u32 pid;           /* in the process's own pid namespace */
	u32 pid_namespace; /* inode number of that */
};

static __always_inline void read_birth(struct birth *birth, struct task_struct *leader)
{
	struct pid *pid = BPF_CORE_READ(leader, thread_pid);
	u32 level = BPF_CORE_READ(pid, level);
	struct upid *number = (void *)pid + bpf_core_field_offset(struct pid, numbers) +
			      level * bpf_core_type_size(struct upid);

	birth->start_ns = BPF_CORE_READ(leader, start_boottime);
	birth->pid = BPF_CORE_READ(number, nr);
	birth->pid_namespace = BPF_CORE_READ(number, ns, ns.inum);
}

#endif
