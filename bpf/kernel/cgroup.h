/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Control groups. */
#ifndef KERNEL_CGROUP_H
#define KERNEL_CGROUP_H

#include "kernel/types.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kernfs_node {
	struct kernfs_node *__parent;
	const char *name;
	unsigned int hash; /* of the name */
	u64 id;
};

/* to 6.14 */
struct kernfs_node___old {
	struct kernfs_node *parent;
};

struct list_head {
	struct list_head *next;
};

struct cgroup {
	struct kernfs_node *kn;
	int level; /* 0: the root of its hierarchy */
};

/* A task's groups: one in each hierarchy, of version 2 (dfl_cgrp, the first) and of version 1. */
struct css_set {
	struct cgroup *dfl_cgrp;
	struct list_head cgrp_links;
};

struct cgrp_cset_link {
	struct cgroup *cgrp;
	struct list_head cgrp_link; /* of css_set.cgrp_links */
};

#pragma clang attribute pop

#endif
