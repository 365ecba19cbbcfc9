/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Whether the path of a process's executable is still the same: a hash of it. */
#ifndef SERVICES_OWNER_PATH_HASH_H
#define SERVICES_OWNER_PATH_HASH_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "kernel/task.h"
#include "core/hash.h"
#include "core/loop.h"
#include "services/owner/command_line.h"
#include "services/path/path.h"

#define STEP(from, field) (is_typed ? (from)->field : BPF_CORE_READ(from, field))

/*
 * Differs where /proc/pid/exe does: another file, or it or a folder above has another name, or none any more. The kernel's
 * own hash of a name has the folder in it. Addresses of typed pointers cannot be hashed.
 */
static __always_inline u64 hash_of_path(const struct file *file, bool is_typed)
{
	struct dentry *dentry = file ? STEP(file, f_path.dentry) : NULL;
	struct inode *inode = dentry ? STEP(dentry, d_inode) : NULL;
	u64 hash;

	if (!inode)
		return 0;
	hash = mix(STEP(inode, i_ino), !STEP(inode, i_nlink) << 1 | !STEP(dentry, d_hash.pprev));
	REPEAT(PATH_DEPTH)
	{
		struct dentry *parent = STEP(dentry, d_parent);

		hash = mix(hash, STEP(dentry, d_name.hash));
		if (!parent || parent == dentry)
			break;
		dentry = parent;
	}
	return hash;
}

__noinline u64 hash_of_executable(u64 mm_address, u32 is_current)
{
	struct mm_struct *mm = (void *)mm_address;
	struct task_struct *task;

	if (!is_current || !HAS_TYPED_CURRENT)
		return hash_of_path(BPF_CORE_READ(mm, exe_file), false);
	task = (void *)bpf_get_current_task_btf();
	mm = task->mm;
	return mm ? hash_of_path(mm->exe_file, true) : 0;
}

#endif
