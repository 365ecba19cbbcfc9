/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The kernel does not run a program that is already running on the same CPU (recursion protection, counted in
 * recursion_misses). An event that must not be missed therefore has several programs, twins: the first that runs notes it
 * in a mark of this CPU, and each later one acts only where it finds no mark of it. A run is missed in two ways.
 *
 * From 6.1 on, a program of a typed tracepoint that is interrupted misses what the interrupt does: a packet for another
 * socket. Softirqs do not nest, so one twin, attached after the program, sees all that the program missed.
 *
 * From 7.0 on, a task can be preempted within a program of a typed tracepoint, from 7.2 on also within one of a system
 * call. Until that task runs again, no other task on this CPU gets the program run; and its twin, which does the work
 * meanwhile, is soon in the same state. Within a classic tracepoint's program nobody is preempted (but for those of
 * system calls), so there it comes first, and the two others are its twins. Calls have no such tracepoints; and within a
 * program of a function of the kernel a task can be preempted from 5.12 on, where that kernel preempts tasks at all. Their
 * programs have two twins each, where nothing else makes good what they miss; an accept that is missed is reported at the
 * close.
 */
#ifndef CORE_TWINS_H
#define CORE_TWINS_H

#include "kernel/bpf.h"

struct mark {
	u64 object; /* the socket, or the thread */
	u64 event;  /* which of its events; never 0 */
};

enum mark_slot {
	MARK_SET_STATE,
	MARK_TCP_STATE,
	MARK_ENTER_CONNECT,
	MARK_EXIT_CONNECT,
	MARK_EXIT_ACCEPT,
	MARK_EXIT_LISTEN,
	MARK_ENTER_EXEC,
	MARK_EXIT_EXEC,
	MARK_COUNT,
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MARK_COUNT);
	__type(key, u32);
	__type(value, struct mark);
} marks SEC(".maps");

enum twin { TWIN_FIRST, TWIN_NEXT, TWIN_LAST };

/*
 * Whether this program is to act. The last one removes the mark, since the next event of this kind needs one of its own.
 * Other events in between overwrite a mark; then a program acts a second time: its work must be idempotent.
 */
static __always_inline bool must_act(enum twin twin, u32 slot, u64 object, u64 event)
{
	volatile struct mark *mark = bpf_map_lookup_elem(&marks, &slot);
	bool is_marked = mark && twin != TWIN_FIRST && mark->event == event && mark->object == object;

	if (!mark)
		return true;
	if (twin == TWIN_LAST) {
		if (is_marked)
			mark->event = 0;
	} else if (!is_marked) {
		mark->object = object;
		mark->event = event;
	}
	return !is_marked;
}

#endif
