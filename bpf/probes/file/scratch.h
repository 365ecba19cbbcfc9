/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * Where a path is written before anything is decided about it. Each program has a place of its own on each CPU: a task may
 * lose its CPU within a program, but then that program is not run there for anybody else (see core/twins.h).
 */
#ifndef PROBES_FILE_SCRATCH_H
#define PROBES_FILE_SCRATCH_H

#include "kernel/bpf.h"

/* The programs of one way, functions or system calls, are loaded without those of the other. A rename has two places. */
enum place {
	PLACE_FUNCTION = 0,
	PLACE_RENAME,
	PLACE_UNLINK = PLACE_RENAME + 2,
	PLACE_RMDIR,
	PLACE_OPEN = 0,
	PLACE_OPENAT,
	PLACE_OPENAT2,
	PLACE_CREAT,
	PLACE_RENAME_CALL,
	PLACE_RENAMEAT_CALL = PLACE_RENAME_CALL + 2,
	PLACE_UNLINK_CALL = PLACE_RENAMEAT_CALL + 2,
	PLACE_UNLINKAT_CALL,
	PLACES = PLACE_UNLINKAT_CALL + 2, /* who has one path may look at two */
};

#define BEFORE_BYTES 128 /* of the text: it is read backwards by whole words, also beyond its beginning */
#define TEXT_BYTES 1280
#define LEADING_BYTES 120 /* of a path that filters see: what is longer cannot be a prefix */
#define TRAILING_BYTES 252
#define ENDING_BYTES 16
#define ASKED_NAME_BYTES 512

/* Names leaf first, each with its NUL, behind that of the root another one. */
struct file_leaf_key {
	u32 bits;
	char text[TRAILING_BYTES];
};

/* The same byte by byte from its end: a NUL, the topmost folder from its last letter to its first one, a NUL, and so on. */
struct file_root_key {
	u32 bits;
	char text[LEADING_BYTES];
};

/* The end of the last name, backwards. */
struct file_ending_key {
	u32 bits;
	char text[ENDING_BYTES];
};

/* The keys' texts stand at whole words; text[] with what is before it is a file_leaf_key. */
struct file_scratch {
	char before[BEFORE_BYTES - sizeof(u32)];
	u32 bits;
	char text[TEXT_BYTES];
	u32 unused;
	struct file_root_key root;
	u32 unused_too;
	struct file_ending_key ending;
	char name[ASKED_NAME_BYTES]; /* as the program gave it */
	u32 name_length;
	u32 name_state; /* see asked.h */
	u64 inode;      /* of a change its address; 0: not known; and what else there is to say of it: */
	u32 kind;       /* enum file_kind */
	u32 error;      /* errno; 0: it succeeded */
	u32 flags;      /* enum file_flag */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, PLACES);
	__type(key, u32);
	__type(value, struct file_scratch);
} file_scratches SEC(".maps");

static __always_inline struct file_scratch *scratch_at(u32 place)
{
	return bpf_map_lookup_elem(&file_scratches, &place);
}

/* The eight bytes that end `behind` bytes into the text, the last one first. */
static __always_inline u64 word_backwards(struct file_scratch *scratch, u32 behind)
{
	u32 at = BEFORE_BYTES + behind - sizeof(u64);

	barrier_var(at);
	at &= 2047;
	return __builtin_bswap64(*(u64 *)((void *)scratch + at));
}

#endif
