/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The samples of a process: its description, and that it may be forgotten. */
#ifndef SERVICES_OWNER_SAMPLE_H
#define SERVICES_OWNER_SAMPLE_H

#include "kernel/types.h"
#include "core/anchor.h"
#include "core/ring.h"
#include "services/owner/birth.h"
#include "services/path/path.h"

enum owner_kind { OWNER_DESCRIBED = 1, OWNER_GONE };
ANCHOR(enum, owner_kind);

enum owner_flag {
	OWNER_KERNEL_THREAD = 1,
	OWNER_PATH_CUT = 2, /* the leading folders are missing */
	OWNER_EXE_DELETED = 4,
	OWNER_CGROUP_CUT = 8,
	OWNER_ARGUMENTS_UNREAD = 16, /* swapped out, or of another task than the current one */
	OWNER_ARGUMENTS_PADDED = 32, /* see struct command_line; of a long one only the front is there */
	OWNER_PARENT_CURRENT = 64,   /* its fork was not seen */
};
ANCHOR(enum, owner_flag);

/* Names of a path stand leaf first, each with its NUL. A control group's path ends with the empty name of the root. */
struct owner_sample {
	struct sample_head head;
	u64 id;
	struct birth birth;
	struct birth parent_birth;
	u32 pid;
	u32 parent_pid;
	u32 uid; /* effective, as ps and ss show it */
	u32 real_uid;
	u32 login_uid; /* 0xffffffff: never logged in */
	u32 arguments_length; /* of the whole; arguments[] has both ends of one that is longer than owner_config.arguments_limit */
	char name[16]; /* of the group leader */
	char parent_name[16];
	u16 path_length;
	u16 cgroup_length;
	u32 flags; /* enum owner_flag */
	char path[PATH_BYTES];
	char cgroup[PATH_BYTES]; /* of each hierarchy but for roots and repetitions; only the last one may be cut */
	char arguments[];
};
ANCHOR(struct, owner_sample);

struct owner_gone_sample {
	struct sample_head head;
	u64 id;
};
ANCHOR(struct, owner_gone_sample);

#endif
