// SPDX-License-Identifier: Apache-2.0
// What a tracer adds to system calls that are none of its business, and the tracepoints that it holds: the kernel is asked.
#include <dirent.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

#define ROUNDS 20

// so many of the cheapest call there is, in rounds, of which the least disturbed one counts
void calls(void)
{
	clock_t least = 0;

	for (int round = 0; round < ROUNDS; round++) {
		clock_t before = clock(), taken;

		for (long i = 0; i < board->argument; i++) syscall(SYS_getpid);
		taken = clock() - before;
		if (round == 0 || taken < least) least = taken;
	}
	printf("{\"kind\":\"calls\",\"nanoseconds\":%.1f}\n", 1e9 * least / CLOCKS_PER_SEC / board->argument);
}

// its classic tracepoints, by the events of perf that they are attached through
void tracepoints(void)
{
	char name[128], folder[64];
	DIR *descriptors;

	snprintf(folder, sizeof folder, "/proc/%ld/fd", board->argument);
	descriptors = opendir(folder);
	require(descriptors);
	for (struct dirent *entry; (entry = readdir(descriptors));) {
		union bpf_attr query = { .task_fd_query = { .pid = board->argument, .fd = atoi(entry->d_name), .buf = (uintptr_t)name, .buf_len = sizeof name } };

		if (entry->d_name[0] == '.' || syscall(SYS_bpf, BPF_TASK_FD_QUERY, &query, sizeof query)) continue;
		if (query.task_fd_query.fd_type == BPF_FD_TYPE_TRACEPOINT) printf("{\"kind\":\"tracepoint\",\"name\":\"%s\"}\n", name);
	}
	closedir(descriptors);
}
