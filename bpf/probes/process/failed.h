/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Execs that fail. Who looks for a program by PATH tries folder after folder, and most of that ends well: so the tries of a
 * thread for one name (the last part of the path) are a walk, which is reported once, when it ends in nothing: when the
 * thread tries another name, runs another program, or ends. One that ends well is a number on the exec.
 */
#ifndef PROBES_PROCESS_FAILED_H
#define PROBES_PROCESS_FAILED_H

#include "kernel/bpf.h"
#include "kernel/errno.h"
#include "kernel/exec.h"
#include "kernel/task.h"
#include "core/hash.h"
#include "core/ring.h"
#include "probes/process/gained.h"
#include "probes/process/process.h"
#include "probes/process/spend.h"
#include "probes/process/whose.h"

#define EXEC_WALKS 2048

struct exec_walk {
	u64 start_ns; /* of the thread, CLOCK_BOOTTIME */
	u64 time_ns;  /* of its last try */
	u64 wanted;   /* hash of the name that it looks for */
	struct trier trier;
	u32 tries;
	u32 error;
	char name[ASKED_BYTES]; /* of the try that the error is of */
	char next[ASKED_BYTES]; /* of the one at hand */
};

/*
 * By thread (bpf_get_current_pid_tgid), which alone writes it. Inserted at its first failure, deleted at its next exec, at
 * its end, or when it is reported. Where there is no room, each try is reported by itself.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, EXEC_WALKS);
	__type(key, u64);
	__type(value, struct exec_walk);
} exec_walks SEC(".maps");

static const struct exec_walk no_walk = {};

/* Of the last part of a path; 0 of one that ends in a slash, or was not read. */
static __noinline u64 hash_of_last_part(const char *path)
{
	u64 hash = 0;

	for (u32 at = 0; at < ASKED_BYTES; at++) {
		u8 letter = path[at];

		if (!letter)
			break;
		hash = letter == '/' ? 0 : mix(hash, letter);
	}
	return hash;
}

static __always_inline struct process_failed_sample *begin_failed(u64 owner, u32 flags, u32 tries, u32 error)
{
	struct process_failed_sample *sample = reserve_sample(PROBE_PROCESS, PROCESS_EXEC_FAILED, sizeof(*sample));

	if (!sample)
		return NULL;
	sample->process.owner = owner;
	sample->process.pid = bpf_get_current_pid_tgid() >> 32;
	sample->process.flags = flags;
	sample->tries = tries;
	sample->error = error;
	return sample;
}

static __noinline int send_walk(const struct exec_walk *walk, u64 owner, u32 flags)
{
	struct process_failed_sample *sample = begin_failed(owner, flags, walk->tries, walk->error);

	if (!sample)
		return 0;
	sample->head.time_ns = walk->time_ns;
	__builtin_memcpy(sample->asked, walk->name, sizeof(sample->asked));
	submit_sample(PROBE_PROCESS, sample);
	return 0;
}

/* asked: in the memory of the caller. */
static __noinline int send_single(u64 asked, u64 owner, u32 error, u32 flags)
{
	struct process_failed_sample *sample = begin_failed(owner, flags, 1, error);

	if (!sample)
		return 0;
	if (bpf_probe_read_user_str(sample->asked, sizeof(sample->asked), (void *)asked) < 0)
		sample->asked[0] = 0;
	submit_sample(PROBE_PROCESS, sample);
	return 0;
}

static __always_inline u64 own_executable(void)
{
	return process_config.budget ? hash_of_executable((u64)BPF_CORE_READ(current_task(), mm), true) : 0;
}

static __noinline u32 spend_single(struct process_sum_key *key, u32 error)
{
	struct trier trier = { .executable = own_executable() };

	read_trier(&trier);
	return spend_failure(key, &trier, error, 1);
}

/* Of the current process, which goes on as it is. walk: NULL where there is none. */
static __always_inline void report_failed(const struct exec_walk *walk, u64 asked, u32 error)
{
	struct process_sum_key key = {};
	struct owner_verdict verdict;
	u32 spending = walk ? spend_failure(&key, &walk->trier, walk->error, walk->tries) : spend_single(&key, error);

	if (spending == SPEND_COUNTED)
		return;
	verdict = describe(number_of(current_task()), true);
	if (!process_withholds(verdict)) {
		if (walk)
			send_walk(walk, owner_id(verdict), flags_of(spending));
		else
			send_single(asked, owner_id(verdict), error, flags_of(spending));
	}
	if (spending == SPEND_REPORT_FIRST)
		name_sum(&key, owner_id(verdict));
	forget_if_unneeded(owner_id(verdict));
}

static __always_inline bool is_absence(u32 error)
{
	return error == ENOENT || error == ENOTDIR;
}

/* That something is not there is what most tries of a walk say: what else one says is kept, as execvp(3) returns it. */
static __always_inline void add_try(struct exec_walk *walk, u64 wanted, u32 error)
{
	if (!walk->tries || !is_absence(error) || is_absence(walk->error)) {
		walk->error = error;
		__builtin_memcpy(walk->name, walk->next, sizeof(walk->name));
	}
	read_trier(&walk->trier);
	walk->tries++;
	walk->wanted = wanted;
	walk->time_ns = bpf_ktime_get_boot_ns();
}

/* That of the current thread, made if there is none. */
static __always_inline struct exec_walk *walk_of(u64 thread)
{
	u64 start_ns = BPF_CORE_READ(current_task(), start_boottime);
	struct exec_walk *walk = bpf_map_lookup_elem(&exec_walks, &thread);

	if (!walk) {
		bpf_map_update_elem(&exec_walks, &thread, &no_walk, BPF_NOEXIST);
		walk = bpf_map_lookup_elem(&exec_walks, &thread);
	}
	if (walk && walk->start_ns != start_ns) { /* new, or of a thread whose end was not seen */
		walk->start_ns = start_ns;
		walk->trier.executable = own_executable();
		walk->tries = 0;
	}
	return walk;
}

/* Behind what cannot be undone: its memory, and the name in it, are gone, and a signal ends it. */
static __always_inline bool is_past_return(struct task_struct *task)
{
	u32 pid = BPF_CORE_READ(task, tgid);
	struct exec_under_way *exec = bpf_map_lookup_elem(&execs_under_way, &pid);

	return exec && exec->start_ns == BPF_CORE_READ(task, group_leader, start_boottime) &&
	       exec->exec_id + 1 == BPF_CORE_READ(task, self_exec_id);
}

/* asked: in the memory of the caller. */
static __always_inline void exec_returned(u64 asked, long returned)
{
	u64 thread = bpf_get_current_pid_tgid(), wanted;
	struct exec_walk *walk;

	if (returned >= 0 || returned < -LAST_ERRNO || !wakeup.is_live || is_past_return(current_task()))
		return;
	walk = walk_of(thread);
	if (!walk) {
		report_failed(NULL, asked, -returned);
		return;
	}
	if (bpf_probe_read_user_str(walk->next, sizeof(walk->next), (void *)asked) < 0)
		walk->next[0] = 0;
	wanted = hash_of_last_part(walk->next);
	if (walk->tries && walk->wanted != wanted) {
		report_failed(walk, 0, 0);
		walk->tries = 0;
	}
	add_try(walk, wanted, -returned);
}

struct walk_end {
	u64 thread;
	u32 tries;    /* that the exec made good */
	u32 spending; /* of one that came to nothing */
	bool is_open; /* that is not reported yet */
};

/* What the program from before was described as, if it was. */
static __always_inline struct owner_verdict known_before(const struct occasion *exec)
{
	const struct live_process *known = bpf_map_lookup_elem(&live_processes, &exec->pid);

	if (known && known->start_ns == exec->start_ns && known->exec_id + 1 == exec->exec_id && is_settled(known))
		return verdict_of(known);
	return (struct owner_verdict){};
}

static __noinline u32 is_for(struct exec_walk *walk, const struct linux_binprm *bprm)
{
	if (bpf_probe_read_kernel_str(walk->next, sizeof(walk->next), BPF_CORE_READ(bprm, filename)) < 0)
		return 0;
	return hash_of_last_part(walk->next) == walk->wanted;
}

static __noinline int report_walk_before_exec(struct walk_end *end, const struct exec_walk *walk,
					      const struct occasion *exec)
{
	struct owner_verdict before = known_before(exec);
	struct process_sum_key key = {};

	end->spending = spend_failure(&key, &walk->trier, walk->error, walk->tries);
	end->is_open = end->spending != SPEND_COUNTED && !is_known(before);
	if (end->spending == SPEND_COUNTED || end->is_open)
		return 0;
	if (!process_withholds(before))
		send_walk(walk, owner_id(before), flags_of(end->spending));
	if (end->spending == SPEND_REPORT_FIRST)
		name_sum(&key, owner_id(before));
	return 0;
}

/*
 * Before the new program is described: one that came to nothing is the old program's, if that was described. bprm: NULL
 * where only the classic tracepoint's program came to it; then nobody knows whether the exec is the walk's.
 */
static __always_inline void end_walk_at_exec(struct walk_end *end, const struct occasion *exec, u32 old_pid,
					     const struct linux_binprm *bprm)
{
	struct exec_walk *walk;

	end->thread = (u64)exec->pid << 32 | (old_pid ? old_pid : exec->pid);
	walk = bpf_map_lookup_elem(&exec_walks, &end->thread);
	if (!walk)
		return;
	if (walk->tries && bprm && is_for(walk, bprm))
		end->tries = walk->tries;
	else if (walk->tries)
		report_walk_before_exec(end, walk, exec);
	if (!end->is_open)
		bpf_map_delete_elem(&exec_walks, &end->thread);
}

/* Of a program that nobody has described, by the one that runs now: name and the rest of that are not the other's. */
static __always_inline void report_walk_after_exec(const struct walk_end *end, struct owner_verdict verdict)
{
	const struct exec_walk *walk = bpf_map_lookup_elem(&exec_walks, &end->thread);

	if (walk && !process_withholds(verdict))
		send_walk(walk, owner_id(verdict), PROCESS_OTHER_PROGRAM | flags_of(end->spending));
	bpf_map_delete_elem(&exec_walks, &end->thread);
}

static __always_inline void report_walk_at_exit(struct task_struct *task, struct task_struct *leader,
						const struct exec_walk *walk)
{
	struct process_sum_key key = {};
	struct occasion occasion = {};
	struct owner_verdict verdict;
	u32 spending = spend_failure(&key, &walk->trier, walk->error, walk->tries);

	if (spending == SPEND_COUNTED)
		return;
	read_occasion(&occasion, leader, PROCESS_EXIT);
	verdict = describe_ending(task, &occasion);
	if (!process_withholds(verdict))
		send_walk(walk, owner_id(verdict), flags_of(spending));
	if (spending == SPEND_REPORT_FIRST)
		name_sum(&key, owner_id(verdict));
	forget_if_unneeded(owner_id(verdict));
}

static __always_inline void end_walk_at_exit(struct task_struct *task, struct task_struct *leader)
{
	u64 thread = bpf_get_current_pid_tgid();
	const struct exec_walk *walk = bpf_map_lookup_elem(&exec_walks, &thread);

	if (!walk)
		return;
	if (wakeup.is_live && walk->tries && walk->start_ns == BPF_CORE_READ(task, start_boottime))
		report_walk_at_exit(task, leader, walk);
	bpf_map_delete_elem(&exec_walks, &thread);
}

#endif
