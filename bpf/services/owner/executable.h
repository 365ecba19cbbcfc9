/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The path of a process's executable. */
#ifndef SERVICES_OWNER_EXECUTABLE_H
#define SERVICES_OWNER_EXECUTABLE_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "services/owner/path.h"
#include "services/owner/sample.h"

/* As the process's own mount namespace has it: up to the root of the topmost mount. */
static __noinline void read_exe_path(struct owner_sample *sample, struct file *exe)
{
	struct dentry *dentry = BPF_CORE_READ(exe, f_path.dentry);
	struct mount *mount = mount_of(BPF_CORE_READ(exe, f_path.mnt));
	u64 length = 0;

	if (is_deleted(dentry))
		sample->flags |= OWNER_EXE_DELETED;
	for (int i = 0; i < PATH_DEPTH; i++) {
		struct dentry *parent = BPF_CORE_READ(dentry, d_parent), *root = BPF_CORE_READ(mount, mnt.mnt_root);

		if (dentry == root || dentry == parent) {
			struct mount *above = BPF_CORE_READ(mount, mnt_parent);

			if (dentry != root) /* in no folder at all: a memfd */
				append_name(sample->path, &length, BPF_CORE_READ(dentry, d_name.name));
			if (dentry != root || above == mount || !above)
				goto whole;
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = above;
			continue;
		}
		if (!append_name(sample->path, &length, BPF_CORE_READ(dentry, d_name.name)))
			break;
		dentry = parent;
	}
	sample->flags |= OWNER_PATH_CUT;
whole:
	sample->path_length = length;
}

#endif
