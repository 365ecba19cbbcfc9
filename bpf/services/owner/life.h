/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The life of a description: remembered, changed, forgotten. */
#ifndef SERVICES_OWNER_LIFE_H
#define SERVICES_OWNER_LIFE_H

#include "kernel/bpf.h"
#include "kernel/errno.h"
#include "kernel/task.h"
#include "core/loop.h"
#include "services/owner/counters.h"
#include "services/owner/descriptions.h"
#include "services/owner/filter.h"
#include "services/owner/identity.h"
#include "services/owner/parent.h"
#include "services/owner/splunk.h"

#define ID_TRIES 16

/*
 * An id is claimed by inserting it: where a program is preempted between reading and writing the counter, that falls
 * back behind ids which others have taken meanwhile, as many as they are.
 */
static __always_inline void start_description(struct live_process *live, struct task_struct *leader)
{
	struct description fresh = {};

	REPEAT(ID_TRIES)
	{
		live->id = new_id();
		if (bpf_map_update_elem(&descriptions, &live->id, &fresh, BPF_NOEXIST) != -EEXIST)
			break;
	}
	live->described = 0;
	live->excluded = is_splunk(leader);
	live->passes = name_passes(live->name) && user_passes(live->uid);
}

static __always_inline bool has_ended(struct task_struct *task)
{
	return BPF_CORE_READ(task, signal, live.counter) <= 0;
}

/* One that was released is behind all programs of its end. */
static __always_inline bool is_only_thread(struct task_struct *task)
{
	return BPF_CORE_READ(task, signal, nr_threads) <= 1;
}

/* The description ends with its last record. */
static __always_inline void leave_to_records(u64 id)
{
	struct description *description = bpf_map_lookup_elem(&descriptions, &id);

	if (description)
		description->ended = 1;
}

/*
 * Remembers a new description as the process's. Of two threads that come at once the first wins: its description, which
 * was sent before it was remembered, serves both. Without room the description ends with its last record.
 */
static __always_inline void remember_process(struct live_process *now, u32 pid)
{
	struct live_process *winner;

	if (!bpf_map_update_elem(&live_processes, &pid, now, BPF_NOEXIST))
		return;
	winner = bpf_map_lookup_elem(&live_processes, &pid);
	if (winner && is_same_process(winner, now)) {
		end_description(now->id);
		now->id = winner->id;
		return;
	}
	COUNT(owner, undescribed);
	leave_to_records(now->id);
}

/* Elements of a hash are recycled at once, and a preemption may lie between: look up again before each write. */

static __always_inline void forget_changed(const struct live_process *now, u32 pid)
{
	struct live_process *known = bpf_map_lookup_elem(&live_processes, &pid);

	if (!known || is_same_process(known, now))
		return;
	end_description(known->id);
	bpf_map_delete_elem(&live_processes, &pid);
}

static __always_inline void mark_described(const struct live_process *now, u32 pid)
{
	struct live_process *known = bpf_map_lookup_elem(&live_processes, &pid);

	if (known && known->id == now->id)
		known->described = now->described;
}

/* Of one that has ended. Idempotent. */
static __always_inline void forget_process(struct task_struct *task)
{
	u32 pid = BPF_CORE_READ(task, tgid);
	struct live_process *live;

	forget_parent(pid);
	live = bpf_map_lookup_elem(&live_processes, &pid);
	if (!live)
		return;
	end_description(live->id);
	bpf_map_delete_elem(&live_processes, &pid);
}

/* Of one whose end no program came to. By now its pid may be another one's. */
static __always_inline void forget_freed(struct task_struct *leader)
{
	u32 pid = BPF_CORE_READ(leader, tgid);
	struct live_process *live = bpf_map_lookup_elem(&live_processes, &pid);

	if (!live || live->start_ns != BPF_CORE_READ(leader, start_boottime))
		return;
	end_description(live->id);
	bpf_map_delete_elem(&live_processes, &pid);
}

#endif
