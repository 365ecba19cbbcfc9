/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Files, and the names above them. */
#ifndef KERNEL_FS_H
#define KERNEL_FS_H

#include "kernel/types.h"

#define S_IFMT 0170000
#define S_IFREG 0100000
#define S_IFSOCK 0140000

/* include/uapi/asm-generic/fcntl.h */
#define O_ACCMODE 3
#define O_WRONLY 1
#define O_CREAT 0100
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_TMPFILE 020000000 /* with O_DIRECTORY beside it */
#define AT_FDCWD -100

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
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
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
