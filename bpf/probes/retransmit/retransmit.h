/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The retransmit probe: its sample. */
#ifndef PROBES_RETRANSMIT_RETRANSMIT_H
#define PROBES_RETRANSMIT_RETRANSMIT_H

#include "kernel/types.h"
#include "core/anchor.h"
#include "core/ring.h"
#include "services/connection/subject.h"

/*
 * `segments`: since the last sample of this connection. More than one where the kernel sends them as one, or showed one
 * to no program.
 */
struct retransmit_sample {
	struct sample_head head;
	struct subject subject;
	u32 segments;
	u8 state; /* enum tcp_state */
};
ANCHOR(struct, retransmit_sample);

#endif
