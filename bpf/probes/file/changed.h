/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* A change of names: a rename with two paths in two places (scratch.h), the old one in the second, or a name that goes. */
#ifndef PROBES_FILE_CHANGED_H
#define PROBES_FILE_CHANGED_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "core/numbers.h"
#include "core/ring.h"
#include "services/owner/describe.h"
#include "services/path/path.h"
#include "probes/file/file.h"
#include "probes/file/judge.h"
#include "probes/file/refused.h"
#include "probes/file/report.h"
#include "probes/file/scratch.h"
#include "probes/file/spend.h"

/* The name of an entry, and the folder that it is in. */
__noinline u32 write_entry(u32 place, u64 name, u64 folder, u64 mnt)
{
	struct file_scratch *scratch = scratch_at(place);
	u32 path, flags = 0;
	u64 to;
	long length;

	if (!scratch)
		return NOT_CHOSEN;
	length = bpf_probe_read_kernel_str(scratch->text, NAME_BYTES, (void *)name);
	if (length <= 0)
		return NOT_CHOSEN;
	to = length;
	barrier_var(to);
	to &= PATH_BYTES - NAME_BYTES - 1;
	path = read_path(scratch->text + to, (void *)folder, (void *)mnt);
	if (path & PATH_IS_CUT)
		flags |= FILE_PATH_CUT;
	to += path & (LONG_PATH_BYTES - 1);
	if (to >= LONG_PATH_BYTES)
		return NOT_CHOSEN;
	scratch->text[to] = 0;
	return CHOSEN(flags, to);
}

__noinline u32 judge_change(u32 place, u32 chosen)
{
	return judge_path(place, chosen, file_config.access != FILE_WATCHED_ONLY, file_config.watches);
}

/* `room`: a power of two, known to the compiler; as much again for the old path. */
static __always_inline void fill_old_path(struct file_path_sample *sample, const struct file_scratch *scratch,
					  u32 length, u32 room)
{
	sample->old_path_length = length;
	sample->old_path_at = room;
	barrier_var(length);
	bpf_probe_read_kernel(sample->path + room, length & (room - 1), scratch->text);
}

static __always_inline void send_change(struct file_scratch *scratch, struct file_scratch *old,
					const struct file_subject *subject, u32 length, u32 old_length, u32 room)
{
	struct inode *inode = (void *)scratch->inode;
	struct file_path_sample *sample;

	sample = reserve_sample(PROBE_FILE, scratch->kind, PATH_SAMPLE_BYTES(2 * room));
	if (!sample)
		return;
	sample->file = *subject;
	sample->error = scratch->error;
	sample->size = inode ? BPF_CORE_READ(inode, i_size) : 0;
	sample->mode = inode ? BPF_CORE_READ(inode, i_mode) : 0;
	fill_path(sample, scratch, length, room);
	if (scratch->kind == FILE_RENAMED)
		fill_old_path(sample, old, old_length, room);
	submit_sample(PROBE_FILE, sample);
}

/* old_chosen: of a rename. */
__noinline u32 report_change(u64 owner, u32 place, u32 chosen, u32 old_chosen)
{
	u32 length = CHOSEN_LENGTH(chosen), old_length = CHOSEN_LENGTH(old_chosen);
	u32 flags = CHOSEN_FLAGS(chosen) | (CHOSEN_FLAGS(old_chosen) & FILE_WATCHED);
	struct file_scratch *scratch = scratch_at(place), *old = scratch_at(place + 1);
	struct file_subject subject;

	if (!scratch || !old)
		return 0;
	if (CHOSEN_FLAGS(old_chosen) & FILE_PATH_CUT)
		flags |= FILE_OLD_PATH_CUT;
	if (CHOSEN_FLAGS(old_chosen) & FILE_NAME_CUT)
		flags |= FILE_OLD_NAME_CUT;
	subject = subject_of(owner, 0, flags | scratch->flags);
	if (length < SHORT_PATH_BYTES && old_length < SHORT_PATH_BYTES)
		send_change(scratch, old, &subject, length, old_length, SHORT_PATH_BYTES);
	else
		send_change(scratch, old, &subject, length, old_length, LONG_PATH_BYTES);
	return 0;
}

static __always_inline void spend_change(u64 owner, u32 place, u32 chosen, u32 old_chosen)
{
	bool is_old_watched = !(CHOSEN_FLAGS(chosen) & FILE_WATCHED) && CHOSEN_FLAGS(old_chosen) & FILE_WATCHED;
	struct file_scratch *scratch = scratch_at(place);
	u32 spent;

	if (!scratch)
		return;
	spent = spend(owner, scratch->kind, scratch->error << 8, is_old_watched ? place + 1 : place,
		      is_old_watched ? old_chosen : chosen);
	if (spent != SPENT)
		report_change(owner, place, chosen | CHOSEN(spent, 0), old_chosen);
}

/*
 * By what was asked for, or where it is: struct change in the first place. A rename is reported where either path is. old:
 * CHOSEN(0, 0) where there is none.
 */
static __always_inline void take_change(u32 place, u32 path, u32 old_path, bool has_old_path)
{
	u32 chosen = judge_change(place, path), old_chosen = CHOSEN(0, 0);
	struct owner_verdict verdict;

	if (has_old_path) {
		old_chosen = judge_change(place + 1, old_path);
		if (IS_CHOSEN(old_chosen) && !IS_CHOSEN(chosen))
			chosen = path;
		else if (IS_CHOSEN(chosen) && !IS_CHOSEN(old_chosen))
			old_chosen = old_path;
	}
	if (is_left_out(chosen))
		return;
	verdict = describe(number_of(current_task()), true);
	if (!file_withholds(verdict))
		spend_change(owner_id(verdict), place, chosen, old_chosen);
}

/* Whether the call's result is to be reported, and what is known so far: in the place. */
static __always_inline bool begin_change(u32 place, u32 kind, long result, u32 flags, u64 inode)
{
	struct file_scratch *scratch = scratch_at(place);

	if (!scratch || (result && !is_refusal(-result)))
		return false;
	scratch->kind = kind;
	scratch->error = -result;
	scratch->flags = flags;
	scratch->inode = inode;
	return true;
}

#endif
