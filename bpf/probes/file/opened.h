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
#include "probes/file/filter.h"
#include "probes/file/scratch.h"
#include "probes/file/watch.h"

WITHHOLDS(file)

static __always_inline void fill_open(struct file_open_sample *sample, const struct file_subject *subject,
				      struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);

	sample->file = *subject;
	sample->size = BPF_CORE_READ(inode, i_size);
	sample->mode = BPF_CORE_READ(inode, i_mode);
}

/* `room`: a power of two, known to the compiler. */
static __always_inline void send_open(struct file_scratch *scratch, const struct file_subject *subject,
				      struct file *file, u32 length, u32 room)
{
	struct file_open_sample *sample;

	sample = reserve_sample(PROBE_FILE, FILE_OPENED, sizeof(*sample) - LONG_PATH_BYTES + room);
	if (!sample)
		return;
	fill_open(sample, subject, file);
	sample->path_length = length;
	barrier_var(length);
	bpf_probe_read_kernel(sample->path, length & (room - 1), scratch->text);
	submit_sample(PROBE_FILE, sample);
}

/* A global function is verified once a program. owner: 0 of none. */
__noinline u32 report_open(u64 file_address, u64 owner, u32 open_flags, u32 place, u32 length_and_flags)
{
	u32 length = length_and_flags & (LONG_PATH_BYTES - 1), flags = length_and_flags / LONG_PATH_BYTES, mode;
	struct file *file = (void *)file_address;
	struct file_scratch *scratch = scratch_at(place);
	struct file_subject subject = {
		.owner = owner, .pid = bpf_get_current_pid_tgid() >> 32, .flags = flags, .open_flags = open_flags
	};

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

/* The text is the path then; its length and, above that, its flags. 0: it is not reported. */
__noinline u32 choose_open(u64 file_address, u32 open_flags, u32 place)
{
	struct file *file = (void *)file_address;
	u32 mode = BPF_CORE_READ(file, f_mode), length, flags = 0;
	struct file_scratch *scratch;
	struct path path;
	bool wanted, watched;

	if (mode & FMODE_EXEC || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFREG)
		return 0;
	wanted = is_wanted(mode, open_flags);
	scratch = scratch_at(place);
	if (!scratch || (!wanted && !file_config.watches))
		return 0;
	path.mnt = BPF_CORE_READ(file, f_path.mnt);
	path.dentry = BPF_CORE_READ(file, f_path.dentry);
	watched = may_be_watched(scratch, &path);
	if (!wanted && !watched)
		return 0;
	length = read_path(scratch->text, path.dentry, path.mnt);
	if (length & PATH_IS_CUT)
		flags |= FILE_PATH_CUT;
	length &= LONG_PATH_BYTES - 1;
	scratch->text[length] = 0;
	if (watched && is_watched(place, flags ? length : length + 1))
		flags |= FILE_WATCHED;
	else if (!wanted)
		return 0;
	else if (!(flags & FILE_PATH_CUT) && !path_passes(place, length)) {
		COUNT(file, filtered);
		return 0;
	}
	return flags * LONG_PATH_BYTES | length;
}

static __always_inline void take_opened(u64 file, u32 open_flags, u32 place)
{
	u32 chosen = choose_open(file, open_flags, place);
	struct owner_verdict verdict;

	if (!chosen || is_kernel_thread())
		return;
	verdict = describe(number_of(current_task()), true);
	if (!file_withholds(verdict))
		report_open(file, owner_id(verdict), open_flags, place, chosen);
}

#endif
