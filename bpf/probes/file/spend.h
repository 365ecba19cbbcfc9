/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What is spent of the budget, by process, kind of event and whether it was refused, before anything is reserved. Each watched file
 * has a budget of its own, so that who opens others in a loop does not hide it: others that are watched by their names, too.
 */
#ifndef PROBES_FILE_SPEND_H
#define PROBES_FILE_SPEND_H

#include "kernel/bpf.h"
#include "core/budget.h"
#include "core/hash.h"
#include "core/sums.h"
#include "probes/file/file.h"
#include "probes/file/report.h"
#include "probes/file/scratch.h"

#define FILE_WORDS 8 /* of a path's text, leaf first, that tell two files apart */

static __always_inline u64 mix_file(u64 hash, const struct file_scratch *scratch, u32 length)
{
	const u64 *words = (const void *)scratch->text;

	for (u32 i = 0; i < FILE_WORDS; i++) {
		u32 from = i * sizeof(u64);

		if (from >= length)
			break;
		/* behind the text is what was there before */
		hash = mix(hash,
			   length - from < sizeof(u64) ? words[i] & ((1ULL << 8 * (length - from)) - 1) : words[i]);
	}
	return hash;
}

/* Whose budget it is. */
__noinline u64 file_origin(u64 owner, u32 kind, u32 outcome, u32 place, u32 chosen)
{
	u32 pid = bpf_get_current_pid_tgid() >> 32, is_watched = CHOSEN_FLAGS(chosen) & FILE_WATCHED ? 1 : 0;
	u64 origin = mix(mix(owner, pid), kind << 2 | (outcome >> 8 ? 2 : 0) | is_watched);
	struct file_scratch *scratch = scratch_at(place);

	return is_watched && scratch ? mix_file(origin, scratch, CHOSEN_LENGTH(chosen)) : origin;
}

/* Without a process that is known all of a pid are one. outcome: see struct file_sum_key. Gives an enum spending. */
__noinline u32 spend_file(u64 owner, u32 kind, u32 outcome, u32 place, u32 chosen)
{
	struct file_sum_key key = {};
	struct file_sum_value *sum;
	bool is_first = false;

	if (!file_config.budget ||
	    is_within_file_budget(file_origin(owner, kind, outcome, place, chosen), file_config.budget))
		return SPEND_REPORT;
	key.owner = owner;
	key.pid = bpf_get_current_pid_tgid() >> 32;
	key.kind = kind;
	key.outcome = outcome;
	key.is_watched = CHOSEN_FLAGS(chosen) & FILE_WATCHED ? 1 : 0;
	key.cpu = bpf_get_smp_processor_id();
	sum = find_file_sum(&key);
	if (!sum) {
		is_first = !make_file_sum(&key);
		sum = find_file_sum(&key);
	}
	if (!sum) {
		COUNT(file, unsummed);
		return SPEND_COUNTED;
	}
	ADD(sum, count, 1);
	if (is_first)
		return SPEND_REPORT_FIRST;
	sum->last_ns = bpf_ktime_get_boot_ns();
	if (!sum->first_ns)
		sum->first_ns = sum->last_ns;
	return SPEND_COUNTED;
}

/* chosen: of the path in the place. The flags of the event, or SPENT: it is counted. */
#define SPENT (~0u)

static __always_inline u32 spend(u64 owner, u32 kind, u32 outcome, u32 place, u32 chosen)
{
	u32 spending = spend_file(owner, kind, outcome, place, chosen);

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
