/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Executables that probes attach to (uprobes), and the processes that run them. An executable that is met for the first
 * time is reported; user space looks into the file and answers: it is a target, attached by then, or it is none. A target
 * is let go when its last process has ended, since an attached uprobe holds the mount that its file is on.
 */
#ifndef SERVICES_TARGETS_TARGETS_H
#define SERVICES_TARGETS_TARGETS_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "kernel/task.h"
#include "core/anchor.h"
#include "core/counters.h"
#include "core/ring.h"
#include "core/time.h"

#define TARGETS 1024
#define OTHER_EXECUTABLES 16384
#define TARGET_USERS 32768
/* An inode number may be another file's by then. */
#define OTHER_NS (60 * NSEC_PER_SEC)
/* Who ends before user space looks is never answered for: its file is run again and again, as env is. */
#define ASKED_NS (100 * NSEC_PER_MSEC)
#define ASKED_EXECUTABLES 1024

/* As the kernel has it: what stat(2) says of a file on overlayfs or btrfs may differ. */
struct executable_key {
	u64 inode;
	u64 device;
};
ANCHOR(struct, executable_key);

struct target_value {
	u64 id;
	u64 ends; /* of processes that ran it, as far as they were noted */
};
ANCHOR(struct, target_value);

/* Inserted by user space once it is attached, and deleted before it is let go. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, TARGETS);
	__type(key, struct executable_key);
	__type(value, struct target_value);
} targets SEC(".maps");

/* Inserted by user space, with the time (CLOCK_BOOTTIME) from when on it is not asked. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, OTHER_EXECUTABLES);
	__type(key, struct executable_key);
	__type(value, u64);
} other_executables SEC(".maps");

/* When (CLOCK_BOOTTIME) an executable was reported last. Inserted and used here alone; those used least recently make room. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, ASKED_EXECUTABLES);
	__type(key, struct executable_key);
	__type(value, u64);
} asked_executables SEC(".maps");

struct target_user_value {
	struct executable_key executable;
	u64 start_ns;
	u64 exec_id;
};
ANCHOR(struct, target_user_value);

/* By pid, processes whose executable is a target, or was not known yet when they met it. Inserted at the exec or by the walk, deleted at the next exec or the end. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, TARGET_USERS);
	__type(key, u32);
	__type(value, struct target_user_value);
} target_users SEC(".maps");

/* An executable that was not known. */
struct targets_sample {
	struct sample_head head;
	struct executable_key executable;
	u64 start_ns; /* of the process that runs it, CLOCK_BOOTTIME */
	u32 pid;
};
ANCHOR(struct, targets_sample);

struct targets_config {
	u8 cookies; /* an attached program can be asked which target it is of: since 5.15 */
};

const volatile struct targets_config targets_config SEC(".rodata.targets") = {};

struct targets_counters {
	u64 target_users_unnoted; /* found no room in `target_users`: until all processes were met again no target is let go */
};

COUNTERS(targets)

static __always_inline bool read_executable(struct executable_key *key, struct task_struct *task)
{
	struct inode *inode = BPF_CORE_READ(task, mm, exe_file, f_inode);

	if (!inode)
		return false;
	key->inode = BPF_CORE_READ(inode, i_ino);
	key->device = BPF_CORE_READ(inode, i_sb, s_dev);
	return true;
}

static __always_inline bool is_other(const struct executable_key *key)
{
	const u64 *since = bpf_map_lookup_elem(&other_executables, key);

	return since && bpf_ktime_get_boot_ns() - *since < OTHER_NS;
}

static __always_inline bool was_asked(const struct executable_key *key)
{
	u64 now = bpf_ktime_get_boot_ns(), *since = bpf_map_lookup_elem(&asked_executables, key);

	if (since && now - *since < ASKED_NS)
		return true;
	bpf_map_update_elem(&asked_executables, key, &now, BPF_ANY);
	return false;
}

static __always_inline void report_executable(const struct target_user_value *user, u32 pid)
{
	struct targets_sample *sample = reserve_sample(PROBE_TARGETS, 0, sizeof(*sample));

	if (!sample)
		return; /* the next exec or walk reports it */
	sample->executable = user->executable;
	sample->start_ns = user->start_ns;
	sample->pid = pid;
	submit_sample(PROBE_TARGETS, sample);
}

/* It has ended, or runs something else. Idempotent. */
static __always_inline void leave_target(u32 pid)
{
	struct target_user_value *user = bpf_map_lookup_elem(&target_users, &pid);
	struct executable_key key;
	struct target_value *target;

	if (!user)
		return;
	key = user->executable;
	bpf_map_delete_elem(&target_users, &pid);
	target = bpf_map_lookup_elem(&targets, &key);
	if (target)
		__sync_fetch_and_add(&target->ends, 1);
}

/* A process runs this executable now. Idempotent, but for what is still not known: that is reported again. */
static __always_inline void meet_executable(struct task_struct *task)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);
	u32 pid = BPF_CORE_READ(task, tgid);
	struct target_user_value now = {}, *known = bpf_map_lookup_elem(&target_users, &pid);
	bool is_noted;

	now.start_ns = BPF_CORE_READ(leader, start_boottime);
	now.exec_id = BPF_CORE_READ(leader, self_exec_id);
	is_noted = known && known->start_ns == now.start_ns && known->exec_id == now.exec_id;
	if (!is_noted)
		leave_target(pid);
	if (!read_executable(&now.executable, task) || is_other(&now.executable))
		return;
	if (!is_noted && bpf_map_update_elem(&target_users, &pid, &now, BPF_ANY))
		COUNT(targets, target_users_unnoted);
	if (!bpf_map_lookup_elem(&targets, &now.executable) && !was_asked(&now.executable))
		report_executable(&now, pid);
}

#endif
