/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The namespaces of a task. */
#ifndef KERNEL_NAMESPACES_H
#define KERNEL_NAMESPACES_H

#include "kernel/fs.h"
#include "kernel/types.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
	unsigned int inum;
};

struct pid_namespace {
	struct ns_common ns;
};

struct fs_struct {
	struct path root;
	struct path pwd;
};

struct timespec64 {
	s64 tv_sec;
	long tv_nsec;
};

struct timens_offsets {
	struct timespec64 boottime;
};

struct time_namespace {
	struct timens_offsets offsets;
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
	struct net *net_ns;
	struct time_namespace *time_ns;
};

#pragma clang attribute pop

#endif
