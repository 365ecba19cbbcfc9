/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The file probe: its samples. */
#ifndef PROBES_FILE_FILE_H
#define PROBES_FILE_FILE_H

#include "kernel/types.h"
#include "core/anchor.h"
#include "core/budget.h"
#include "core/counters.h"
#include "core/ring.h"
#include "core/sums.h"
#include "services/path/path.h"

enum file_kind { FILE_OPENED = 1, FILE_REFUSED, FILE_RENAMED, FILE_UNLINKED };
ANCHOR(enum, file_kind);

enum file_flag {
	FILE_CREATED = 1, /* by this open */
	FILE_TRUNCATED = 2,
	FILE_DELETED = 4,   /* it has no name any more, or never had one */
	FILE_PATH_CUT = 8,  /* the leading folders are missing */
	FILE_WATCHED = 16,  /* the settings name it */
	FILE_NAME_CUT = 32, /* of a name as asked for: its end is missing */
	FILE_ELSEWHERE =
		64, /* of a name as asked for: it goes up or by a link of /proc, so that filters do not hide it */
	FILE_OLD_PATH_CUT = 128,
	FILE_IS_FOLDER = 256,
	FILE_EXCHANGED = 512, /* of a rename: what had the new name has the old one now */
	FILE_BY_NAME = 1024,  /* of a change: its paths are as asked for */
	FILE_FIRST_OF_SUM = 2048,
	FILE_OLD_NAME_CUT = 4096,
};
ANCHOR(enum, file_flag);

/* What is behind the head of each of its samples. */
struct file_subject {
	u64 owner; /* id of a description */
	u32 pid;
	u32 flags;      /* enum file_flag */
	u32 open_flags; /* O_ACCMODE, O_APPEND and others */
};

/* What all of them begin with. */
struct file_sample {
	struct sample_head head;
	struct file_subject file;
};
ANCHOR(struct, file_sample);

#define SHORT_PATH_BYTES 128 /* what most paths have room in: powers of two */
#define LONG_PATH_BYTES 1024

/* An open that was refused has no file: its path is the name that the program gave, from the root on. */
struct file_path_sample {
	struct sample_head head;
	struct file_subject file;
	u32 error; /* errno; 0: it succeeded */
	u32 mode;  /* of its inode; 0: not known */
	u64 size;  /* bytes, when it was opened or renamed */
	u32 path_length;
	u32 old_path_length; /* of what was renamed, or was to be */
	u32 old_path_at;     /* in `path` */
	char path[2 *
		  LONG_PATH_BYTES]; /* leaf first, each name with its NUL; SHORT_PATH_BYTES each where that is enough */
};
ANCHOR(struct, file_path_sample);

enum file_access { FILE_CHANGES, FILE_WATCHED_ONLY, FILE_ALL };
ANCHOR(enum, file_access);

/* What the settings watch, by where to look it up. */
enum file_watch { WATCH_FILES = 1, WATCH_FOLDERS = 2, WATCH_ENDINGS = 4 };
ANCHOR(enum, file_watch);

struct file_config {
	u8 access;      /* enum file_access */
	u8 watches;     /* enum file_watch */
	u8 path_filter; /* enum filter_use */
	u32 budget;     /* events a second of one process and kind; 0: without */
};

const volatile struct file_config file_config SEC(".rodata.file") = {};

struct file_counters {
	u64 filtered;
	u64 excluded;
	u64 unsummed; /* beyond the room for sums */
};

COUNTERS(file)

#define FILE_SUMS 4096

enum file_sum_access { FILE_SUM_PATH = 4 }; /* beside those of O_ACCMODE */
ANCHOR(enum, file_sum_access);

/* What is counted beyond the budget, by process and what it did. */
struct file_sum_key {
	u64 owner; /* id of its description; 0: none */
	u32 pid;
	u32 kind;    /* enum file_kind */
	u32 outcome; /* errno << 8; of an open what it was for, as O_ACCMODE, or FILE_SUM_PATH */
	u32 is_watched;
	u32 unused;
	u32 cpu;
};

struct file_sum_value {
	u64 count; /* the first of them is an event of its own */
	u64 first_ns;
	u64 last_ns;
};
ANCHOR(struct, file_sum_value);
ANCHOR(struct, file_sum_key);

SUMS(file, PROBE_FILE, FILE_SUMS);
BUDGETS(file, FILE_SUMS);

#endif
