/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Files, and the names above them. */
#ifndef KERNEL_FS_H
#define KERNEL_FS_H

#include "kernel/types.h"

#define S_IFMT 0170000
#define S_IFDIR 0040000
#define S_IFREG 0100000
#define S_IFSOCK 0140000

/* include/uapi/asm-generic/fcntl.h */
#define O_ACCMODE 3
#define O_WRONLY 1
#define O_CREAT 0100
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_PATH 010000000
#define O_TMPFILE 020000000 /* with O_DIRECTORY beside it */
#define AT_FDCWD -100
#define AT_REMOVEDIR 0x200
#define RENAME_EXCHANGE 2

/* include/uapi/linux/openat2.h; as programs give it */
#define RESOLVE_IN_ROOT 0x10
struct open_how {
	u64 flags;
	u64 mode;
	u64 resolve;
};

/* include/linux/namei.h: bit 20, and 28 in later kernels, which have no bit 20 as earlier ones have no bit 28 */
#define LOOKUP_IN_ROOT (1 << 20 | 1 << 28)

/* include/linux/fs.h */
#define FMODE_READ 1
#define FMODE_WRITE 2
#define FMODE_EXEC 0x20
#define FMODE_PATH 0x4000
#define FMODE_CREATED 0x100000

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct qstr {
	u32 hash;
	const unsigned char *name;
};

struct super_block {
	unsigned int s_dev; /* major << 20 | minor */
	unsigned long s_magic;
};

struct inode {
	unsigned short i_mode;
	unsigned long i_ino;
	struct super_block *i_sb;
	unsigned int i_nlink;
	long long i_size;
};

struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct dentry {
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct super_block *d_sb;
};

struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
};

struct mnt_namespace;

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct mnt_namespace *mnt_ns; /* an error: the kernel's own, as overlayfs has of its layers */
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	unsigned int f_flags;
	unsigned int f_mode;
	struct inode *f_inode;
	struct path f_path;
	void *private_data;
};

/* A name that an open was called with, and how: fs/internal.h */
struct filename {
	const char *name;
};

struct open_flags {
	int open_flag;
	int lookup_flags;
};

/* What vfs_rename is called with from 5.12 on, and in 5.10 since 5.10.220. */
struct renamedata {
	struct dentry *old_dentry;
	struct dentry *new_dentry;
	unsigned int flags;
};

/* Its members by which it knows who the mount's users are: vfs_unlink has an argument more with them. */
struct renamedata___5_12 {
	void *old_mnt_userns;
};

struct renamedata___6_3 {
	void *old_mnt_idmap;
};

struct renamedata___6_17 {
	void *mnt_idmap;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

#pragma clang attribute pop

#endif
