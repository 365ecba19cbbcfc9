/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Descriptions by id, and who refers to them. */
#ifndef SERVICES_OWNER_DESCRIPTIONS_H
#define SERVICES_OWNER_DESCRIPTIONS_H

#include "kernel/bpf.h"
#include "core/probes.h"
#include "core/ring.h"
#include "services/owner/sample.h"

#define DESCRIPTIONS 65536

/* By description id. Inserted before the sample is sent, deleted when neither process nor record needs it. */
struct description {
	s64 records;
	u32 ended;
	u32 unused;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DESCRIPTIONS);
	__type(key, u64);
	__type(value, struct description);
} descriptions SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} last_id SEC(".maps");

#define CPU_BITS 13 /* NR_CPUS is at most 8,192 */

/* Below 2^53, never 0. */
static __always_inline u64 new_id(void)
{
	u32 zero = 0;
	u64 *last = bpf_map_lookup_elem(&last_id, &zero);

	return last ? (++*last << CPU_BITS) | (bpf_get_smp_processor_id() + 1) : 0;
}

static __always_inline void report_gone(u64 id)
{
	struct owner_gone_sample *sample;

	bpf_map_delete_elem(&descriptions, &id);
	sample = reserve_sample(PROBE_OWNER, OWNER_GONE, sizeof(*sample));
	if (!sample)
		return; /* user space bounds its cache */
	sample->id = id;
	submit_sample(PROBE_OWNER, sample);
}

static __always_inline void refer_to(u64 id)
{
	struct description *description = bpf_map_lookup_elem(&descriptions, &id);

	if (description)
		__sync_fetch_and_add(&description->records, 1);
}

static __always_inline void release(u64 id)
{
	struct description *description = bpf_map_lookup_elem(&descriptions, &id);

	if (!description)
		return;
	__sync_fetch_and_add(&description->records, -1);
	if (description->ended && description->records <= 0)
		report_gone(id);
}

/* Neither process nor record needs it. */
static __always_inline void forget_if_unneeded(u64 id)
{
	struct description *description = bpf_map_lookup_elem(&descriptions, &id);

	if (description && description->ended && description->records <= 0)
		report_gone(id);
}

static __always_inline void end_description(u64 id)
{
	struct description *description = bpf_map_lookup_elem(&descriptions, &id);

	if (!description)
		return;
	description->ended = 1;
	if (description->records <= 0)
		report_gone(id);
}

#endif
