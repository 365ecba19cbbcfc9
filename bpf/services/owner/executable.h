/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The path of a process's executable. */
#ifndef SERVICES_OWNER_EXECUTABLE_H
#define SERVICES_OWNER_EXECUTABLE_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "services/owner/sample.h"
#include "services/path/path.h"

static __always_inline void read_exe_path(struct owner_sample *sample, struct file *exe)
{
	struct dentry *dentry = BPF_CORE_READ(exe, f_path.dentry);
	u32 length = read_path(sample->path, dentry, BPF_CORE_READ(exe, f_path.mnt));

	if (is_deleted(dentry))
		sample->flags |= OWNER_EXE_DELETED;
	if (length & PATH_IS_CUT)
		sample->flags |= OWNER_PATH_CUT;
	sample->path_length = length & ~PATH_IS_CUT;
}

#endif
