/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * An exec or an end is reported once, though several programs may come to it: twins (core/twins.h), and at an end all
 * threads that ended together, since each of them finds that none is left. Who inserts it here reports it.
 */
#ifndef PROBES_PROCESS_ONCE_H
#define PROBES_PROCESS_ONCE_H

#include "kernel/bpf.h"
#include "kernel/errno.h"
#include "kernel/task.h"

#define OCCASIONS 16384

struct occasion {
	u64 start_ns; /* of the process */
	u64 exec_id;  /* how often it has called exec */
	u32 pid;
	u32 kind; /* enum process_kind */
};

enum occasion_state { OCCASION_SEEN = 1, OCCASION_REPORTED };

/* The last program that comes to an occasion is milliseconds behind the first: what is used least recently may go. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, OCCASIONS);
	__type(key, struct occasion);
	__type(value, u8); /* enum occasion_state */
} occasions SEC(".maps");

static __always_inline void read_occasion(struct occasion *occasion, struct task_struct *leader, u32 kind)
{
	occasion->start_ns = BPF_CORE_READ(leader, start_boottime);
	occasion->exec_id = BPF_CORE_READ(leader, self_exec_id);
	occasion->pid = BPF_CORE_READ(leader, tgid);
	occasion->kind = kind;
}

/* Looked up first: an insert that finds it there has already put another one out. */
static __always_inline bool is_first_at(const struct occasion *occasion)
{
	u8 seen = OCCASION_SEEN;

	if (bpf_map_lookup_elem(&occasions, occasion))
		return false;
	return bpf_map_update_elem(&occasions, occasion, &seen, BPF_NOEXIST) != -EEXIST;
}

static __always_inline void mark_reported_at(const struct occasion *occasion)
{
	u8 reported = OCCASION_REPORTED;

	bpf_map_update_elem(&occasions, occasion, &reported, BPF_ANY);
}

static __always_inline bool is_reported_at(const struct occasion *occasion)
{
	const u8 *state = bpf_map_lookup_elem(&occasions, occasion);

	return state && *state == OCCASION_REPORTED;
}

#endif
