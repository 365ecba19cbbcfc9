/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Paths as text, leaf first. */
#ifndef SERVICES_PATH_PATH_H
#define SERVICES_PATH_PATH_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "core/loop.h"
#include "core/unfollowed.h"

#define NAME_BYTES 256 /* of one part of a path: NAME_MAX + 1 */
#define PATH_BYTES 768 /* less NAME_BYTES: a power of two, see append_name */
#define PATH_DEPTH 32

static __always_inline struct mount *mount_of(struct vfsmount *mnt)
{
	return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

/*
 * Reads one name to `to + *length`; false when there is no room or nothing to read. The mask says again what the
 * comparison said, for verifiers before 6.2 that lose it on the way; the barrier keeps the compiler from leaving it out.
 */
static __always_inline bool append_name(char *to, u64 *length, const void *name)
{
	u64 at = *length;
	long read;

	if (at >= PATH_BYTES - NAME_BYTES)
		return false;
	barrier_var(at);
	at &= PATH_BYTES - NAME_BYTES - 1;
	read = bpf_probe_read_kernel_str(to + at, NAME_BYTES, name);
	if (read <= 0)
		return false;
	*length = unfollowed(at + (read & (2 * NAME_BYTES - 1)));
	return true;
}

#define PATH_IS_CUT 0x10000

/*
 * To PATH_BYTES of `to`, as the process's own mount namespace has it: up to the root of the topmost mount. Its length;
 * PATH_IS_CUT beside it: the leading folders are missing.
 */
static __noinline u32 read_path(char *to, struct dentry *dentry, struct vfsmount *mnt)
{
	struct mount *mount = mount_of(mnt);
	u64 length = unfollowed(0);

	REPEAT(PATH_DEPTH)
	{
		struct dentry *parent = BPF_CORE_READ(dentry, d_parent), *root = BPF_CORE_READ(mount, mnt.mnt_root);

		if (dentry == root || dentry == parent) {
			struct mount *above = BPF_CORE_READ(mount, mnt_parent);

			if (dentry != root) /* in no folder at all: a memfd */
				append_name(to, &length, BPF_CORE_READ(dentry, d_name.name));
			if (dentry != root || above == mount || !above)
				return length;
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = above;
			continue;
		}
		if (!append_name(to, &length, BPF_CORE_READ(dentry, d_name.name)))
			break;
		dentry = parent;
	}
	return length | PATH_IS_CUT;
}

#define STACKED_MOUNTS 4

/* To the folder above, as ".." does: that of the root is the root. */
static __always_inline void ascend(struct path *path)
{
	for (int i = 0; i < STACKED_MOUNTS; i++) {
		struct mount *mount = mount_of(path->mnt), *above = BPF_CORE_READ(mount, mnt_parent);

		if (path->dentry != BPF_CORE_READ(mount, mnt.mnt_root))
			break;
		if (above == mount)
			return;
		path->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
		path->mnt = (void *)above + bpf_core_field_offset(struct mount, mnt);
	}
	path->dentry = BPF_CORE_READ(path->dentry, d_parent);
}

/* As /proc/pid/exe says it (d_unlinked): the name may be gone where another one of the file is not. */
static __always_inline bool is_deleted(struct dentry *dentry)
{
	return BPF_CORE_READ(dentry, d_inode, i_nlink) == 0 ||
	       (!BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_parent) != dentry);
}

#endif
