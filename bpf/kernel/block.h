/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Requests to block devices: include/linux/blk-mq.h, blk_types.h, blkdev.h. */
#ifndef KERNEL_BLOCK_H
#define KERNEL_BLOCK_H

#include "kernel/bpf.h"
#include "kernel/types.h"

/* Operations: the low byte of cmd_flags. */
#define REQ_OP_MASK 255
#define REQ_OP_FLUSH 2
#define REQ_OP_DRIVER 32 /* from here on commands that are no reads or writes of the block layer: passthrough */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct gendisk {
	int major;
	int first_minor;
	char disk_name[32];
};

struct request_queue {
	struct gendisk *disk;
};

enum mq_rq_state { MQ_RQ_IDLE };

struct request {
	struct request_queue *q;
	u32 cmd_flags;
	u32 rq_flags;
	u32 __data_len; /* bytes that are left */
	u64 __sector;
	u64 start_time_ns; /* CLOCK_MONOTONIC, of its allocation; 0: nobody wanted to know */
	enum mq_rq_state state;
};

/* Before 5.17. */
struct request___with_disk {
	struct gendisk *rq_disk;
};

/* From 6.12 on. */
enum rqf_flags { __RQF_FLUSH_SEQ };

#pragma clang attribute pop

static __always_inline struct gendisk *disk_of(struct request *request)
{
	struct request___with_disk *old = (void *)request;

	if (bpf_core_field_exists(old->rq_disk))
		return BPF_CORE_READ(old, rq_disk);
	return BPF_CORE_READ(request, q, disk);
}

static __always_inline u32 op_of(struct request *request)
{
	return BPF_CORE_READ(request, cmd_flags) & REQ_OP_MASK;
}

/*
 * It is a part of the sequence by which the block layer makes a flush and a write of one (block/blk-flush.c): it completes once more
 * behind its last part.
 */
static __always_inline bool is_in_flush_sequence(struct request *request)
{
	u32 bit = 4;

	if (bpf_core_enum_value_exists(enum rqf_flags, __RQF_FLUSH_SEQ))
		bit = bpf_core_enum_value(enum rqf_flags, __RQF_FLUSH_SEQ);
	return BPF_CORE_READ(request, rq_flags) >> bit & 1;
}

#endif
