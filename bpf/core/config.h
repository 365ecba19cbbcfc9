/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The settings. */
#ifndef CORE_CONFIG_H
#define CORE_CONFIG_H

#include "kernel/bpf.h"
#include "core/probes.h"

/* Fixed before the programs are loaded: the verifier removes the branches that a setting rules out. */
struct trace_config {
	u64 boot_salt;   /* of /proc/sys/kernel/random/boot_id, so that flow ids differ from boot to boot */
	u64 wakeup_ns;   /* no second wake-up within this time */
	u64 interval_ns; /* of the reports in summary mode */
	u32 ring_bytes;
	u32 arguments_limit; /* bytes of a command line */
	u32 direction_mask;  /* bit 1 << enum direction */
	u8 probes[PROBE_COUNT];
	u8 summary; /* the tcp probe reports at close only */
	u8 include_splunk;
	u8 existing;    /* walks tell what existed before the start, too */
	u8 syscalls;    /* the system call tracepoints are attached */
	u8 writes;      /* the returns of sends are seen */
	u8 preemptible; /* a task may lose its CPU within a program: see takers.h */
	u8 classic;     /* and the classic tracepoints are attached, first */
	u8 name_filter; /* enum filter_use */
	u8 user_filter;
	u8 port_filter;
	u8 network_filter;
};

const volatile struct trace_config config SEC(".rodata.config") = {};

#endif
