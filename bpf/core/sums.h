/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Sums that user space reads each interval, in place of samples. Two maps in turn: programs add to the one whose turn it
 * is (wakeup.turns, by probe). User space changes turns at the end of an interval, and about a second later, when no
 * program is at the other map any more, reads its elements and deletes them. So each addition is in one interval, nothing
 * is subtracted, and there is room again for what is new. A program that can be
 * preempted (those at functions from 5.12 on, most from 7.0 on) may rarely be kept from its CPU for longer: what it adds then
 * is lost, or is in the element that has the memory since.
 *
 * Elements are by CPU, but only of those CPUs that add something. Interrupts add, too: atomically.
 */
#ifndef CORE_SUMS_H
#define CORE_SUMS_H

#include "kernel/bpf.h"
#include "kernel/errno.h"
#include "core/counters.h"
#include "core/probes.h"
#include "core/ring.h"

/*
 * struct <name>_sum_key, which has a `cpu`, and struct <name>_sum_value, a multiple of 8 bytes, are the probe's. What finds
 * no room in COUNTED_SUMS is counted in `unsummed` of struct <name>_counters. User space may set the number of entries.
 */
#define SUMS_MAP(name, turn, entries)                   \
	struct {                                        \
		__uint(type, BPF_MAP_TYPE_HASH);        \
		__uint(max_entries, entries);           \
		__type(key, struct name##_sum_key);     \
		__type(value, struct name##_sum_value); \
	} name##_sums_##turn SEC(".maps")

#define SUMS(name, probe, entries)                                                                          \
	SUMS_MAP(name, 0, entries);                                                                         \
	SUMS_MAP(name, 1, entries);                                                                         \
	static const struct name##_sum_value no_##name##_sum;                                               \
                                                                                                            \
	static __always_inline struct name##_sum_value *find_##name##_sum(const struct name##_sum_key *key) \
	{                                                                                                   \
		return wakeup.turns[probe] & 1 ? bpf_map_lookup_elem(&name##_sums_1, key)                   \
					       : bpf_map_lookup_elem(&name##_sums_0, key);                  \
	}                                                                                                   \
                                                                                                            \
	/* 0: it is new. */                                                                                 \
	static __always_inline long make_##name##_sum(const struct name##_sum_key *key)                     \
	{                                                                                                   \
		return wakeup.turns[probe] & 1                                                              \
			       ? bpf_map_update_elem(&name##_sums_1, key, &no_##name##_sum, BPF_NOEXIST)    \
			       : bpf_map_update_elem(&name##_sums_0, key, &no_##name##_sum, BPF_NOEXIST);   \
	}

/* And for a probe that counts what finds no room. */
#define COUNTED_SUMS(name, probe, entries)                                                        \
	SUMS(name, probe, entries);                                                               \
                                                                                                  \
	/* NULL, and counted: there is no room. `key->cpu` is set here. */                        \
	static __always_inline struct name##_sum_value *name##_sum_of(struct name##_sum_key *key) \
	{                                                                                         \
		struct name##_sum_value *sum;                                                     \
                                                                                                  \
		key->cpu = bpf_get_smp_processor_id();                                            \
		sum = find_##name##_sum(key);                                                     \
		if (sum)                                                                          \
			return sum;                                                               \
		make_##name##_sum(key);                                                           \
		sum = find_##name##_sum(key);                                                     \
		if (!sum)                                                                         \
			COUNT(name, unsummed);                                                    \
		return sum;                                                                       \
	}

#define ADD(sum, member, amount) __sync_fetch_and_add(&(sum)->member, amount)

#endif
