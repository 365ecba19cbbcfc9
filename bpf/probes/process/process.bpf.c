// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * The process probe: each program that a process begins to run (exec), and each process's end. A fork alone is no event;
 * a process that never calls exec is reported at its end. What it is (path, command line, users, parent) is in its
 * description, which the service `owner` sends before.
 */

#include "probes/process/process.h"
#include "kernel/bpf.h"
#include "kernel/contexts.h"
#include "kernel/exec.h"
#include "kernel/task.h"
#include "core/hooks.h"
#include "core/numbers.h"
#include "core/probes.h"
#include "core/ring.h"
#include "core/walk.h"
#include "services/owner/describe.h"
#include "services/owner/descriptions.h"
#include "services/owner/identity.h"
#include "services/owner/life.h"
#include "services/owner/totals.h"
#include "services/owner/whereabouts.h"
#include "services/path/path.h"
#include "probes/process/failed.h"
#include "probes/process/gained.h"
#include "probes/process/once.h"
#include "probes/process/spend.h"
#include "probes/process/whose.h"

static __always_inline void read_asked(struct process_exec_sample *sample, const struct linux_binprm *bprm)
{
	const char *asked = BPF_CORE_READ(bprm, filename);

	if (BPF_CORE_READ(bprm, interp) != asked)
		bpf_probe_read_kernel_str(sample->script, sizeof(sample->script), asked);
	if (BPF_CORE_READ_BITFIELD_PROBED(bprm, secureexec))
		sample->process.flags |= PROCESS_SECURE;
}

/* bprm: NULL of a process that runs already, and where only the classic tracepoint's program came to an exec. */
static __always_inline void report_program(struct task_struct *task, u8 kind, u64 owner,
					   const struct linux_binprm *bprm, u64 gained, u32 failed_tries, u32 flags)
{
	struct process_exec_sample *sample = reserve_sample(PROBE_PROCESS, kind, sizeof(*sample));

	if (!sample) /* at once: the verifier of 5.10 takes a second look for a second answer */
		return;
	sample->process.owner = owner;
	sample->process.pid = BPF_CORE_READ(task, tgid);
	sample->process.flags = flags | read_cwd(sample->cwd, &sample->cwd_length, task);
	sample->session = session_of(task);
	sample->gained = gained;
	sample->failed_tries = failed_tries;
	sample->ancestor_count = read_ancestors(sample->ancestors, BPF_CORE_READ(task, group_leader));
	read_tty(sample->tty, task);
	sample->script[0] = 0;
	if (bprm)
		read_asked(sample, bprm);
	submit_sample(PROBE_PROCESS, sample);
}

/* old_pid: what the thread that called exec had before it became the leader; 0: not known. */
static __always_inline void report_exec(struct task_struct *task, u32 old_pid, const struct linux_binprm *bprm)
{
	struct process_sum_key key = {};
	struct occasion occasion = {};
	struct owner_verdict verdict;
	struct walk_end walk = {};
	u32 spending;
	u64 gained;

	if (!wakeup.is_live)
		return;
	read_occasion(&occasion, BPF_CORE_READ(task, group_leader), PROCESS_EXEC);
	if (!is_first_at(&occasion))
		return;
	gained = take_gained(task);
	end_walk_at_exec(&walk, &occasion, old_pid, bprm);
	spending = spend_exec(task, &key, walk.tries);
	if (spending == SPEND_COUNTED && !walk.is_open)
		return;
	verdict = describe(number_of(task), true);
	if (walk.is_open)
		report_walk_after_exec(&walk, verdict);
	if (spending != SPEND_COUNTED && !process_withholds(verdict))
		report_program(task, PROCESS_EXEC, owner_id(verdict), bprm, gained, walk.tries, flags_of(spending));
	if (spending == SPEND_REPORT_FIRST)
		name_sum(&key, owner_id(verdict));
	forget_if_unneeded(owner_id(verdict));
}

static __always_inline void begin_exec(struct task_struct *task)
{
	if (wakeup.is_live && is_in_exec(task))
		remember_permitted(task);
}

/* Within an exec, before its new rights. One that calls exec renames itself. */
TASK_HOOK_WITH_TWINS("task", "task_rename", handle_rename, begin_exec(current_task()), begin_exec(task),
		     struct task_struct *task)

TASK_HOOK_WITH_TWINS("sched", "sched_process_exec", handle_exec, report_exec(current_task(), 0, NULL),
		     report_exec(task, old_pid, bprm), struct task_struct *task, int old_pid, struct linux_binprm *bprm)

/* Threads that were released are in the signal's sum. */
static __always_inline u64 cpu_ns_of(struct task_struct *task, struct task_struct *leader)
{
	u64 cpu_ns = BPF_CORE_READ(task, signal, sum_sched_runtime) + BPF_CORE_READ(task, se.sum_exec_runtime);

	return task == leader ? cpu_ns : cpu_ns + BPF_CORE_READ(leader, se.sum_exec_runtime);
}

static __always_inline u32 exit_code_of(struct task_struct *leader)
{
	struct signal_struct *signal = BPF_CORE_READ(leader, signal);

	return BPF_CORE_READ(signal, flags) & SIGNAL_GROUP_EXIT ? BPF_CORE_READ(signal, group_exit_code)
								: BPF_CORE_READ(leader, exit_code);
}

static __always_inline void read_totals(struct process_exit_sample *sample)
{
	u32 pid = sample->process.pid;
	const struct process_totals *totals = totals_of(pid, sample->start_ns);

	sample->opened = totals ? totals->opened : 0;
	sample->closed = totals ? totals->closed : 0;
	sample->bytes_in = totals ? totals->bytes_in : 0;
	sample->bytes_out = totals ? totals->bytes_out : 0;
}

static __always_inline bool report_end(struct task_struct *task, struct task_struct *leader, u64 owner, u32 flags)
{
	struct process_exit_sample *sample = reserve_sample(PROBE_PROCESS, PROCESS_EXIT, sizeof(*sample));

	if (!sample)
		return false;
	sample->process.owner = owner;
	sample->process.pid = BPF_CORE_READ(leader, tgid);
	sample->process.flags = flags | (BPF_CORE_READ(leader, flags) & PF_FORKNOEXEC ? PROCESS_FORKED_ONLY : 0);
	sample->start_ns = BPF_CORE_READ(leader, start_boottime);
	sample->cpu_ns = cpu_ns_of(task, leader);
	sample->peak_pages = BPF_CORE_READ(leader, signal, maxrss);
	sample->exit_code = exit_code_of(leader);
	read_totals(sample);
	submit_sample(PROBE_PROCESS, sample);
	return true;
}

static __always_inline void report_first(struct task_struct *task, struct task_struct *leader,
					 const struct occasion *occasion)
{
	struct exit_spending exit = {};
	struct owner_verdict verdict;
	u32 spending = SPEND_REPORT;

	if (process_config.budget) {
		spending = spend_exit(task, &exit, exit_code_of(leader), cpu_ns_of(task, leader));
		forget_counted(occasion->pid, occasion->start_ns);
	}
	if (spending == SPEND_COUNTED)
		return;
	verdict = describe_ending(task, occasion);
	if (!process_withholds(verdict) && report_end(task, leader, owner_id(verdict), exit.flags | flags_of(spending)))
		mark_reported_at(occasion);
	if (spending == SPEND_REPORT_FIRST)
		name_sum(&exit.key, owner_id(verdict));
	forget_if_unneeded(owner_id(verdict));
}

static __always_inline void report_exit(struct task_struct *task)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);
	struct occasion occasion = {};

	end_walk_at_exit(task, leader);
	if (!has_ended(task))
		return;
	if (wakeup.is_live && !(BPF_CORE_READ(leader, flags) & PF_KTHREAD)) {
		read_occasion(&occasion, leader, PROCESS_EXIT);
		if (!is_first_at(&occasion))
			return;
		report_first(task, leader, &occasion);
		forget_totals(occasion.pid, occasion.start_ns);
	}
	if (!is_only_thread(task))
		forget_process(task);
}

/* Attached before the service's own hooks, which forget a process of one thread. */
TASK_HOOK_WITH_TWINS("sched", "sched_process_exit", handle_exit, report_exit(current_task()), report_exit(task),
		     struct task_struct *task)

/* Of the leader: all threads are in the signal's sum by then. In no process's context. */
SEC("tp_btf/sched_process_free")
int BPF_PROG(handle_free, struct task_struct *task)
{
	struct process_freed_sample *sample;
	struct occasion occasion = {};

	if (!wakeup.is_live || task->pid != task->tgid || task->flags & PF_KTHREAD)
		return 0;
	forget_freed(task);
	read_occasion(&occasion, task, PROCESS_EXIT);
	forget_counted(occasion.pid, occasion.start_ns);
	forget_totals(occasion.pid, occasion.start_ns);
	if (!is_reported_at(&occasion))
		return 0;
	sample = reserve_sample(PROBE_PROCESS, PROCESS_FREED, sizeof(*sample));
	if (!sample)
		return 0;
	sample->process = (struct process_subject){ .pid = occasion.pid };
	sample->start_ns = occasion.start_ns;
	sample->cpu_ns = BPF_CORE_READ(task, signal, sum_sched_runtime);
	submit_sample(PROBE_PROCESS, sample);
	return 0;
}

/* What runs when the input starts. One that calls exec meanwhile was reported by then. */
SEC("iter/task")
int walk_processes(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct occasion occasion = {};
	struct owner_verdict verdict;

	if (!task || !process_config.existing || task->pid != task->tgid || task->flags & PF_KTHREAD || has_ended(task))
		return 0;
	read_occasion(&occasion, task, PROCESS_EXEC);
	if (!is_first_at(&occasion))
		return 0;
	verdict = describe(number_of(task), false);
	if (!is_hidden(verdict))
		report_program(task, PROCESS_EXISTING, owner_id(verdict), NULL, 0, 0, 0);
	forget_if_unneeded(owner_id(verdict));
	make_read_end(ctx->meta);
	return 0;
}
