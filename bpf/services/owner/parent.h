/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Who forked a process. The kernel knows only the current parent, which is pid 1 or a subreaper once the one that forked
 * has ended. So it is remembered at the fork, and kept as long as the process.
 */
#ifndef SERVICES_OWNER_PARENT_H
#define SERVICES_OWNER_PARENT_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "services/owner/birth.h"

#define FORKS 32768

struct fork {
	u64 start_ns; /* of the child, CLOCK_BOOTTIME */
	struct birth parent_birth;
	u32 parent_pid;
	char parent_name[16]; /* of the group leader, at the fork */
	u32 unused;
};

/* By the child's pid. Where there is no room, the one used least recently goes, and its parent is then the current one. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, FORKS);
	__type(key, u32);
	__type(value, struct fork);
} forks SEC(".maps");

static __always_inline void read_parent(struct task_struct *leader, u32 *pid, struct birth *birth, char (*name)[16])
{
	struct task_struct *parent = BPF_CORE_READ(leader, real_parent);

	*pid = BPF_CORE_READ(parent, tgid);
	read_birth(birth, BPF_CORE_READ(parent, group_leader));
	BPF_CORE_READ_INTO(name, parent, group_leader, comm);
}

/* NULL: its fork was not seen. */
static __always_inline const struct fork *fork_of(struct task_struct *leader)
{
	u32 pid = BPF_CORE_READ(leader, tgid);
	struct fork *fork = bpf_map_lookup_elem(&forks, &pid);

	return fork && fork->start_ns == BPF_CORE_READ(leader, start_boottime) ? fork : NULL;
}

static __always_inline void forget_parent(u32 pid)
{
	bpf_map_delete_elem(&forks, &pid);
}

#endif
