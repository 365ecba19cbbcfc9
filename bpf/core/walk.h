/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Iterators (bpf_iter), which user space reads: what they find goes into the ring. */
#ifndef CORE_WALK_H
#define CORE_WALK_H

#include "kernel/bpf.h"
#include "kernel/contexts.h"

/* Paces user space's read(2), which ends when its buffer is full: it empties the ring between two reads. */
static __always_inline void make_read_end(struct bpf_iter_meta *meta)
{
	static const char pace[64];

	bpf_seq_write(meta->seq, pace, sizeof(pace));
}

#endif
