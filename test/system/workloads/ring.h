// SPDX-License-Identifier: Apache-2.0
// io_uring by its system calls: one request at a time.
#pragma once

#include <linux/io_uring.h>

struct ring {
	int fd;
	struct io_uring_params parameters;
};

struct ring open_ring(void); // or skips the case
int submit(const struct ring *ring, struct io_uring_sqe request); // its result, when it has one
