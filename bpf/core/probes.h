/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The probes, by the numbers that their samples carry. */
#ifndef CORE_PROBES_H
#define CORE_PROBES_H

#include "kernel/types.h"
#include "core/anchor.h"

enum probe_id {
	PROBE_OWNER, /* descriptions that the other probes' samples refer to; not a probe that a user can choose */
	PROBE_TCP,
	PROBE_TCP_STATE,
	PROBE_RETRANSMIT,
	PROBE_PROCESS,
	PROBE_SHELL,
	PROBE_FILE,
	PROBE_TARGETS, /* executables that programs may be attached to; not one to choose, either */
	PROBE_BLOCK_IO,
	PROBE_COUNT,
};

ANCHOR(enum, probe_id);

#endif
