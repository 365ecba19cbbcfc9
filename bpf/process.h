/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * A process is described once: path, arguments, parent and the rest go into a sample of their own, before the first
 * sample that refers to them. Any change (exec, uids, cgroups, name, command line, the executable's path) makes a new
 * description with a new id: it is looked for at each socket event that wants the owner. A description lives as long as
 * its process or any record that refers to it; then a sample says that user space may forget it.
 */
#ifndef PROCESS_H
#define PROCESS_H

#define NAME_BYTES 256         /* of one part of a path: NAME_MAX + 1 */
#define PATH_BYTES 768          /* less NAME_BYTES: a power of two, see append_name */
#define PATH_DEPTH 32
#define CGROUP_STEPS 72         /* for some 15 hierarchies, and the names in the paths of those that differ */
#define LIVE_PROCESSES 32768
#define DESCRIPTIONS 65536
#define ID_TRIES 16
#define EEXIST 17

enum process_kind { PROCESS_DESCRIBED = 1, PROCESS_GONE };
ANCHOR(enum, process_kind);

enum process_flag {
	PROCESS_KERNEL_THREAD = 1,
	PROCESS_PATH_CUT = 2,           /* the leading folders are missing */
	PROCESS_EXE_DELETED = 4,
	PROCESS_CGROUP_CUT = 8,
	PROCESS_ARGUMENTS_UNREAD = 16,  /* swapped out, or of another task than the current one */
	PROCESS_ARGUMENTS_PADDED = 32,  /* see struct command_line; of a long one only the front is there */
	PROCESS_PARENT_CURRENT = 64,    /* its fork was not seen */
};
ANCHOR(enum, process_flag);

/* Names of a path stand leaf first, each with its NUL. A control group's path ends with the empty name of the root. */
struct process_sample {
	struct sample_head head;
	u64 id;
	u64 start_ns;           /* CLOCK_BOOTTIME */
	u32 pid;
	u32 parent_pid;
	u32 ns_pid;             /* in the process's own pid namespace */
	u32 uid;                /* effective, as ps and ss show it */
	u32 real_uid;
	u32 login_uid;          /* 0xffffffff: never logged in */
	u32 arguments_length;   /* of the whole; arguments[] has both ends of one that is longer than config.arguments_limit */
	char name[16];          /* of the group leader */
	char parent_name[16];
	u16 path_length;
	u16 cgroup_length;
	u32 flags;              /* enum process_flag */
	char path[PATH_BYTES];
	char cgroup[PATH_BYTES]; /* of each hierarchy but for roots and repetitions; only the last one may be cut */
	char arguments[];
};
ANCHOR(struct, process_sample);

struct process_gone_sample {
	struct sample_head head;
	u64 id;
};
ANCHOR(struct, process_gone_sample);

/* Everything up to `id` is compared: a difference is a new description. */
struct live_process {
	u64 start_ns;
	u64 cgroup_id;  /* of version 2 */
	u64 cgroups;    /* address of the css_set: another one after each move in any hierarchy */
	u64 exec_id;
	char name[16];
	u64 command_line; /* hash; 0: not read */
	u64 executable;   /* hash of its path, and whether it is deleted */
	u32 uid;
	u32 real_uid;
	u32 login_uid;
	u64 id;
	u8 described;
	u8 passes;    /* the filters by name and user */
	u8 excluded;  /* the tracer or its splunkd */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LIVE_PROCESSES);
	__type(key, u32);
	__type(value, struct live_process);
} live_processes SEC(".maps");

/* By description id. Inserted before the sample is sent, deleted when neither process nor record needs it. */
struct description {
	s64 records;
	u32 ended;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DESCRIPTIONS);
	__type(key, u64);
	__type(value, struct description);
} descriptions SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} last_id SEC(".maps");

/* Below 2^53, never 0. */
static __always_inline u64 new_id(void)
{
	u32 zero = 0;
	u64 *last = bpf_map_lookup_elem(&last_id, &zero);

	return last ? (++*last << 13) | (bpf_get_smp_processor_id() + 1) : 0;
}

static __always_inline void tell_gone(u64 id)
{
	struct process_gone_sample *sample;

	bpf_map_delete_elem(&descriptions, &id);
	sample = reserve_sample(PROBE_PROCESS, PROCESS_GONE, sizeof(*sample));
	if (!sample)
		return; /* user space bounds its cache */
	sample->id = id;
	submit_sample(PROBE_PROCESS, sample);
}

static __always_inline void refer_to(u64 id)
{
	struct description *description = bpf_map_lookup_elem(&descriptions, &id);

	if (description)
		__sync_fetch_and_add(&description->records, 1);
}

static __always_inline void release(u64 id)
{
	struct description *description = bpf_map_lookup_elem(&descriptions, &id);

	if (!description)
		return;
	__sync_fetch_and_add(&description->records, -1);
	if (description->ended && description->records <= 0)
		tell_gone(id);
}

static __always_inline void end_description(u64 id)
{
	struct description *description = bpf_map_lookup_elem(&descriptions, &id);

	if (!description)
		return;
	description->ended = 1;
	if (description->records <= 0)
		tell_gone(id);
}

static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *node)
{
	struct kernfs_node___old *old = (void *)node;

	if (bpf_core_field_exists(old->parent))
		return BPF_CORE_READ(old, parent);
	return BPF_CORE_READ(node, __parent);
}

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
	*length = at + (read & 511);
	return true;
}

/* As /proc/pid/exe says it (d_unlinked): the name may be gone where another one of the file is not. */
static __always_inline bool is_deleted(struct dentry *dentry)
{
	return BPF_CORE_READ(dentry, d_inode, i_nlink) == 0 ||
	       (!BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_parent) != dentry);
}

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
	for (int i = 0; i < PATH_DEPTH; i++) {
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

/* As the process's own mount namespace has it: up to the root of the topmost mount. */
static __noinline void read_exe_path(struct process_sample *sample, struct file *exe)
{
	struct dentry *dentry = BPF_CORE_READ(exe, f_path.dentry);
	struct mount *mount = mount_of(BPF_CORE_READ(exe, f_path.mnt));
	u64 length = 0;

	if (is_deleted(dentry))
		sample->flags |= PROCESS_EXE_DELETED;
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
	sample->flags |= PROCESS_PATH_CUT;
whole:
	sample->path_length = length;
}

/* The next hierarchy's group, if its path says something: not the root, and not like the one before. */
static __always_inline struct kernfs_node *next_group(struct list_head **at, u32 *seen)
{
	struct cgrp_cset_link *link = (void *)*at - bpf_core_field_offset(struct cgrp_cset_link, cgrp_link);
	struct cgroup *cgroup = BPF_CORE_READ(link, cgrp);
	struct kernfs_node *node = BPF_CORE_READ(cgroup, kn);
	int level = BPF_CORE_READ(cgroup, level);
	u32 looks = BPF_CORE_READ(node, hash) ^ level;

	*at = BPF_CORE_READ(*at, next);
	if (!level || looks == *seen)
		return NULL;
	*seen = looks;
	return node;
}

/*
 * Version 1 has a hierarchy a controller, and a process its own place in each: a container may be in any of them. Each
 * step is to the next hierarchy or to the folder above; one loop is less for the verifier than two.
 */
static __noinline void read_cgroups(struct process_sample *sample, struct css_set *set)
{
	struct list_head *head = (void *)set + bpf_core_field_offset(struct css_set, cgrp_links);
	struct list_head *at = BPF_CORE_READ(head, next);
	struct kernfs_node *node = NULL;
	u64 length = 0;
	u32 seen = 0;

	for (int i = 0; i < CGROUP_STEPS; i++) {
		if (node) {
			if (!append_name(sample->cgroup, &length, BPF_CORE_READ(node, name)))
				break;
			node = kernfs_parent(node);
		} else if (at != head) {
			node = next_group(&at, &seen);
		} else {
			goto whole;
		}
	}
	sample->flags |= PROCESS_CGROUP_CUT;
whole:
	sample->cgroup_length = length;
}

/* Only the current task's memory can be read from here. */
static __always_inline void read_arguments(struct process_sample *sample, bool is_current)
{
	struct command_line line = { .is_unread = true };

	if (is_current)
		find_command_line(&line);
	sample->arguments_length = line.length < (u32)-1 ? line.length : (u32)-1;
	if (line.is_padded)
		sample->flags |= PROCESS_ARGUMENTS_PADDED;
	if (!read_command_line(sample->arguments, &line))
		sample->flags |= PROCESS_ARGUMENTS_UNREAD;
}

static __always_inline u32 ns_pid_of(struct task_struct *leader)
{
	struct pid *pid = BPF_CORE_READ(leader, thread_pid);
	u32 level = BPF_CORE_READ(pid, level);
	struct upid *number = (void *)pid + bpf_core_field_offset(struct pid, numbers) + level * bpf_core_type_size(struct upid);

	return BPF_CORE_READ(number, nr);
}

/* 0xffffffff: nobody, as in a kernel without audit */
static __always_inline u32 login_uid_of(struct task_struct *task)
{
	return bpf_core_field_exists(task->loginuid) ? BPF_CORE_READ(task, loginuid.val) : (u32)-1;
}

/*
 * The address of a css_set that is gone may be another's: the id guards against that where version 2 has the groups. The
 * leader's: in version 1 threads may have groups of their own, as a virtual machine's have.
 */
static __always_inline void identify(struct live_process *live, struct task_struct *task, struct task_struct *leader)
{
	const struct cred *cred = BPF_CORE_READ(task, real_cred); /* not `cred`: the kernel may override that for a while */

	live->start_ns = BPF_CORE_READ(leader, start_boottime);
	live->exec_id = BPF_CORE_READ(leader, self_exec_id);
	if (bpf_core_field_exists(leader->cgroups)) {
		struct css_set *set = BPF_CORE_READ(leader, cgroups);

		live->cgroups = (u64)set;
		live->cgroup_id = BPF_CORE_READ(set, dfl_cgrp, kn, id);
	}
	live->uid = BPF_CORE_READ(cred, euid.val);
	live->real_uid = BPF_CORE_READ(cred, uid.val);
	live->login_uid = login_uid_of(task);
	bpf_core_read(live->name, sizeof(live->name), &leader->comm);
}

/* What cannot be looked at now is as it was: the memory of another task, anything of one that is about to end. */
static __always_inline void look_at_memory(
	struct live_process *live, const struct live_process *known, struct mm_struct *mm, bool is_current)
{
	if (mm && is_current)
		live->command_line = hash_of_command_line();
	else if (known)
		live->command_line = known->command_line;
	if (mm)
		live->executable = hash_of_executable((u64)mm, is_current);
	else if (known)
		live->executable = known->executable;
}

static __always_inline bool is_same_process(const struct live_process *a, const struct live_process *b)
{
	const u64 *x = (const u64 *)a->name, *y = (const u64 *)b->name;

	return a->start_ns == b->start_ns && a->exec_id == b->exec_id && a->cgroup_id == b->cgroup_id &&
	       a->cgroups == b->cgroups && a->uid == b->uid && a->real_uid == b->real_uid && a->login_uid == b->login_uid &&
	       x[0] == y[0] && x[1] == y[1] && a->command_line == b->command_line && a->executable == b->executable;
}

static __always_inline void describe_parent(struct process_sample *sample, struct task_struct *leader)
{
	const struct fork *fork = fork_of(leader);

	if (!fork) {
		sample->flags |= PROCESS_PARENT_CURRENT;
		read_parent(leader, &sample->parent_pid, &sample->parent_name);
		return;
	}
	sample->parent_pid = fork->parent_pid;
	__builtin_memcpy(sample->parent_name, fork->parent_name, sizeof(fork->parent_name));
}

/*
 * 0 when the ring had no room. A global function, like `describe`: the verifier looks at it once a program and not once
 * a call, with nothing known of the caller; these two are most of the time that loading takes.
 */
__noinline u32 send_description(u64 task_address, u64 id, u32 is_current)
{
	struct task_struct *task = (void *)task_address, *leader = BPF_CORE_READ(task, group_leader);
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	struct process_sample *sample;

	sample = reserve_sample(PROBE_PROCESS, PROCESS_DESCRIBED, sizeof(*sample) + config.arguments_limit);
	if (!sample)
		return 0;
	sample->id = id;
	sample->start_ns = BPF_CORE_READ(leader, start_boottime);
	sample->pid = BPF_CORE_READ(task, tgid);
	sample->ns_pid = ns_pid_of(leader);
	sample->uid = BPF_CORE_READ(task, real_cred, euid.val);
	sample->real_uid = BPF_CORE_READ(task, real_cred, uid.val);
	sample->login_uid = login_uid_of(task);
	sample->arguments_length = 0;
	sample->path_length = 0;
	sample->cgroup_length = 0;
	sample->flags = 0;
	describe_parent(sample, leader);
	BPF_CORE_READ_INTO(&sample->name, leader, comm);
	if (BPF_CORE_READ(task, flags) & PF_KTHREAD) {
		sample->flags |= PROCESS_KERNEL_THREAD;
	} else if (mm) {
		read_exe_path(sample, BPF_CORE_READ(mm, exe_file));
		read_arguments(sample, is_current);
	}
	if (bpf_core_field_exists(leader->cgroups) && bpf_core_type_exists(struct cgrp_cset_link))
		read_cgroups(sample, BPF_CORE_READ(leader, cgroups));
	submit_sample(PROBE_PROCESS, sample);
	return 1;
}

/*
 * An id is claimed by inserting it: where a program is preempted between reading and writing the counter, that falls
 * back behind ids which others have taken meanwhile, as many as they are.
 */
static __always_inline void start_description(struct live_process *live, struct task_struct *leader)
{
	struct description fresh = {};

	for (int tries = 0; tries < ID_TRIES; tries++) {
		live->id = new_id();
		if (bpf_map_update_elem(&descriptions, &live->id, &fresh, BPF_NOEXIST) != -EEXIST)
			break;
	}
	live->described = 0;
	live->excluded = is_splunk(leader);
	live->passes = name_passes(live->name) && user_passes(live->uid);
}

static __always_inline bool has_ended(struct task_struct *task)
{
	return BPF_CORE_READ(task, signal, live.counter) <= 0;
}

/* The description ends with its last record. */
static __always_inline void leave_to_records(u64 id)
{
	struct description *description = bpf_map_lookup_elem(&descriptions, &id);

	if (description)
		description->ended = 1;
}

/*
 * Remembers a new description as the process's. Of two threads that come at once the first wins: its description, which
 * was sent before it was remembered, serves both. Without room the description ends with its last record.
 */
static __always_inline void remember_process(struct live_process *now, u32 pid)
{
	struct live_process *winner;

	if (!bpf_map_update_elem(&live_processes, &pid, now, BPF_NOEXIST))
		return;
	winner = bpf_map_lookup_elem(&live_processes, &pid);
	if (winner && is_same_process(winner, now)) {
		end_description(now->id);
		now->id = winner->id;
		return;
	}
	COUNT(undescribed);
	leave_to_records(now->id);
}

/* Entries are used again at once: each is looked at anew before it is changed, since a preemption may be in between. */

static __always_inline void forget_changed(const struct live_process *now, u32 pid)
{
	struct live_process *known = bpf_map_lookup_elem(&live_processes, &pid);

	if (!known || is_same_process(known, now))
		return;
	end_description(known->id);
	bpf_map_delete_elem(&live_processes, &pid);
}

static __always_inline void mark_described(const struct live_process *now, u32 pid)
{
	struct live_process *known = bpf_map_lookup_elem(&live_processes, &pid);

	if (known && known->id == now->id)
		known->described = now->described;
}

/* What `describe` returns: an id and the decisions about its process. */
#define OWNER_PASSES 1
#define OWNER_EXCLUDED 2
#define OWNER_BITS 2

static __always_inline u64 owner_id(u64 owner)
{
	return owner >> OWNER_BITS;
}

/*
 * The owner that a task's process is: its description, made and sent if it is new. In process context only. Who is
 * hidden (excluded, or not passing a filter) is not described to user space.
 */
__noinline u64 describe(u64 task_address, u32 is_current)
{
	struct task_struct *task = (void *)task_address, *leader = BPF_CORE_READ(task, group_leader);
	u32 pid = BPF_CORE_READ(task, tgid);
	struct live_process now = {}, *known = bpf_map_lookup_elem(&live_processes, &pid);
	bool is_known;

	identify(&now, task, leader);
	look_at_memory(&now, known, BPF_CORE_READ(task, mm), is_current);
	is_known = known && is_same_process(known, &now);
	if (is_known) {
		now.id = known->id;
		now.described = known->described;
		now.passes = known->passes;
		now.excluded = known->excluded;
	} else {
		forget_changed(&now, pid);
		start_description(&now, leader);
	}
	if (!now.described && now.passes && !now.excluded) {
		now.described = send_description(task_address, now.id, is_current);
		if (is_known)
			mark_described(&now, pid);
	}
	if (!is_known && has_ended(task)) /* its last sockets close after sched_process_exit: nobody would forget it */
		leave_to_records(now.id);
	else if (!is_known)
		remember_process(&now, pid);
	return now.id << OWNER_BITS | (now.excluded ? OWNER_EXCLUDED : 0) | (now.passes ? OWNER_PASSES : 0);
}

static __always_inline struct task_struct *current_task(void)
{
	return (void *)bpf_get_current_task();
}

/* The last thread's end is the process's: the leader may end before its threads do. Twice is as good as once. */
static __always_inline void end_process(struct task_struct *task)
{
	u32 pid = BPF_CORE_READ(task, tgid);
	struct live_process *live;

	if (!has_ended(task))
		return;
	forget_parent(pid);
	live = bpf_map_lookup_elem(&live_processes, &pid);
	if (!live)
		return;
	end_description(live->id);
	bpf_map_delete_elem(&live_processes, &pid);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(handle_process_exit, struct task_struct *task)
{
	end_process(task);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(handle_process_exit_twin, struct task_struct *task)
{
	end_process(task);
	return 0;
}

#endif
