/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What is counted. */
#ifndef CORE_COUNTERS_H
#define CORE_COUNTERS_H

#include "kernel/bpf.h"
#include "core/probes.h"

/* One per CPU, only ever counted up; user space takes differences. */
struct trace_counters {
	u64 samples[PROBE_COUNT];
	u64 lost[PROBE_COUNT]; /* reserves that failed: the ring was full */
	u64 filtered;          /* connections that a filter hid */
	u64 excluded;          /* connections of the tracer and its splunkd */
	u64 untracked;         /* events of connections without room in `connections`: reported from the socket */
	u64 unreported;        /* and those that could not be */
	u64 undescribed;       /* processes that found no room in `live_processes`: described again each time */
	u64 born;              /* records made and */
	u64 ended;             /* records deleted: the difference is the number tracked */
	u64 subflows;          /* additional subflows of MPTCP connections, not reported by themselves */
	u64 listens_asked;     /* transitions to LISTEN, successful or not */
	u64 listens_answered;  /* of which the return was seen */
	u64 repaired;          /* endings that were missed, and told from the socket's end */
	u64 missed;            /* connections whose ending was missed for good */
	u64 unseen_calls;      /* connect calls that found no room in `calls` */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct trace_counters);
} counters SEC(".maps");

static __always_inline struct trace_counters *this_cpus_counters(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&counters, &zero);
}

#define COUNT(member)                                            \
	do {                                                     \
		struct trace_counters *c = this_cpus_counters(); \
		if (c) /* interrupts count too: atomically */    \
			__sync_fetch_and_add(&c->member, 1);     \
	} while (0)

#endif
