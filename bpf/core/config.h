/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The settings that concern every program. A service or a probe has its own beside it: struct <name>_config, in the
 * section .rodata.<name>. All are fixed before the programs are loaded: the verifier removes what a setting rules out.
 */
#ifndef CORE_CONFIG_H
#define CORE_CONFIG_H

#include "kernel/bpf.h"
#include "core/probes.h"

struct trace_config {
	u64 wakeup_ns; /* no second wake-up within this time */
	u32 ring_bytes;
	u8 probes[PROBE_COUNT];   /* 1: it is on */
	u8 preemptible;           /* a task may lose its CPU within a program: see twins.h */
	u8 preemptible_functions; /* and within one of a function of the kernel */
	u8 classic;               /* and the classic tracepoints are attached, first */
};

const volatile struct trace_config config SEC(".rodata.trace") = {};

#endif
