// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * Who the input is for the host. It may run in a container: then its pid, the clock that it reads, and its files and
 * network are not the host's, and only the kernel knows both. User space runs this program once, before any hook is
 * attached, in its own process: see core/on_demand.h.
 */

#include "kernel/bpf.h"
#include "kernel/namespaces.h"
#include "kernel/net.h"
#include "kernel/task.h"
#include "core/anchor.h"
#include "core/loop.h"
#include "core/time.h"
#include "services/owner/identity.h"
#include "services/owner/splunk.h"

#define ANCESTORS 64 /* what the verifier of 5.10 follows; a longer way up leaves the host unknown */

/* What is not that of the host's process 1. */
enum foreign_flag {
	FOREIGN_PID = 1,
	FOREIGN_TIME = 2,
	FOREIGN_NETWORK = 4,
	FOREIGN_ROOT = 8, /* the root folder */
	FOREIGN_MOUNTS = 16,
};
ANCHOR(enum, foreign_flag);

struct surroundings_value {
	s64 boot_offset_ns; /* CLOCK_BOOTTIME as the input reads it, less that of samples */
	u32 host_netns;     /* inode number; 0: unknown, as is all else */
	u32 foreign;        /* enum foreign_flag */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct surroundings_value);
} surroundings SEC(".maps");

static __always_inline bool is_splunkd(struct task_struct *task)
{
	static const char splunkd[8] = "splunkd";
	char name[16] = {};

	BPF_CORE_READ_INTO(&name, task, comm);
	return *(u64 *)name == *(const u64 *)splunkd;
}

static __always_inline void add_splunk_process(struct task_struct *leader, bool is_tracer)
{
	struct splunk_process process = { .start_ns = BPF_CORE_READ(leader, start_boottime), .is_tracer = is_tracer };
	u32 pid = BPF_CORE_READ(leader, tgid);

	bpf_map_update_elem(&splunk_processes, &pid, &process, BPF_ANY);
}

/* What the time namespace adds to CLOCK_BOOTTIME; 0 where the kernel has none. */
static __always_inline s64 boot_offset(struct nsproxy *proxy)
{
	if (!bpf_core_field_exists(proxy->time_ns))
		return 0;
	return BPF_CORE_READ(proxy, time_ns, offsets.boottime.tv_sec) * NSEC_PER_SEC +
	       BPF_CORE_READ(proxy, time_ns, offsets.boottime.tv_nsec);
}

static __always_inline u32 foreign_flags(struct task_struct *own, struct task_struct *host)
{
	struct nsproxy *ours = BPF_CORE_READ(own, nsproxy), *theirs = BPF_CORE_READ(host, nsproxy);
	u32 flags = 0;

	if (BPF_CORE_READ(own, thread_pid, level))
		flags |= FOREIGN_PID;
	if (bpf_core_field_exists(ours->time_ns) && BPF_CORE_READ(ours, time_ns) != BPF_CORE_READ(theirs, time_ns))
		flags |= FOREIGN_TIME;
	if (BPF_CORE_READ(ours, net_ns) != BPF_CORE_READ(theirs, net_ns))
		flags |= FOREIGN_NETWORK;
	if (BPF_CORE_READ(ours, mnt_ns) != BPF_CORE_READ(theirs, mnt_ns))
		flags |= FOREIGN_MOUNTS;
	if (BPF_CORE_READ(own, fs, root.dentry) != BPF_CORE_READ(host, fs, root.dentry))
		flags |= FOREIGN_ROOT;
	return flags;
}

/* The input and each splunkd above it, whatever lies between; never process 1. */
SEC("raw_tp")
int look_around(void *ctx)
{
	struct task_struct *own = BPF_CORE_READ(current_task(), group_leader), *task = own;
	u32 zero = 0;
	struct surroundings_value *found = bpf_map_lookup_elem(&surroundings, &zero);

	if (!found)
		return 0;
	REPEAT(ANCESTORS)
	{
		if (BPF_CORE_READ(task, tgid) <= 1)
			break;
		if (task == own || is_splunkd(task))
			add_splunk_process(task, task == own);
		task = BPF_CORE_READ(task, real_parent, group_leader);
	}
	found->boot_offset_ns = boot_offset(BPF_CORE_READ(own, nsproxy));
	if (BPF_CORE_READ(task, tgid) != 1)
		return 0;
	found->host_netns = BPF_CORE_READ(task, nsproxy, net_ns, ns.inum);
	found->foreign = foreign_flags(own, task);
	return 0;
}
