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
#include <unistd.h>
#include "cases.h"
#include "workload.h"

// so many of the cheapest call there is
void calls(void)
{
	double before = now();

	for (long i = 0; i < board->argument; i++) syscall(SYS_getpid);
	printf("{\"kind\":\"calls\",\"nanoseconds\":%.1f}\n", (now() - before) / board->argument * 1e9);
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
