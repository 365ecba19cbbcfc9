/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What is spent of the budget, by parent, executable and kind: before anything is described or reserved. A process of which the
 * exec was counted has its exit counted; of one whose exec was reported the exit is reported, too, so that no life is there
 * by half.
 */
#ifndef PROBES_PROCESS_SPEND_H
#define PROBES_PROCESS_SPEND_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "core/budget.h"
#include "core/hash.h"
#include "services/owner/birth.h"
#include "services/owner/command_line.h"
#include "services/owner/describe.h"
#include "services/owner/parent.h"
#include "services/path/path.h"
#include "probes/process/once.h"
#include "probes/process/process.h"

#define COUNTED_EXECS 32768
#define MOST_LINES 64 /* of a sum */

/* A process whose exec is in a sum: what that sum is of. */
struct counted_exec {
	u64 start_ns;
	u64 exec_id;
	u64 executable;
	struct birth parent;
};

/* By pid. Deleted at its next exec, at its end, or when the kernel frees it. Where there is no room execs are reported. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, COUNTED_EXECS);
	__type(key, u32);
	__type(value, struct counted_exec);
} counted_execs SEC(".maps");

/*
 * Command lines of execs beyond the budget, by hash of origin and line: in which turn of the sums the last was. Of too many the
 * one used least recently goes, and is reported again, within the bound.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, PROCESS_SUMS);
	__type(key, u64);
	__type(value, u64);
} reported_lines SEC(".maps");

/* Who forked it, as its description says it. */
static __always_inline void read_forker(struct task_struct *leader, struct birth *birth)
{
	const struct fork *fork = fork_of(leader);

	if (fork)
		*birth = fork->parent_birth;
	else
		read_birth(birth, BPF_CORE_READ(leader, real_parent, group_leader));
}

/* By kind: who fails on purpose takes nothing from the execs. */
static __always_inline u64 origin_of(const struct process_sum_key *key)
{
	u64 parent = mix(mix(key->parent.start_ns, key->parent.pid), key->parent.pid_namespace);

	return mix(mix(parent, key->executable), key->kind);
}

/* NULL: there is no room. */
static __always_inline struct process_sum_value *sum_for(struct process_sum_key *key, bool *is_first)
{
	struct process_sum_value *sum;

	key->cpu = bpf_get_smp_processor_id();
	sum = find_process_sum(key);
	if (sum)
		return sum;
	*is_first = !make_process_sum(key);
	return find_process_sum(key);
}

/* Who tries an exec that fails, as of the last try: at an exec of that thread its process is another program already. */
struct trier {
	u64 executable; /* hash of its path */
	u32 uid;        /* effective */
	char name[16];
};

static __always_inline void read_trier(struct trier *trier)
{
	struct task_struct *task = current_task();

	trier->uid = BPF_CORE_READ(task, real_cred, euid.val);
	BPF_CORE_READ_INTO(&trier->name, task, group_leader, comm);
}

/* What is known of the first without its description, which may be lost. trier: NULL but for execs that failed. */
static __noinline void begin_sum(struct process_sum_value *sum, const struct trier *trier)
{
	struct task_struct *leader = BPF_CORE_READ(current_task(), group_leader);
	const struct fork *fork = fork_of(leader);
	struct birth birth;

	if (trier)
		__builtin_memcpy(sum->name, trier->name, sizeof(sum->name));
	else
		BPF_CORE_READ_INTO(&sum->name, leader, comm);
	if (!fork) {
		read_parent(leader, &sum->parent_pid, &birth, &sum->parent_name);
		return;
	}
	sum->parent_pid = fork->parent_pid;
	__builtin_memcpy(sum->parent_name, fork->parent_name, sizeof(fork->parent_name));
}

/* amount: see struct process_sum_value. */
static __noinline u32 count_in_sum(struct process_sum_key *key, u64 amount, const struct trier *trier)
{
	bool is_first = false;
	struct process_sum_value *sum = sum_for(key, &is_first);

	if (!sum)
		return SPEND_REPORT;
	__sync_fetch_and_add(&sum->count, 1);
	if (is_first) {
		begin_sum(sum, trier);
		return SPEND_REPORT_FIRST;
	}
	__sync_fetch_and_add(&sum->amount, amount);
	sum->last_ns = bpf_ktime_get_boot_ns();
	if (!sum->first_ns)
		sum->first_ns = sum->last_ns;
	return SPEND_COUNTED;
}

/* What user space takes the texts of the sum from. */
static __always_inline void name_sum(const struct process_sum_key *key, u64 owner)
{
	struct process_sum_value *sum = find_process_sum(key);

	if (sum)
		sum->owner = owner;
}

/* False: there is no budget, or a filter hides it, which its description finds and counts. */
static __always_inline bool begin_spending(struct process_sum_key *key, struct task_struct *task,
					   struct task_struct *leader, u32 kind)
{
	if (!process_config.budget || would_be_hidden(task, leader))
		return false;
	key->kind = kind;
	key->uid = BPF_CORE_READ(task, real_cred, euid.val);
	read_forker(leader, &key->parent);
	return true;
}

static __always_inline bool is_within_budget(const struct process_sum_key *key)
{
	return is_within_process_budget(origin_of(key), process_config.budget);
}

static __always_inline bool note_counted(u32 pid, struct task_struct *leader, const struct process_sum_key *key)
{
	struct counted_exec counted = {};

	counted.start_ns = BPF_CORE_READ(leader, start_boottime);
	counted.exec_id = BPF_CORE_READ(leader, self_exec_id);
	counted.executable = key->executable;
	counted.parent = key->parent;
	return !bpf_map_update_elem(&counted_execs, &pid, &counted, BPF_ANY);
}

/*
 * An exec with a command line that is new is reported beyond the budget, too, so that many execs of a program do not hide
 * another one of it. That which begins a sum is reported anyway. Behind the bound no line is read.
 */
static __noinline int has_new_line(struct process_sum_key *key)
{
	u64 turn = wakeup.turns[PROBE_PROCESS], line;
	struct process_sum_value *sum;
	const u64 *known;

	key->cpu = bpf_get_smp_processor_id();
	sum = find_process_sum(key);
	if (sum && sum->lines >= MOST_LINES)
		return 0;
	line = mix(origin_of(key), hash_of_command_line());
	known = bpf_map_lookup_elem(&reported_lines, &line);
	if (known && *known == turn)
		return 0;
	bpf_map_update_elem(&reported_lines, &line, &turn, BPF_ANY);
	sum = find_process_sum(key);
	if (!sum)
		return 0;
	__sync_fetch_and_add(&sum->lines, 1);
	return 1;
}

static __noinline u32 spend_exec(struct task_struct *task, struct process_sum_key *key, u32 failed_tries)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);
	u32 pid = BPF_CORE_READ(task, tgid), spending;

	if (process_config.budget)
		bpf_map_delete_elem(&counted_execs, &pid);
	if (!begin_spending(key, task, leader, PROCESS_EXEC))
		return SPEND_REPORT;
	key->executable = hash_of_executable((u64)BPF_CORE_READ(task, mm), true);
	if (is_within_budget(key) || has_new_line(key) || !note_counted(pid, leader, key))
		return SPEND_REPORT;
	spending = count_in_sum(key, failed_tries, NULL);
	if (spending != SPEND_COUNTED)
		bpf_map_delete_elem(&counted_execs, &pid);
	return spending;
}

static __always_inline struct counted_exec *counted_of(u32 pid, struct task_struct *leader)
{
	struct counted_exec *counted = bpf_map_lookup_elem(&counted_execs, &pid);

	return counted && counted->start_ns == BPF_CORE_READ(leader, start_boottime) &&
			       counted->exec_id == BPF_CORE_READ(leader, self_exec_id)
		       ? counted
		       : NULL;
}

struct exit_spending {
	struct process_sum_key key;
	u32 flags; /* enum process_flag */
};

static __noinline u32 spend_exit(struct task_struct *task, struct exit_spending *exit, u32 status, u64 cpu_ns)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);
	struct counted_exec *counted = counted_of(BPF_CORE_READ(task, tgid), leader);

	if (!counted && !(BPF_CORE_READ(leader, flags) & PF_FORKNOEXEC))
		return SPEND_REPORT;
	if (!begin_spending(&exit->key, task, leader, PROCESS_EXIT))
		return SPEND_REPORT;
	exit->key.outcome = status;
	if (counted) {
		exit->flags = PROCESS_EXEC_COUNTED;
		exit->key.executable = counted->executable;
		exit->key.parent = counted->parent;
	} else if (is_within_budget(&exit->key)) {
		return SPEND_REPORT;
	}
	return count_in_sum(&exit->key, cpu_ns, NULL);
}

static __noinline u32 spend_failure(struct process_sum_key *key, const struct trier *trier, u32 error, u32 tries)
{
	struct task_struct *task = current_task();

	if (!begin_spending(key, task, BPF_CORE_READ(task, group_leader), PROCESS_EXEC_FAILED))
		return SPEND_REPORT;
	key->uid = trier->uid;
	key->executable = trier->executable;
	key->outcome = error;
	return is_within_budget(key) ? SPEND_REPORT : count_in_sum(key, tries, trier);
}

static __always_inline u32 flags_of(u32 spending)
{
	return spending == SPEND_REPORT_FIRST ? PROCESS_FIRST_OF_SUM : 0;
}

static __always_inline void forget_counted(u32 pid, u64 start_ns)
{
	struct counted_exec *counted = bpf_map_lookup_elem(&counted_execs, &pid);

	if (counted && counted->start_ns == start_ns)
		bpf_map_delete_elem(&counted_execs, &pid);
}

#endif
