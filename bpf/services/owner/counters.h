/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* What the service `owner` counts. */
#ifndef SERVICES_OWNER_COUNTERS_H
#define SERVICES_OWNER_COUNTERS_H

#include "kernel/types.h"
#include "core/counters.h"

struct owner_counters {
	u64 undescribed; /* processes that found no room in `live_processes`: described again each time */
};

COUNTERS(owner)

#endif
