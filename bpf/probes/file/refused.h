/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* An open that was refused: no file comes back, so what there is is the name that the program gave, and where it starts. */
#ifndef PROBES_FILE_REFUSED_H
#define PROBES_FILE_REFUSED_H

#include "kernel/bpf.h"
#include "kernel/errno.h"
#include "kernel/fs.h"
#include "kernel/task.h"
#include "core/numbers.h"
#include "core/ring.h"
#include "services/owner/describe.h"
#include "services/path/path.h"
#include "services/syscalls/descriptor.h"
#include "probes/file/file.h"
#include "probes/file/filter.h"
#include "probes/file/opened.h"
#include "probes/file/scratch.h"

/* What nearly all others are, ENOENT above all, says nothing of who may do what. */
static __always_inline bool is_refusal(long error)
{
	return error == EPERM || error == EACCES || error == ETXTBSY || error == EROFS || error == ELOOP;
}

/* A name as the kernel has copied it, or where the program has it. */
struct asked_name {
	u64 address;
	bool is_users;
};

static __always_inline long read_asked_name(char *to, u32 size, const struct asked_name *name)
{
	return name->is_users ? bpf_probe_read_user_str(to, size, (void *)name->address)
			      : bpf_probe_read_kernel_str(to, size, (void *)name->address);
}

static __always_inline bool find_folder(struct path *folder, s32 descriptor)
{
	struct task_struct *task = current_task();
	struct file *file;

	if (descriptor == AT_FDCWD) {
		folder->dentry = BPF_CORE_READ(task, fs, pwd.dentry);
		folder->mnt = BPF_CORE_READ(task, fs, pwd.mnt);
		return folder->dentry;
	}
	file = file_of_descriptor(descriptor);
	if (!file)
		return false;
	folder->dentry = BPF_CORE_READ(file, f_path.dentry);
	folder->mnt = BPF_CORE_READ(file, f_path.mnt);
	return true;
}

/* By the name's beginning, or by the folder that it starts from. */
__noinline u32 refused_passes(u64 name_address, u32 is_users, s32 descriptor, u32 place)
{
	struct asked_name name = { name_address, is_users };
	struct file_scratch *scratch = scratch_at(place);
	struct path folder = {};
	u32 path;
	long length;

	if (!file_config.path_filter || !scratch)
		return true;
	length = read_asked_name(scratch->text, ASKED_NAME_BYTES, &name);
	if (length <= 0 || may_ascend(place))
		return true;
	if (scratch->text[0] == '/')
		return name_prefix_passes(scratch, length);
	if (!find_folder(&folder, descriptor))
		return true;
	path = read_path(scratch->text, folder.dentry, folder.mnt);
	return path & PATH_IS_CUT || path_passes(place, path & (LONG_PATH_BYTES - 1));
}

static __always_inline void read_folder_to(struct file_refused_sample *sample, s32 descriptor)
{
	struct path folder = {};
	u32 length;

	if (!find_folder(&folder, descriptor)) {
		sample->file.flags |= FILE_NO_FOLDER;
		return;
	}
	length = read_path(sample->folder, folder.dentry, folder.mnt);
	if (length & PATH_IS_CUT)
		sample->file.flags |= FILE_PATH_CUT;
	sample->folder_length = length & ~PATH_IS_CUT;
}

__noinline u32 report_refused(u64 name_address, u64 owner, s32 descriptor, u32 open_flags, u32 error_and_user)
{
	struct asked_name name = { name_address, error_and_user & 1 };
	struct file_refused_sample *sample = reserve_sample(PROBE_FILE, FILE_REFUSED, sizeof(*sample));
	long length;

	if (!sample)
		return 0;
	sample->file = (struct file_subject){ .owner = owner,
					      .pid = bpf_get_current_pid_tgid() >> 32,
					      .open_flags = open_flags };
	sample->error = error_and_user >> 1;
	sample->folder_length = 0;
	length = read_asked_name(sample->name, sizeof(sample->name), &name);
	if (length <= 0)
		sample->name[0] = 0;
	else if (length == sizeof(sample->name))
		sample->file.flags |= FILE_NAME_CUT;
	if (sample->name[0] != '/')
		read_folder_to(sample, descriptor);
	submit_sample(PROBE_FILE, sample);
	return 0;
}

static __always_inline void take_refused(const struct asked_name *name, s32 descriptor, u32 open_flags, u32 error,
					 u32 place)
{
	struct owner_verdict verdict;

	if (file_config.access == FILE_WATCHED_ONLY || is_kernel_thread())
		return;
	if (!refused_passes(name->address, name->is_users, descriptor, place)) {
		COUNT(file, filtered);
		return;
	}
	verdict = describe(number_of(current_task()), true);
	if (!file_withholds(verdict))
		report_refused(name->address, owner_id(verdict), descriptor, open_flags, error << 1 | name->is_users);
}

#endif
