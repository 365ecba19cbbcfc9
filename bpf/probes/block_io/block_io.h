/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The block_io probe: its sums by device and operation, its sample of a slow request, its settings. */
#ifndef PROBES_BLOCK_IO_BLOCK_IO_H
#define PROBES_BLOCK_IO_BLOCK_IO_H

#include "kernel/types.h"
#include "core/anchor.h"
#include "core/counters.h"
#include "core/probes.h"
#include "core/ring.h"
#include "core/slots.h"
#include "core/sums.h"

#define DISK_BYTES 32

struct block_io_sum_key {
	u32 device; /* of the whole disk: major << 20 | minor */
	u16 op;     /* REQ_OP_ of include/linux/blk_types.h */
	u16 cpu;
};

/* Device time: from the last issue to the completion. Queue time: from the request's allocation to that issue. */
struct block_io_sum_value {
	char disk[DISK_BYTES];
	u64 count; /* requests that completed */
	u64 bytes;
	u64 errors;
	u64 timed; /* those of which the device time is known; `queued`: and the queue time */
	u64 device_ns;
	u64 device_most_ns;
	u64 queued;
	u64 queue_ns;
	u64 queue_most_ns;
	u32 device_slots[SLOTS];
	u32 queue_slots[SLOTS];
};
ANCHOR(struct, block_io_sum_value);

struct block_io_config {
	u64 slow_ns;          /* 0: no request is reported by itself */
	u8 queue_comes_first; /* tracepoints of requests have the queue as their first parameter, as before 5.11 */
};

const volatile struct block_io_config block_io_config SEC(".rodata.block_io") = {};

struct block_io_counters {
	u64 filtered;
	u64 excluded;
	u64 unsummed;     /* beyond the room for sums: additions to a sum */
	u64 untracked_io; /* requests beyond those in flight that there is room for: counted, without their times */
	u64 unseen_io;    /* completions that no program saw, found when the request's memory was used again */
};

COUNTERS(block_io)

#define SUM_ENTRIES 1024 /* set by user space */

COUNTED_SUMS(block_io, PROBE_BLOCK_IO, SUM_ENTRIES);

/* A slow request, when it has completed. */
struct block_io_sample {
	struct sample_head head;
	u64 owner; /* id of its issuer's description; 0: none */
	u64 sector;
	u64 device_ns;
	u64 queue_ns;
	u32 device;
	u32 op;
	u32 bytes;
	s32 status; /* blk_status_t; before 5.16 a negative errno */
	u32 pid;    /* of its issuer; 0: not known */
	char disk[DISK_BYTES];
};
ANCHOR(struct, block_io_sample);

#endif
