/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The samples of the file probe, whose path is in its place already (scratch.h). */
#ifndef PROBES_FILE_REPORT_H
#define PROBES_FILE_REPORT_H

#include "kernel/bpf.h"
#include "core/ring.h"
#include "services/owner/describe.h"
#include "probes/file/file.h"
#include "probes/file/scratch.h"

/* What is to be reported: enum file_flag above the length of the path's text. */
#define CHOSEN(flags, length) ((flags) * LONG_PATH_BYTES | (length))
#define NOT_CHOSEN (~0u)
#define FILTERED (~1u) /* by its path */
#define IS_CHOSEN(chosen) ((chosen) < FILTERED)
#define CHOSEN_FLAGS(chosen) ((chosen) / LONG_PATH_BYTES)
#define CHOSEN_LENGTH(chosen) ((chosen) & (LONG_PATH_BYTES - 1))

WITHHOLDS(file)

static __always_inline struct file_subject subject_of(u64 owner, u32 open_flags, u32 flags)
{
	return (struct file_subject){
		.owner = owner, .pid = bpf_get_current_pid_tgid() >> 32, .flags = flags, .open_flags = open_flags
	};
}

#define PATH_SAMPLE_BYTES(room) (__builtin_offsetof(struct file_path_sample, path) + (room))

/* `room`: a power of two, known to the compiler. */
static __always_inline void fill_path(struct file_path_sample *sample, const struct file_scratch *scratch, u32 length,
				      u32 room)
{
	sample->path_length = length;
	sample->old_path_length = sample->old_path_at = 0;
	barrier_var(length);
	bpf_probe_read_kernel(sample->path, length & (room - 1), scratch->text);
}

#endif
