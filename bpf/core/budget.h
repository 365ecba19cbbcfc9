/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Budgets: so many events a second of one origin are reported each, what comes beyond is counted in sums (core/sums.h). An
 * element of the sums begins with an event that is reported, too: so one of each kind and interval is there whole, and what
 * was reported and what was counted behind each first one are all that happened.
 */
#ifndef CORE_BUDGET_H
#define CORE_BUDGET_H

#include "kernel/bpf.h"
#include "core/time.h"

struct budget {
	u64 second; /* of CLOCK_BOOTTIME */
	u64 spent;
};

enum spending {
	SPEND_REPORT,       /* within the budget; of the process probe, too, where there is no room for another sum */
	SPEND_REPORT_FIRST, /* of an element */
	SPEND_COUNTED,      /* no event */
};

/*
 * By a hash of the origin: two that have the same share their budget. Of too many the one used least recently goes, and
 * begins anew: more is reported then.
 */
#define BUDGETS(name, entries)                                                                          \
	struct {                                                                                        \
		__uint(type, BPF_MAP_TYPE_LRU_HASH);                                                    \
		__uint(max_entries, entries);                                                           \
		__type(key, u64);                                                                       \
		__type(value, struct budget);                                                           \
	} name##_budgets SEC(".maps");                                                                  \
                                                                                                        \
	/* most: events a second. */                                                                    \
	static __always_inline bool is_within_##name##_budget(u64 origin, u64 most)                     \
	{                                                                                               \
		struct budget fresh = { .second = bpf_ktime_get_boot_ns() / NSEC_PER_SEC, .spent = 1 }; \
		struct budget *budget = bpf_map_lookup_elem(&name##_budgets, &origin);                  \
		u64 spent;                                                                              \
                                                                                                        \
		if (!budget) {                                                                          \
			bpf_map_update_elem(&name##_budgets, &origin, &fresh, BPF_ANY);                 \
			return true;                                                                    \
		}                                                                                       \
		if (budget->second != fresh.second) {                                                   \
			budget->second = fresh.second;                                                  \
			budget->spent = 0;                                                              \
		}                                                                                       \
		spent = budget->spent; /* before 5.12 an addition does not say what it found */         \
		__sync_fetch_and_add(&budget->spent, 1);                                                \
		return spent < most;                                                                    \
	}

#endif
