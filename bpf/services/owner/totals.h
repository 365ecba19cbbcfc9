/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What services count of a process, for the probe that reports its end. Whoever counts fills it, and whoever reads it finds
 * none where nobody does: neither knows the other. Only processes of which something was counted have an element.
 */
#ifndef SERVICES_OWNER_TOTALS_H
#define SERVICES_OWNER_TOTALS_H

#include "kernel/bpf.h"
#include "services/owner/config.h"

#define PROCESS_TOTALS 4096

struct process_totals {
	u64 start_ns; /* of the process: another one with its pid begins anew */
	u64 opened;   /* connections that it has connected or accepted */
	u64 closed;   /* of these, and what they carried */
	u64 bytes_in;
	u64 bytes_out;
};

/*
 * By pid. Deleted at the end of the process, or when the kernel frees it. Of too many the one used least recently goes: its
 * end says nothing of it, as what it opens later is not all.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, PROCESS_TOTALS);
	__type(key, u32);
	__type(value, struct process_totals);
} process_totals SEC(".maps");

/* NULL: nothing was counted. */
static __always_inline struct process_totals *totals_of(u32 pid, u64 start_ns)
{
	struct process_totals *totals = bpf_map_lookup_elem(&process_totals, &pid);

	return totals && totals->start_ns == start_ns ? totals : NULL;
}

/* One that is there may be of the pid's last process. Two threads may come at once: the first one's stays. */
static __always_inline struct process_totals *begin_totals(u32 pid, u64 start_ns)
{
	struct process_totals fresh = { .start_ns = start_ns };

	if (!totals_of(pid, start_ns))
		bpf_map_delete_elem(&process_totals, &pid);
	bpf_map_update_elem(&process_totals, &pid, &fresh, BPF_NOEXIST);
	return totals_of(pid, start_ns);
}

static __always_inline void forget_totals(u32 pid, u64 start_ns)
{
	if (totals_of(pid, start_ns))
		bpf_map_delete_elem(&process_totals, &pid);
}

#endif
