/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Numbers whose value the verifier is not to follow. It goes on from each branch with what it knows there, and joins two
 * ways only where both know the same of what decides later: a few constants before a few branches are ways by the
 * hundred, each verified to its end.
 */
#ifndef CORE_UNFOLLOWED_H
#define CORE_UNFOLLOWED_H

#include "kernel/bpf.h"

/* Zero. Nobody writes it, but only the contents of read-only maps are known to the verifier. */
volatile u64 unfollowed_zero SEC(".bss.unfollowed");

/* The same number. */
static __always_inline u64 unfollowed(u64 number)
{
	return number | unfollowed_zero;
}

/* The same bytes, on the stack, by a call: where many numbers are the outcome of many branches. */
static __always_inline void unfollow(void *bytes, u32 size)
{
	bpf_probe_read_kernel(bytes, size, bytes);
}

#endif
