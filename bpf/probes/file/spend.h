/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What is spent of the budget, by process and kind of event, before anything is reserved. Watched files have a budget of their
 * own, so that who opens others in a loop does not hide them.
 */
#ifndef PROBES_FILE_SPEND_H
#define PROBES_FILE_SPEND_H

#include "kernel/bpf.h"
#include "core/budget.h"
#include "core/hash.h"
#include "core/sums.h"
#include "probes/file/file.h"

/* Without a process that is known all of a pid are one. outcome: see struct file_sum_key. Gives an enum spending. */
__noinline u32 spend_file(u64 owner, u32 kind, u32 outcome, u32 flags)
{
	u32 pid = bpf_get_current_pid_tgid() >> 32, is_watched = flags & FILE_WATCHED ? 1 : 0;
	struct file_sum_key key = {};
	struct file_sum_value *sum;
	bool is_first = false;

	if (!file_config.budget ||
	    is_within_file_budget(mix(mix(owner, pid), kind << 1 | is_watched), file_config.budget))
		return SPEND_REPORT;
	key.owner = owner;
	key.pid = pid;
	key.kind = kind;
	key.outcome = outcome;
	key.is_watched = is_watched;
	key.cpu = bpf_get_smp_processor_id();
	sum = find_file_sum(&key);
	if (!sum) {
		is_first = !make_file_sum(&key);
		sum = find_file_sum(&key);
	}
	if (!sum)
		return SPEND_REPORT;
	ADD(sum, count, 1);
	if (is_first)
		return SPEND_REPORT_FIRST;
	sum->last_ns = bpf_ktime_get_boot_ns();
	if (!sum->first_ns)
		sum->first_ns = sum->last_ns;
	return SPEND_COUNTED;
}

/* The flags of the event, or SPENT: it is counted. */
#define SPENT (~0u)

static __always_inline u32 spend(u64 owner, u32 kind, u32 outcome, u32 flags)
{
	u32 spending = spend_file(owner, kind, outcome, flags);

	if (spending == SPEND_COUNTED)
		return SPENT;
	return spending == SPEND_REPORT_FIRST ? FILE_FIRST_OF_SUM : 0;
}

/* What an open is for, as far as sums keep it apart. */
static __always_inline u32 outcome_of(u32 open_flags, u32 error)
{
	return error << 8 | (open_flags & O_PATH ? FILE_SUM_PATH : open_flags & O_ACCMODE);
}

#endif
