/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The decision, before anything is reserved. A filter has values to include, to exclude, or both; the longest match
 * wins, exclude before include at the same length, and what matches nothing passes unless something is to be included.
 */
#ifndef CORE_FILTER_H
#define CORE_FILTER_H

#include "kernel/bpf.h"
#include "core/anchor.h"

/* FILTER_INCLUDES: what matches nothing does not pass. */
enum filter_use { FILTER_NONE, FILTER_EXCLUDES, FILTER_INCLUDES };
ANCHOR(enum, filter_use);
enum filter_verdict { VERDICT_INCLUDE = 1, VERDICT_EXCLUDE = 2 };
ANCHOR(enum, filter_verdict);

#define FILTER_ENTRIES 16384

#define LPM_FILTER(map, key_type)                     \
	struct {                                      \
		__uint(type, BPF_MAP_TYPE_LPM_TRIE);  \
		__uint(max_entries, FILTER_ENTRIES);  \
		__uint(map_flags, BPF_F_NO_PREALLOC); \
		__type(key, struct key_type);         \
		__type(value, u8);                    \
	} map SEC(".maps")

static __always_inline bool passes(u8 use, const u8 *verdict)
{
	return verdict ? !(*verdict & VERDICT_EXCLUDE) : use != FILTER_INCLUDES;
}

#endif
