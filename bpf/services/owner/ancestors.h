/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Who is above the parent of a process: who forked that, and so on. The way up goes by the current parents, which are
 * those that forked as long as they live. Behind one that has ended nobody knows.
 */
#ifndef SERVICES_OWNER_ANCESTORS_H
#define SERVICES_OWNER_ANCESTORS_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "core/anchor.h"
#include "services/owner/birth.h"
#include "services/owner/life.h"
#include "services/owner/parent.h"

#define MOST_ANCESTORS 6

struct ancestor_value {
	struct birth birth;
	u32 pid;
	char name[16]; /* of the group leader: now, or at the fork of one that has ended */
};
ANCHOR(struct, ancestor_value);

/* The one who forked it, if that lives. Where its fork was not seen, the current one; of one that has ended the fork is forgotten. */
static __always_inline struct task_struct *living_parent(struct task_struct *leader, const struct fork *fork)
{
	struct task_struct *parent = BPF_CORE_READ(leader, real_parent, group_leader);

	if (!fork && has_ended(leader))
		return NULL;
	if (fork && (fork->parent_pid != BPF_CORE_READ(parent, tgid) ||
		     fork->parent_birth.start_ns != BPF_CORE_READ(parent, start_boottime)))
		return NULL;
	return parent;
}

/* The parent of a leader, and its own leader; NULL: the way ends there. */
static __always_inline struct task_struct *read_ancestor(struct ancestor_value *ancestor, struct task_struct *leader)
{
	const struct fork *fork = fork_of(leader);
	struct task_struct *parent = living_parent(leader, fork);

	if (parent) {
		read_parent(leader, &ancestor->pid, &ancestor->birth, &ancestor->name);
		return parent;
	}
	if (!fork) {
		ancestor->pid = 0;
		return NULL;
	}
	ancestor->pid = fork->parent_pid;
	ancestor->birth = fork->parent_birth;
	__builtin_memcpy(ancestor->name, fork->parent_name, sizeof(fork->parent_name));
	return NULL;
}

/* How many there are: MOST_ANCESTORS at most. Called and not inlined, for the stack of 5.10. */
static __noinline u32 read_ancestors(struct ancestor_value *ancestors, struct task_struct *leader)
{
	struct task_struct *task = living_parent(leader, fork_of(leader));
	u32 count = 0;

	for (; count < MOST_ANCESTORS && task; count++) {
		task = read_ancestor(&ancestors[count], task);
		if (!ancestors[count].pid) /* above process 1 */
			break;
	}
	return count;
}

#endif
