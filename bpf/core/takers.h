/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The kernel leaves a program out where it is already at work on that CPU. So what must not be missed has several takers
 * of one event: the first leaves a mark of it, and each further one acts only where it finds none. Two ways lead there.
 *
 * An interrupt's packet changes one socket in the midst of a process's doing with another (from 6.1 on for typed
 * tracepoints). Softirqs do not nest: a twin, attached after the program, takes what that one missed.
 *
 * From 7.0 on a task can be preempted within a program of a typed tracepoint, and from 7.2 on within that of a system
 * call. Until it runs again, all other tasks of that CPU go without that program; and its twin is soon in the same case,
 * since it does the work meanwhile. Classic tracepoints keep preemption off, so their program comes first there, and
 * the two others are its twins. System calls have classic ones only: theirs have two twins, and what all three
 * missed of an accept, the first read, write or close tells.
 */
#ifndef CORE_TAKERS_H
#define CORE_TAKERS_H

#include "kernel/bpf.h"

struct mark {
	u64 whose; /* socket, or thread */
	u64 what;  /* of the events of one of those; never 0 */
};

enum mark_slot {
	MARK_SET_STATE,
	MARK_TCP_STATE,
	MARK_ENTER_CONNECT,
	MARK_EXIT_CONNECT,
	MARK_EXIT_ACCEPT,
	MARK_EXIT_LISTEN,
	MARK_COUNT,
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MARK_COUNT);
	__type(key, u32);
	__type(value, struct mark);
} marks SEC(".maps");

enum taker { TAKER_FIRST, TAKER_FURTHER, TAKER_LAST };

/*
 * Whether this taker is to act. The last one takes the mark away: the next event of this kind needs one of its own. Where
 * other events, in between, left theirs, a taker acts a second time: what it does must bear that.
 */
static __always_inline bool is_mine(enum taker taker, u32 slot, u64 whose, u64 what)
{
	volatile struct mark *mark = bpf_map_lookup_elem(&marks, &slot);
	bool is_marked = mark && taker != TAKER_FIRST && mark->what == what && mark->whose == whose;

	if (!mark)
		return true;
	if (taker == TAKER_LAST) {
		if (is_marked)
			mark->what = 0;
	} else if (!is_marked) {
		mark->whose = whose;
		mark->what = what;
	}
	return !is_marked;
}

#endif
