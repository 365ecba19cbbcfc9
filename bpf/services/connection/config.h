/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The settings of the service `connection`. */
#ifndef SERVICES_CONNECTION_CONFIG_H
#define SERVICES_CONNECTION_CONFIG_H

#include "kernel/bpf.h"
#include "core/anchor.h"

/* Whether connect, accept and listen are seen as calls, and how: see services/syscalls/programs.h. */
enum call_sight { CALLS_UNSEEN, CALLS_BY_TRACEPOINTS, CALLS_BY_FUNCTIONS };
ANCHOR(enum, call_sight);

struct connection_config {
	u64 boot_salt;      /* of /proc/sys/kernel/random/boot_id, so that flow ids differ from boot to boot */
	u64 interval_ns;    /* of the reports in summary mode */
	u32 direction_mask; /* bit 1 << enum direction */
	u8 summary;         /* beginnings are reported with their end, long connections at intervals */
	u8 existing;        /* walks report what existed before the start, too */
	u8 syscalls;        /* enum call_sight */
	u8 writes;          /* the returns of sends are seen */
	u8 port_filter;     /* enum filter_use */
	u8 network_filter;
};

const volatile struct connection_config connection_config SEC(".rodata.connection") = {};

#endif
