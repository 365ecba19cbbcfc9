/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The control groups of a process, as paths. */
#ifndef SERVICES_OWNER_CGROUP_H
#define SERVICES_OWNER_CGROUP_H

#include "kernel/bpf.h"
#include "kernel/cgroup.h"
#include "core/loop.h"
#include "core/unfollowed.h"
#include "services/owner/sample.h"
#include "services/path/path.h"

#define CGROUP_STEPS 72 /* for some 15 hierarchies, and the names in the paths of those that differ */

static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *node)
{
	struct kernfs_node___old *old = (void *)node;

	if (bpf_core_field_exists(old->parent))
		return BPF_CORE_READ(old, parent);
	return BPF_CORE_READ(node, __parent);
}

/* The next hierarchy's group, if its path says something: not the root, and not like the one before. */
static __always_inline struct kernfs_node *next_group(struct list_head **at, u32 *seen)
{
	struct cgrp_cset_link *link = (void *)*at - bpf_core_field_offset(struct cgrp_cset_link, cgrp_link);
	struct cgroup *cgroup = BPF_CORE_READ(link, cgrp);
	struct kernfs_node *node = BPF_CORE_READ(cgroup, kn);
	int level = BPF_CORE_READ(cgroup, level);
	u32 looks = BPF_CORE_READ(node, hash) ^ level;

	*at = BPF_CORE_READ(*at, next);
	if (!level || looks == *seen)
		return NULL;
	*seen = looks;
	return node;
}

/*
 * Version 1 has a hierarchy a controller, and a process its own place in each: a container may be in any of them. Each
 * step is to the next hierarchy or to the folder above; one loop is less for the verifier than two.
 */
static __noinline void read_cgroups(struct owner_sample *sample, struct css_set *set)
{
	struct list_head *head = (void *)set + bpf_core_field_offset(struct css_set, cgrp_links);
	struct list_head *at = BPF_CORE_READ(head, next);
	struct kernfs_node *node = (void *)unfollowed(0);
	u64 length = unfollowed(0);
	u32 seen = unfollowed(0);

	REPEAT(CGROUP_STEPS)
	{
		if (node) {
			if (!append_name(sample->cgroup, &length, BPF_CORE_READ(node, name)))
				break;
			node = kernfs_parent(node);
		} else if (at != head) {
			node = (void *)unfollowed((u64)next_group(&at, &seen));
		} else {
			goto whole;
		}
	}
	sample->flags |= OWNER_CGROUP_CUT;
whole:
	sample->cgroup_length = length;
}

#endif
