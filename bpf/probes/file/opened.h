/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* An open that succeeded: what it is, whether it is wanted, its sample. */
#ifndef PROBES_FILE_OPENED_H
#define PROBES_FILE_OPENED_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "core/numbers.h"
#include "core/ring.h"
#include "services/owner/describe.h"
#include "services/path/path.h"
#include "probes/file/file.h"
#include "probes/file/judge.h"
#include "probes/file/report.h"
#include "probes/file/scratch.h"
#include "probes/file/spend.h"
#include "probes/file/watch.h"

/* `room`: see fill_path. */
static __always_inline void send_open(struct file_scratch *scratch, const struct file_subject *subject,
				      struct file *file, u32 length, u32 room)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct file_path_sample *sample;

	sample = reserve_sample(PROBE_FILE, FILE_OPENED, PATH_SAMPLE_BYTES(room));
	if (!sample)
		return;
	sample->file = *subject;
	sample->error = 0;
	sample->size = BPF_CORE_READ(inode, i_size);
	sample->mode = BPF_CORE_READ(inode, i_mode);
	fill_path(sample, scratch, length, room);
	submit_sample(PROBE_FILE, sample);
}

/* A global function is verified once a program. owner: 0 of none. */
__noinline u32 report_open(u64 file_address, u64 owner, u32 open_flags, u32 place, u32 chosen)
{
	struct file_subject subject = subject_of(owner, open_flags, CHOSEN_FLAGS(chosen));
	u32 length = CHOSEN_LENGTH(chosen), mode;
	struct file *file = (void *)file_address;
	struct file_scratch *scratch = scratch_at(place);

	if (!scratch)
		return 0;
	mode = BPF_CORE_READ(file, f_mode);
	if (mode & FMODE_CREATED || open_flags & O_TMPFILE)
		subject.flags |= FILE_CREATED;
	if (open_flags & O_TRUNC && !(mode & (FMODE_CREATED | FMODE_PATH)))
		subject.flags |= FILE_TRUNCATED;
	if (is_deleted(BPF_CORE_READ(file, f_path.dentry)))
		subject.flags |= FILE_DELETED;
	if (length < SHORT_PATH_BYTES)
		send_open(scratch, &subject, file, length, SHORT_PATH_BYTES);
	else
		send_open(scratch, &subject, file, length, LONG_PATH_BYTES);
	return 0;
}

static __always_inline bool is_change(u32 mode, u32 open_flags)
{
	return mode & (FMODE_WRITE | FMODE_CREATED) || (open_flags & O_TRUNC && !(mode & FMODE_PATH));
}

/* All opens of this access, wherever the file is but for the filters. */
static __always_inline bool is_wanted(u32 mode, u32 open_flags)
{
	return file_config.access == FILE_ALL || (file_config.access == FILE_CHANGES && is_change(mode, open_flags));
}

/* The text is the path then. */
__noinline u32 choose_open(u64 file_address, u32 open_flags, u32 place)
{
	struct file *file = (void *)file_address;
	u32 mode = BPF_CORE_READ(file, f_mode), length, flags = 0;
	struct file_scratch *scratch;
	struct path path;
	bool wanted, watched;

	if ((BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFREG)
		return NOT_CHOSEN;
	wanted = is_wanted(mode, open_flags);
	scratch = scratch_at(place);
	if (!scratch || (!wanted && !file_config.watches))
		return NOT_CHOSEN;
	path.mnt = BPF_CORE_READ(file, f_path.mnt);
	path.dentry = BPF_CORE_READ(file, f_path.dentry);
	watched = may_be_watched(scratch, &path);
	if (!wanted && !watched)
		return NOT_CHOSEN;
	length = read_path(scratch->text, path.dentry, path.mnt);
	if (length & PATH_IS_CUT)
		flags |= FILE_PATH_CUT;
	length &= LONG_PATH_BYTES - 1;
	scratch->text[length] = 0;
	return judge_path(place, CHOSEN(flags, length), wanted, watched);
}

static __always_inline void take_opened(u64 file, u32 open_flags, u32 place)
{
	u32 chosen = choose_open(file, open_flags, place), spent;
	struct owner_verdict verdict;

	if (is_left_out(chosen) || is_kernel_thread())
		return;
	verdict = describe(number_of(current_task()), true);
	if (file_withholds(verdict))
		return;
	spent = spend(owner_id(verdict), FILE_OPENED, outcome_of(open_flags, 0), place, chosen);
	if (spent != SPENT)
		report_open(file, owner_id(verdict), open_flags, place, chosen | CHOSEN(spent, 0));
}

#endif
