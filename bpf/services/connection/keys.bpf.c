// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * The keys of all records, for passes over them while the hooks are on. User space could read them by itself, in batches;
 * but while it does, the kernel runs no classic program on that CPU (bpf_disable_instrumentation), and from 7.0 on it can
 * lose its CPU meanwhile: see core/twins.h. A program of its own does not stand in the way of others.
 */

#include "kernel/bpf.h"
#include "services/connection/record.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, CONNECTIONS + 1); /* set by user space */
	__type(key, u32);
	__type(value, u64);
} record_keys SEC(".maps"); /* behind the first, which is their number */

static long collect_key(void *map, const u64 *key, void *record, u32 *count)
{
	u32 next = *count + 1;
	u64 *slot = bpf_map_lookup_elem(&record_keys, &next);

	if (!slot)
		return 1;
	*slot = *key;
	*count = next;
	return 0;
}

/* A record that is deleted meanwhile may hide a few of those behind it: the next pass has them. */
SEC("raw_tp")
int collect_keys(void *ctx)
{
	u32 count = 0, first = 0;
	u64 *number = bpf_map_lookup_elem(&record_keys, &first);

	if (!number)
		return 0;
	bpf_for_each_map_elem(&connections, collect_key, &count, 0);
	*number = count;
	return 0;
}
