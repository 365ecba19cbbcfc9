/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The tcp_state probe: its sample. */
#ifndef PROBES_TCP_STATE_TCP_STATE_H
#define PROBES_TCP_STATE_TCP_STATE_H

#include "kernel/types.h"
#include "core/anchor.h"
#include "core/ring.h"
#include "services/connection/subject.h"

struct tcp_state_sample {
	struct sample_head head;
	struct subject subject;
	u8 old_state; /* enum tcp_state */
	u8 new_state;
};
ANCHOR(struct, tcp_state_sample);

#endif
