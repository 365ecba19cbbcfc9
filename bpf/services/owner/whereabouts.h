/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Where a process is: its terminal, session and working directory. */
#ifndef SERVICES_OWNER_WHEREABOUTS_H
#define SERVICES_OWNER_WHEREABOUTS_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "kernel/task.h"
#include "core/anchor.h"
#include "services/path/path.h"

#define TTY_BYTES 32

enum cwd_flag {
	CWD_CUT = 2, /* the leading folders are missing */
	CWD_DELETED = 8,
	CWD_UNKNOWN = 16, /* it is about to end */
};
ANCHOR(enum, cwd_flag);

/* pid of its leader; 0: it has none */
static __always_inline u32 session_of(struct task_struct *task)
{
	struct pid *leader = BPF_CORE_READ(task, signal, pids[PIDTYPE_SID]);

	return leader ? BPF_CORE_READ(leader, numbers[0].nr) : 0;
}

/* To TTY_BYTES, as the driver calls it; empty: it has none. */
static __always_inline void read_tty(char *to, struct task_struct *task)
{
	struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);

	to[0] = 0;
	if (tty)
		bpf_core_read_str(to, TTY_BYTES, &tty->name);
}

/* To PATH_BYTES, leaf first, each name with its NUL. Gives enum cwd_flag. */
static __always_inline u32 read_cwd(char *to, u32 *length, struct task_struct *task)
{
	struct dentry *cwd = BPF_CORE_READ(task, fs, pwd.dentry);
	u32 read = read_path(to, cwd, BPF_CORE_READ(task, fs, pwd.mnt)), flags = 0;

	if (!cwd)
		flags |= CWD_UNKNOWN;
	else if (is_deleted(cwd))
		flags |= CWD_DELETED;
	if (read & PATH_IS_CUT)
		flags |= CWD_CUT;
	*length = read & ~PATH_IS_CUT;
	return flags;
}

#endif
