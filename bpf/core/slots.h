/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Histograms of microseconds: four slots a power of two, so that a slot's upper end is at most a quarter above its lower
 * one. Slots 0 to 3 are of one microsecond each. src/probes/histogram.ts has their bounds.
 */
#ifndef CORE_SLOTS_H
#define CORE_SLOTS_H

#include "kernel/bpf.h"
#include "core/anchor.h"
#include "core/numbers.h"
#include "core/time.h"

enum slot { SLOTS = 128 }; /* up to 2.4 hours */
ANCHOR(enum, slot);

/* The highest bit that is set, of a number that is not 0. */
static __always_inline u32 log2_of(u64 value)
{
	u32 high = 0;

	if (value >> 32) {
		value >>= 32;
		high += 32;
	}
	if (value >> 16) {
		value >>= 16;
		high += 16;
	}
	if (value >> 8) {
		value >>= 8;
		high += 8;
	}
	if (value >> 4) {
		value >>= 4;
		high += 4;
	}
	if (value >> 2) {
		value >>= 2;
		high += 2;
	}
	return high + (value >> 1);
}

/* Below SLOTS; the verifier is to see that at the place where it is used. */
static __always_inline u32 slot_of(u64 ns)
{
	u64 us = ns / NSEC_PER_USEC;
	u32 high, slot;

	if (us < 4)
		return us;
	high = log2_of(us);
	slot = high * 4 - 4 + ((us >> (high - 2)) & 3);
	return slot < SLOTS ? slot : SLOTS - 1;
}

/* Of an array of SLOTS. */
static __always_inline void add_to_slot(u32 *slots, u64 ns)
{
	u32 slot = slot_of(ns);

	barrier_var(slot); /* else the compiler knows the bound, and leaves out what shows it to the verifier */
	__sync_fetch_and_add(&slots[slot & (SLOTS - 1)], 1);
}

#endif
