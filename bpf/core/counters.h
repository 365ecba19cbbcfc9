/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * What is counted, by CPU, only ever up; user space takes differences. Every struct <name>_counters with its COUNTERS is
 * read: what is of one service or probe alone is counted beside it.
 */
#ifndef CORE_COUNTERS_H
#define CORE_COUNTERS_H

#include "kernel/bpf.h"
#include "core/probes.h"

#define COUNTERS(name)                                                                   \
	struct {                                                                         \
		__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);                                 \
		__uint(max_entries, 1);                                                  \
		__type(key, u32);                                                        \
		__type(value, struct name##_counters);                                   \
	} name##_counters SEC(".maps");                                                  \
                                                                                         \
	static __always_inline struct name##_counters *this_cpus_##name##_counters(void) \
	{                                                                                \
		u32 zero = 0;                                                            \
                                                                                         \
		return bpf_map_lookup_elem(&name##_counters, &zero);                     \
	}

/* Interrupts count, too: atomically. */
#define COUNT(name, member)                                                       \
	do {                                                                      \
		struct name##_counters *counters = this_cpus_##name##_counters(); \
		if (counters)                                                     \
			__sync_fetch_and_add(&counters->member, 1);               \
	} while (0)

struct trace_counters {
	u64 samples[PROBE_COUNT];
	u64 lost[PROBE_COUNT]; /* reserves that failed: the ring was full */
};

COUNTERS(trace)

#endif
