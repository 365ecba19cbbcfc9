// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * The block_io probe: how many requests each disk completed, how many bytes and how long they took, in sums by device and
 * operation; and each slow one by itself.
 *
 * What is counted is what /proc/diskstats counts: requests that the block layer has completed. Those that it makes of one
 * request for itself are not issued or not counted there either (see is_in_flush_sequence): a flush without data is a
 * write without bytes that is never issued, and the flush that serves it is a request of its own.
 */

#include "probes/block_io/block_io.h"
#include "kernel/block.h"
#include "kernel/bpf.h"
#include "core/on_demand.h"
#include "core/probes.h"
#include "core/ring.h"
#include "core/slots.h"
#include "core/sums.h"
#include "core/twins.h"
#include "probes/block_io/requests.h"

/* Of a typed tracepoint about one request, that one. */
static __always_inline struct request *request_in(unsigned long long *ctx)
{
	return (void *)(block_io_config.queue_comes_first ? ctx[1] : ctx[0]);
}

/* What is no operation of a disk has no sums. */
static __always_inline bool is_counted(struct request *request)
{
	return wakeup.is_live && op_of(request) < REQ_OP_DRIVER && disk_of(request);
}

/* It waits in a queue, of a scheduler or not. Who puts it there is its issuer. */
static __always_inline void take_queued(enum twin twin, struct request *request)
{
	struct block_io_request_value *known;

	if (!block_io_config.slow_ns || !is_counted(request))
		return;
	known = request_of(request);
	if (known && known->state == REQUEST_ISSUED) /* and was given back, which was not seen */
		known->state = REQUEST_QUEUED;
}

/* Idempotent: the twin finds it issued. */
static __always_inline void take_issued(enum twin twin, struct request *request)
{
	struct block_io_request_value *known;
	u64 start_ns, now_ns;

	if (!is_counted(request))
		return;
	known = request_of(request);
	if (!known && twin == TWIN_FIRST)
		COUNT(block_io, untracked_io);
	if (!known || known->state != REQUEST_QUEUED)
		return;
	start_ns = BPF_CORE_READ(request, start_time_ns);
	now_ns = bpf_ktime_get_ns();
	known->issued_ns = bpf_ktime_get_boot_ns();
	known->queue_ns = start_ns && now_ns > start_ns ? now_ns - start_ns : 0;
	known->device = device_of(disk_of(request));
	known->op = op_of(request);
	known->bytes = BPF_CORE_READ(request, __data_len);
	known->taken = 0;
	known->state = REQUEST_ISSUED;
}

/* Its device had no room for it: it is issued again. */
static __always_inline void take_given_back(enum twin twin, struct request *request)
{
	u64 address = (u64)request;
	struct block_io_request_value *known = bpf_map_lookup_elem(&block_io_requests, &address);

	if (known && known->state == REQUEST_ISSUED)
		known->state = REQUEST_QUEUED;
}

WITHHOLDS(block_io)

static __always_inline void report_slow(struct request *request, const struct block_io_request_value *known,
					const struct block_io_sum_key *key, u64 device_ns, s32 status)
{
	struct block_io_sample *sample;

	if (is_known(issuer_of(known)) && block_io_withholds(issuer_of(known)))
		return;
	sample = reserve_sample(PROBE_BLOCK_IO, 0, sizeof(*sample));
	if (!sample)
		return;
	sample->owner = owner_id(issuer_of(known));
	sample->sector = BPF_CORE_READ(request, __sector);
	sample->device_ns = device_ns;
	sample->queue_ns = known->queue_ns;
	sample->device = key->device;
	sample->op = key->op;
	sample->bytes = known->bytes;
	sample->status = status;
	sample->pid = known->pid;
	BPF_CORE_READ_STR_INTO(&sample->disk, disk_of(request), disk_name);
	submit_sample(PROBE_BLOCK_IO, sample);
}

/* One that does not nest on its CPU: requests of a device complete in interrupts of one kind, or in a thread. */
static __always_inline void raise_to(u64 *most, u64 value)
{
	if (value > *most)
		*most = value;
}

static __always_inline void add_times(struct block_io_sum_value *sum, const struct block_io_request_value *known,
				      u64 device_ns)
{
	ADD(sum, timed, 1);
	ADD(sum, device_ns, device_ns);
	raise_to(&sum->device_most_ns, device_ns);
	add_to_slot(sum->device_slots, device_ns);
	if (!known->queue_ns)
		return;
	ADD(sum, queued, 1);
	ADD(sum, queue_ns, known->queue_ns);
	raise_to(&sum->queue_most_ns, known->queue_ns);
	add_to_slot(sum->queue_slots, known->queue_ns);
}

/* What one completion adds. */
static __always_inline void add_completion(struct request *request, struct block_io_request_value *known, u32 bytes,
					   s32 status, bool is_last_part, bool is_end)
{
	struct block_io_sum_key key = { .device = device_of(disk_of(request)), .op = op_of(request) };
	struct block_io_sum_value *sum = sum_of(request, &key);
	u64 device_ns;

	if (sum && bytes)
		ADD(sum, bytes, bytes);
	if (sum && is_end) {
		ADD(sum, count, 1);
		if (status)
			ADD(sum, errors, 1);
	}
	if (!known || known->state != REQUEST_ISSUED || !is_last_part)
		return;
	known->state = REQUEST_TIMED;
	device_ns = bpf_ktime_get_boot_ns() - known->issued_ns;
	if (sum)
		add_times(sum, known, device_ns);
	if (block_io_config.slow_ns && device_ns + known->queue_ns >= block_io_config.slow_ns)
		report_slow(request, known, &key, device_ns, status);
}

/* One whose issue was not seen, or which is never issued, is remembered for the other programs of this completion. */
static __always_inline bool remember_completion(struct request *request, u64 completion, u8 state)
{
	struct block_io_request_value fresh = { .identity = identity_of(request), .taken = completion, .state = state };
	u64 address = (u64)request;

	if (state == REQUEST_ENDED)
		fresh.issued_ns = bpf_ktime_get_boot_ns();
	return !bpf_map_update_elem(&block_io_requests, &address, &fresh, BPF_NOEXIST);
}

/*
 * Of one that has ended nothing more comes. It is still there where its last program did not run: the next request in its
 * memory is another one.
 */
static __always_inline bool is_taken(const struct block_io_request_value *known, struct request *request,
				     u64 completion)
{
	return known->state == REQUEST_ENDED ? known->identity == identity_of(request) : known->taken == completion;
}

/*
 * Idempotent: what was taken is remembered with the request until the last program. Where there is no room for that, only
 * the first one takes it.
 */
static __always_inline void take_completed(enum twin twin, struct request *request, s32 status, u32 bytes)
{
	u64 address = (u64)request, completion;
	struct block_io_request_value *known;
	bool is_part_of_sequence, is_last_part, is_end;

	if (!is_counted(request))
		return;
	is_part_of_sequence = op_of(request) != REQ_OP_FLUSH && is_in_flush_sequence(request);
	is_last_part = bytes >= BPF_CORE_READ(request, __data_len);
	is_end = is_last_part && !is_part_of_sequence;
	completion = completion_of(request, is_part_of_sequence);
	known = bpf_map_lookup_elem(&block_io_requests, &address);
	if (!known) {
		if (remember_completion(request, completion, is_end ? REQUEST_ENDED : REQUEST_TIMED) ||
		    twin == TWIN_FIRST)
			add_completion(request, NULL, bytes, status, is_last_part, is_end);
	} else if (!is_taken(known, request, completion)) {
		known->taken = completion;
		add_completion(request, known, bytes, status, is_last_part, is_end);
		if (is_end)
			mark_ended(known, request);
	}
	if (twin == TWIN_LAST && is_end)
		forget_request(address);
}

#define REQUEST_HOOK(event, function, work)          \
	SEC("tp_btf/" event)                         \
	int function(unsigned long long *ctx)        \
	{                                            \
		work(TWIN_FIRST, request_in(ctx));   \
		return 0;                            \
	}                                            \
                                                     \
	SEC("tp_btf/" event)                         \
	int function##_twin(unsigned long long *ctx) \
	{                                            \
		work(TWIN_LAST, request_in(ctx));    \
		return 0;                            \
	}

REQUEST_HOOK("block_rq_insert", handle_io_insert, take_queued)
REQUEST_HOOK("block_rq_issue", handle_io_issue, take_issued)
REQUEST_HOOK("block_rq_requeue", handle_io_requeue, take_given_back)

/* Only of one that is queued: what it was to do is done by another one. */
SEC("tp_btf/block_rq_merge")
int handle_io_merge(unsigned long long *ctx)
{
	if (wakeup.is_live)
		forget_request((u64)request_in(ctx));
	return 0;
}

SEC("tp_btf/block_rq_complete")
int BPF_PROG(handle_io_complete, struct request *request, int status, unsigned int bytes)
{
	take_completed(TWIN_FIRST, request, status, bytes);
	return 0;
}

SEC("tp_btf/block_rq_complete")
int BPF_PROG(handle_io_complete_twin, struct request *request, int status, unsigned int bytes)
{
	take_completed(TWIN_LAST, request, status, bytes);
	return 0;
}

/* Run by user space over the keys of all that are remembered, before it looks at what is in flight. */
SEC("raw_tp")
int find_ended_io(u64 *addresses)
{
	FOR_EACH_KEY(addresses, end_unseen_io)
	return 0;
}
