/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The settings of the service `connection`. */
#ifndef SERVICES_CONNECTION_CONFIG_H
#define SERVICES_CONNECTION_CONFIG_H

#include "kernel/bpf.h"

struct connection_config {
	u64 boot_salt;      /* of /proc/sys/kernel/random/boot_id, so that flow ids differ from boot to boot */
	u64 interval_ns;    /* of the reports in summary mode */
	u32 direction_mask; /* bit 1 << enum direction */
	u8 summary;         /* beginnings are reported with their end, long connections at intervals */
	u8 existing;        /* walks report what existed before the start, too */
	u8 syscalls;        /* connect, accept and listen are seen as calls, see services/syscalls/programs.h */
	u8 writes;          /* the returns of sends are seen */
	u8 port_filter;     /* enum filter_use */
	u8 network_filter;
};

const volatile struct connection_config connection_config SEC(".rodata.connection") = {};

#endif
