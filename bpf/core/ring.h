/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The ring, the head of a sample, wake-ups. */
#ifndef CORE_RING_H
#define CORE_RING_H

#include "kernel/bpf.h"
#include "core/config.h"
#include "core/counters.h"
#include "core/probes.h"

struct sample_head {
	u64 time_ns; /* CLOCK_BOOTTIME */
	u8 probe;    /* enum probe_id */
	u8 kind;     /* the probe's own enum */
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20); /* set by user space */
} samples SEC(".maps");

/*
 * Shared with user space, which maps it. The reader may sleep only when last_ns is longer ago than the window between
 * wake-ups. Hooks are attached and detached one after the other; a part of them would see half of what happens. So user
 * space sets is_live once all are attached, and clears it before the first is detached; while it is 0 programs return at
 * once. is_ending: a stop is near, so that interval reports include connections younger than an interval. turns: by probe,
 * which of its two maps of sums is filled, by the lowest bit (core/sums.h).
 */
struct wakeup_value {
	u64 last_ns;
	u64 is_live;
	u64 walk_room;     /* records that a walk may still make: the rest of the room is for new connections */
	u64 is_first_walk; /* which reports also what it finds no room for */
	u64 is_ending;
	u64 turns[PROBE_COUNT];
};
volatile struct wakeup_value wakeup SEC(".data.wakeup") = {};

/* The head is filled; NULL (and counted) when the ring is full. `size` must be known to the verifier as a constant. */
static __always_inline void *reserve_sample(enum probe_id probe, u8 kind, u64 size)
{
	struct sample_head *head = bpf_ringbuf_reserve(&samples, size, 0);

	if (!head) {
		COUNT(trace, lost[probe]);
		return NULL;
	}
	head->time_ns = bpf_ktime_get_boot_ns();
	head->probe = probe;
	head->kind = kind;
	return head;
}

/*
 * A wake-up costs more than a sample, so most are submitted without. "Another one will come" is safe only because the
 * wake-up is forced, is decided after the reserve, and leaves a stamp that the reader looks at before it sleeps.
 */
static __always_inline void submit_sample(enum probe_id probe, void *sample)
{
	u64 now = bpf_ktime_get_boot_ns();
	u64 flags = BPF_RB_NO_WAKEUP;

	if (now - wakeup.last_ns > config.wakeup_ns ||
	    bpf_ringbuf_query(&samples, BPF_RB_AVAIL_DATA) > config.ring_bytes / 4) {
		wakeup.last_ns = now;
		flags = BPF_RB_FORCE_WAKEUP;
	}
	COUNT(trace, samples[probe]);
	bpf_ringbuf_submit(sample, flags);
}

#endif
