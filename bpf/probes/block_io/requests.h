/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Requests that are queued or at their device. */
#ifndef PROBES_BLOCK_IO_REQUESTS_H
#define PROBES_BLOCK_IO_REQUESTS_H

#include "kernel/block.h"
#include "kernel/bpf.h"
#include "kernel/task.h"
#include "core/anchor.h"
#include "core/time.h"
#include "services/owner/describe.h"
#include "services/owner/descriptions.h"
#include "probes/block_io/block_io.h"

#define REQUESTS 16384

enum request_state { REQUEST_QUEUED = 1, REQUEST_ISSUED, REQUEST_TIMED, REQUEST_ENDED };
ANCHOR(enum, request_state);

struct block_io_request_value {
	u64 identity;  /* one that has the same memory later has another */
	u64 issued_ns; /* CLOCK_BOOTTIME, the last time; 0: not yet; of one that has ended, when that was */
	u64 queue_ns;  /* until then */
	struct owner_verdict issuer; /* it refers to the description; unknown: nobody asked, or none was there */
	u64 taken;                   /* which of its completions was taken last: see completion_of */
	u32 pid;                     /* of its issuer; 0: not known */
	u32 device;
	u32 bytes;
	u16 op;
	u8 state; /* enum request_state */
	u8 unused;
};
ANCHOR(struct, block_io_request_value);

/*
 * By the request's address. Inserted when it is put into a queue, or at its issue; deleted by the last program of its last
 * completion, or when it is merged into another one.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, REQUESTS);
	__type(key, u64);
	__type(value, struct block_io_request_value);
} block_io_requests SEC(".maps");

/* Requests are made once, with their queue, and used again and again. Where nobody asked for its start, its place on the disk. */
static __always_inline u64 identity_of(struct request *request)
{
	u64 start_ns = BPF_CORE_READ(request, start_time_ns);

	return start_ns ? start_ns : BPF_CORE_READ(request, __sector) + 1;
}

/* A completion of a request: of each part the number of bytes that are left is another one. Never 0. */
static __always_inline u64 completion_of(struct request *request, bool is_part_of_sequence)
{
	return (u64)BPF_CORE_READ(request, __data_len) << 2 | is_part_of_sequence << 1 | 1;
}

/* Read whole: as a struct it is copied byte by byte. */
static __always_inline struct owner_verdict issuer_of(const struct block_io_request_value *request)
{
	return (struct owner_verdict){ .bits = request->issuer.bits };
}

static __always_inline void forget_request(u64 address)
{
	struct block_io_request_value *known = bpf_map_lookup_elem(&block_io_requests, &address);
	u64 owner;

	if (!known)
		return;
	owner = owner_id(issuer_of(known));
	bpf_map_delete_elem(&block_io_requests, &address);
	if (owner)
		release(owner);
}

/* In process context, and only where slow requests are reported. */
static __always_inline void take_issuer(struct block_io_request_value *request)
{
	struct task_struct *task = current_task(), *leader = BPF_CORE_READ(task, group_leader);

	request->pid = BPF_CORE_READ(task, tgid);
	request->issuer = describe_once(task, request->pid, BPF_CORE_READ(leader, start_boottime),
					BPF_CORE_READ(leader, self_exec_id));
	refer_to(owner_id(request->issuer));
}

static __always_inline u32 device_of(struct gendisk *disk)
{
	return (u32)BPF_CORE_READ(disk, major) << 20 | (u32)BPF_CORE_READ(disk, first_minor);
}

/* Of this request's disk. */
static __always_inline struct block_io_sum_value *sum_of(struct request *request, struct block_io_sum_key *key)
{
	struct block_io_sum_value *sum = block_io_sum_of(key);

	if (sum && !sum->disk[0])
		BPF_CORE_READ_STR_INTO(&sum->disk, disk_of(request), disk_name);
	return sum;
}

/* What it did is known from its issue, but for its times. What has its memory now may be of another disk: no name. */
static __always_inline void add_unseen(const struct block_io_request_value *known)
{
	struct block_io_sum_key key = { .device = known->device, .op = known->op };
	struct block_io_sum_value *sum = block_io_sum_of(&key);

	COUNT(block_io, unseen_io);
	if (!sum)
		return;
	ADD(sum, count, 1);
	if (known->state == REQUEST_ISSUED)
		ADD(sum, bytes, known->bytes);
}

/* Issued, and not known to have completed. */
static __always_inline bool is_under_way(const struct block_io_request_value *known)
{
	return known->issued_ns && (known->state == REQUEST_ISSUED || known->state == REQUEST_TIMED);
}

static __always_inline void mark_ended(struct block_io_request_value *known, struct request *request)
{
	known->identity = identity_of(request); /* its place on the disk moves with each part */
	known->issued_ns = bpf_ktime_get_boot_ns();
	known->state = REQUEST_ENDED;
}

/* Its last program is milliseconds behind the first one. */
#define ENDED_FOR_LONG_NS NSEC_PER_SEC

/* Nothing more comes of it: its last program did not run, or it was never issued and another one has its memory. */
static __always_inline bool is_left_over(struct request *request, const struct block_io_request_value *known)
{
	if (known->state == REQUEST_ENDED)
		return bpf_ktime_get_boot_ns() - known->issued_ns > ENDED_FOR_LONG_NS;
	return !is_under_way(known) && known->identity != identity_of(request);
}

/*
 * The request, made where it is not there yet, with its issuer. NULL: there is no room. One that has the
 * memory of a request whose end was not seen takes its place.
 */
static __always_inline struct block_io_request_value *request_of(struct request *request)
{
	u64 address = (u64)request, identity = identity_of(request);
	struct block_io_request_value *known = bpf_map_lookup_elem(&block_io_requests, &address), fresh = {};

	if (known && known->identity == identity && known->state != REQUEST_ENDED)
		return known;
	if (known) {
		if (is_under_way(known))
			add_unseen(known);
		forget_request(address);
	}
	fresh.identity = identity;
	fresh.state = REQUEST_QUEUED;
	if (block_io_config.slow_ns)
		take_issuer(&fresh);
	if (!bpf_map_update_elem(&block_io_requests, &address, &fresh, BPF_NOEXIST))
		return bpf_map_lookup_elem(&block_io_requests, &address);
	if (is_known(issuer_of(&fresh)))
		release(owner_id(issuer_of(&fresh)));
	return NULL;
}

/* A request is issued some nanoseconds before the kernel says so in its state. */
#define STATE_IS_RIGHT_NS (100 * NSEC_PER_MSEC)

/*
 * One whose completion no program saw: its memory is free, or another request has it. A kernel may keep programs from
 * running within some of its processes, and so from what interrupts those. Where a hypervisor had stopped the processor
 * between issue and state, its completion is still to come, and finds it ended: it is not counted again.
 */
__noinline int end_unseen_io(u64 address)
{
	struct request *request = (void *)address;
	struct block_io_request_value *known = bpf_map_lookup_elem(&block_io_requests, &address);
	bool is_same;

	if (known && is_left_over(request, known)) {
		forget_request(address);
		return 0;
	}
	if (!known || !is_under_way(known) || bpf_ktime_get_boot_ns() - known->issued_ns < STATE_IS_RIGHT_NS)
		return 0;
	is_same = known->identity == identity_of(request);
	if (is_same && BPF_CORE_READ(request, state) != MQ_RQ_IDLE)
		return 0;
	add_unseen(known);
	if (is_same)
		mark_ended(known, request);
	else
		forget_request(address);
	return 0;
}

#endif
