/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * A process is described once: path, arguments, parent and the rest go into a sample of their own, before the first
 * sample that refers to them. Any change (exec, uids, cgroups, name, command line, the executable's path) makes a new
 * description with a new id: it is looked for at each socket event that wants the owner. A description lives as long as
 * its process or any record that refers to it; then a sample says that user space may forget it.
 */
#ifndef SERVICES_OWNER_DESCRIBE_H
#define SERVICES_OWNER_DESCRIBE_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "core/counters.h"
#include "core/numbers.h"
#include "services/owner/description.h"
#include "services/owner/identity.h"
#include "services/owner/life.h"

/*
 * A process as an owner: the id of its description, and what the filters say of it. As one number, since a global
 * function returns no more; as a struct, so that nobody takes it for an id. All zero: nobody is known.
 */
struct owner_verdict {
	u64 bits;
};

#define OWNER_PASSES 1
#define OWNER_EXCLUDED 2 /* the tracer, or its splunkd */
#define OWNER_BITS 2

static __always_inline bool is_known(struct owner_verdict verdict)
{
	return verdict.bits;
}

static __always_inline bool is_excluded(struct owner_verdict verdict)
{
	return verdict.bits & OWNER_EXCLUDED;
}

static __always_inline bool is_hidden(struct owner_verdict verdict)
{
	return is_excluded(verdict) || !(verdict.bits & OWNER_PASSES);
}

/* Beside the COUNTERS of a probe or service: whether it reports nothing of this process, which it counts then. */
#define WITHHOLDS(name)                                                            \
	static __always_inline bool name##_withholds(struct owner_verdict verdict) \
	{                                                                          \
		if (!is_hidden(verdict))                                           \
			return false;                                              \
		if (is_excluded(verdict))                                          \
			COUNT(name, excluded);                                     \
		else                                                               \
			COUNT(name, filtered);                                     \
		return true;                                                       \
	}

static __always_inline u64 owner_id(struct owner_verdict verdict)
{
	return verdict.bits >> OWNER_BITS;
}

static __always_inline struct owner_verdict verdict_of(const struct live_process *live)
{
	return (struct owner_verdict){ .bits = live->id << OWNER_BITS | (live->excluded ? OWNER_EXCLUDED : 0) |
					       (live->passes ? OWNER_PASSES : 0) };
}

/* What its description would say of the filters, without one. */
static __always_inline bool would_be_hidden(struct task_struct *task, struct task_struct *leader)
{
	char name[16];

	bpf_core_read(name, sizeof(name), &leader->comm);
	return is_splunk(leader) || !name_passes(name) || !user_passes(BPF_CORE_READ(task, real_cred, euid.val));
}

/* Nothing of it is left to send. */
static __always_inline bool is_settled(const struct live_process *live)
{
	return live->described || live->excluded || !live->passes;
}

/*
 * The owner that a task's process is: its description, made and sent if it is new. In process context only. Who is
 * hidden (excluded, or not passing a filter) is not described to user space.
 */
__noinline u64 describe_task(u64 task_address, u32 is_current)
{
	struct task_struct *task = (void *)task_address, *leader = BPF_CORE_READ(task, group_leader);
	u32 pid = BPF_CORE_READ(task, tgid);
	struct live_process now = {}, *known = bpf_map_lookup_elem(&live_processes, &pid);
	bool is_known;

	identify(&now, task, leader);
	look_at_memory(&now, known, BPF_CORE_READ(task, mm), is_current);
	now.is_counted = known && known->start_ns == now.start_ns && known->is_counted;
	is_known = known && is_same_process(known, &now);
	if (is_known) {
		now.id = known->id;
		now.described = known->described;
		now.passes = known->passes;
		now.excluded = known->excluded;
	} else {
		forget_changed(&now, pid);
		start_description(&now, leader);
	}
	if (!is_settled(&now)) {
		now.described = send_description(task_address, now.id, is_current);
		if (is_known)
			mark_described(&now, pid);
	}
	if (!is_known && has_ended(task)) /* its last sockets close after sched_process_exit: nobody would forget it */
		leave_to_records(now.id);
	else if (!is_known)
		remember_process(&now, pid);
	return verdict_of(&now).bits;
}

static __always_inline struct owner_verdict describe(u64 task_address, bool is_current)
{
	return (struct owner_verdict){ .bits = describe_task(task_address, is_current) };
}

/*
 * As it was described last; who was never described is described now. For what comes so often, or so late in its life, that
 * changes since then are not looked for, but for an exec.
 */
static __always_inline struct owner_verdict describe_once(struct task_struct *task, u32 pid, u64 start_ns, u64 exec_id)
{
	const struct live_process *known = bpf_map_lookup_elem(&live_processes, &pid);

	if (known && known->start_ns == start_ns && known->exec_id == exec_id && is_settled(known))
		return verdict_of(known);
	return describe(number_of(task), true);
}

#endif
