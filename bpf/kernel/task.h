/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Tasks. */
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include "kernel/bpf.h"
#include "kernel/namespaces.h"
#include "kernel/types.h"

#define PF_FORKNOEXEC 0x00000040
#define PF_KTHREAD 0x00200000

#define SIGNAL_GROUP_EXIT 4 /* include/linux/sched/signal.h */
#define PIDTYPE_SID 3

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct mm_struct {
	unsigned long arg_start;
	unsigned long arg_end;
	unsigned long env_start;
	unsigned long env_end;
	struct file *exe_file;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

typedef struct {
	int counter;
} atomic_t;

struct tty_struct {
	char name[64];
};

struct signal_struct {
	atomic_t live;
	int nr_threads; /* that are not released yet */
	int group_exit_code;
	unsigned int flags;
	struct pid *pids[4];
	struct tty_struct *tty;
	u64 sum_sched_runtime; /* of threads that were released */
	unsigned long maxrss;  /* pages */
};

struct sched_entity {
	u64 sum_exec_runtime;
};

typedef struct {
	__u32 val;
} kuid_t;

/* A bit for each capability. Before 6.3 two words of 32 bits, in the same order here. */
typedef struct {
	u64 val;
} kernel_cap_t;

struct cred {
	kuid_t uid;
	kuid_t euid;
	kernel_cap_t cap_permitted;
};

/* arch/x86 */
struct thread_info {
	u32 status;
};

struct task_struct {
	struct thread_info thread_info;
	void *stack;
	unsigned int flags;
	unsigned int in_execve : 1;
	unsigned long nvcsw; /* context switches: asked for, and not */
	unsigned long nivcsw;
	int pid;
	int tgid;
	int exit_code;
	struct sched_entity se;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	u64 start_boottime;
	u64 self_exec_id;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct mm_struct *mm;
	struct signal_struct *signal;
	struct io_uring_task *io_uring;
	kuid_t loginuid;
	const struct cred *real_cred;
	struct css_set *cgroups;
};

#pragma clang attribute pop

static __always_inline struct task_struct *current_task(void)
{
	return (void *)bpf_get_current_task();
}

#endif
