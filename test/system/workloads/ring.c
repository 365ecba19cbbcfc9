// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "ring.h"
#include "workload.h"

struct ring open_ring(void)
{
	struct ring ring = { 0 };

	ring.fd = syscall(SYS_io_uring_setup, 1, &ring.parameters);
	if (ring.fd < 0) skip("the kernel refuses io_uring");
	return ring;
}

static void *map(const struct ring *ring, long size, long what)
{
	void *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, what);

	require(mapped != MAP_FAILED);
	return mapped;
}

int submit(const struct ring *ring, struct io_uring_sqe request)
{
	const struct io_uring_params *p = &ring->parameters;
	char *submissions = map(ring, p->sq_off.array + p->sq_entries * sizeof(uint32_t), IORING_OFF_SQ_RING);
	char *completions = map(ring, p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe), IORING_OFF_CQ_RING);
	struct io_uring_sqe *requests = map(ring, p->sq_entries * sizeof *requests, IORING_OFF_SQES);
	uint32_t *tail = (void *)(submissions + p->sq_off.tail), *head = (void *)(completions + p->cq_off.head);
	struct io_uring_cqe *completed = (void *)(completions + p->cq_off.cqes);

	requests[0] = request;
	((uint32_t *)(submissions + p->sq_off.array))[0] = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	must(syscall(SYS_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0));
	return completed[*head & (p->cq_entries - 1)].res;
}
