/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Loops that the verifier does not follow turn by turn. From 6.4 on it looks at the body of an open-coded iterator until
 * one more turn says nothing new, two or three times (is_iter_next_insn in kernel/bpf/verifier.c); any other loop is as
 * many bodies as it has turns, and as many more as there are ways through each.
 */
#ifndef CORE_LOOP_H
#define CORE_LOOP_H

#include "kernel/bpf.h"

/* include/uapi/linux/bpf.h, 6.4 */
struct bpf_iter_num {
	u64 opaque;
} __attribute__((aligned(8)));

#define HAS_ITERATORS bpf_ksym_exists(bpf_iter_num_new)

/* One of the two, by the kernel: the stack of 5.10 is short. */
union repetition {
	struct bpf_iter_num iterator;
	u32 turn;
};

static __always_inline union repetition *begin_repetition(union repetition *repetition, u32 turns)
{
	if (HAS_ITERATORS)
		bpf_iter_num_new(&repetition->iterator, 0, turns);
	else
		repetition->turn = 0;
	return repetition;
}

static __always_inline bool next_turn(union repetition *repetition, u32 turns)
{
	return HAS_ITERATORS ? bpf_iter_num_next(&repetition->iterator) != NULL : repetition->turn++ < turns;
}

/*
 * Verifiers before 6.4 want the way back of a loop to be a jump (push_insn), where the compiler may let the body fall into
 * the next turn. This one is never taken, and its other way is one of a jump, too.
 */
#define JUMP_BACK()                                             \
	({                                                      \
		__label__ again;                                \
		asm goto("if r10 == 0 goto %l0" : : : : again); \
	again:;                                                 \
	})

static __always_inline void end_repetition(union repetition *repetition)
{
	if (HAS_ITERATORS)
		bpf_iter_num_destroy(&repetition->iterator);
}

/*
 * for (turns times), with `break`, `continue` and `return`. `turns` is a constant. What a turn changes and the next one
 * decides by must not begin as a constant: see core/unfollowed.h.
 */
#define REPEAT(turns)                                                              \
	for (union repetition repetition __attribute__((cleanup(end_repetition))), \
	     *once = begin_repetition(&repetition, turns);                         \
	     once && next_turn(&repetition, turns); JUMP_BACK())

#endif
