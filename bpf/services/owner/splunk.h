/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The tracer itself, and Splunk above it: what they do is not reported. */
#ifndef SERVICES_OWNER_SPLUNK_H
#define SERVICES_OWNER_SPLUNK_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "services/owner/config.h"

struct splunk_process {
	u64 start_ns;  /* so that a reused pid does not match */
	u64 is_tracer; /* what it starts, to ask a directory service for names, is its own doing */
};

/* The tracer and each splunkd above it, by pid: added by look_around. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct splunk_process);
} splunk_processes SEC(".maps");

static __always_inline struct splunk_process *splunk_of(struct task_struct *leader)
{
	u32 pid = BPF_CORE_READ(leader, tgid);
	struct splunk_process *splunk = bpf_map_lookup_elem(&splunk_processes, &pid);

	return splunk && splunk->start_ns == BPF_CORE_READ(leader, start_boottime) ? splunk : NULL;
}

/* The tracer, a splunkd above it, or a process that the tracer has started. */
static __always_inline bool is_splunk(struct task_struct *leader)
{
	struct splunk_process *parent;

	if (owner_config.include_splunk)
		return false;
	if (splunk_of(leader))
		return true;
	parent = splunk_of(BPF_CORE_READ(leader, real_parent, group_leader));
	return parent && parent->is_tracer;
}

#endif
