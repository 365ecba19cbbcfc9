/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The command line of the current task, out of its own memory, as /proc/pid/cmdline shows it (get_mm_cmdline in
 * fs/proc/base.c): a process may overwrite its arguments with a title, also beyond their end into the environment, and
 * may move their bounds (prctl, PR_SET_MM_ARG_START).
 */
#ifndef SERVICES_OWNER_COMMAND_LINE_H
#define SERVICES_OWNER_COMMAND_LINE_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "core/hash.h"
#include "services/owner/config.h"

#define ARGUMENTS_MAX 4096 /* also what /proc shows of a title: a page */
#define LANES 4

struct command_line {
	u64 start;
	u64 length;     /* without the zero byte at its end */
	bool is_unread; /* a page of it is not in memory */
	bool is_padded; /* it ends somewhere before its last bytes, which are zeros: a title in place of longer arguments */
};

/* Since 5.11 what hangs on the current task can be read without a call for each step. */
enum bpf_func_id___5_11 { BPF_FUNC_get_current_task_btf___5_11 };
#define HAS_TYPED_CURRENT bpf_core_enum_value_exists(enum bpf_func_id___5_11, BPF_FUNC_get_current_task_btf___5_11)

struct argument_bounds {
	u64 start;
	u64 end;
	u64 environment;
	u64 environment_end;
};

static __always_inline void read_bounds(struct argument_bounds *bounds)
{
	struct task_struct *task;
	struct mm_struct *mm;

	if (HAS_TYPED_CURRENT) {
		task = (void *)bpf_get_current_task_btf();
		mm = task->mm;
		*bounds = (struct argument_bounds){ mm->arg_start, mm->arg_end, mm->env_start, mm->env_end };
		return;
	}
	task = (void *)bpf_get_current_task();
	mm = BPF_CORE_READ(task, mm);
	bounds->start = BPF_CORE_READ(mm, arg_start);
	bounds->end = BPF_CORE_READ(mm, arg_end);
	bounds->environment = BPF_CORE_READ(mm, env_start);
	bounds->environment_end = BPF_CORE_READ(mm, env_end);
}

/*
 * Where a command line is read to be hashed, one for each CPU. From 7.0 on a program can be preempted meanwhile, and find
 * another process's bytes there: the wrong hash makes one description more than needed, and no wrong one.
 */
struct arguments_value {
	u64 words[ARGUMENTS_MAX / 8 + LANES];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct arguments_value);
} arguments SEC(".maps");

static __always_inline char *arguments_of_this_cpu(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&arguments, &zero);
}

/* Up to the first zero byte, at most ARGUMENTS_MAX. */
static __always_inline u64 string_length(u64 address)
{
	char *to = arguments_of_this_cpu();
	long size = to ? bpf_probe_read_user_str(to, ARGUMENTS_MAX + 1, (void *)address) : 0;

	return size > 0 ? size - 1 : 0;
}

/* The length of a title that goes on into the environment of its process: one text, which may end anywhere in there. */
static __always_inline u64 overflown_length(const struct argument_bounds *bounds)
{
	bool is_adjacent = bounds->environment == bounds->end && bounds->environment_end >= bounds->end;
	u64 most = (is_adjacent ? bounds->environment_end : bounds->end) - bounds->start;
	u64 length = string_length(bounds->start);

	return length < most ? length : most;
}

static __always_inline void find_command_line(struct command_line *line)
{
	struct argument_bounds bounds;
	u64 padding = 1;
	u8 last =
		0; /* verifiers before 6.3 must see that it is written, and do not see that it is not read elsewhere */

	read_bounds(&bounds);
	line->start = bounds.start;
	line->length = bounds.end > bounds.start ? bounds.end - bounds.start : 0;
	line->is_padded = false;
	line->is_unread = line->length && bpf_probe_read_user(&last, sizeof(last), (void *)(bounds.end - 1));
	if (!line->length || line->is_unread)
		return;
	if (last) {
		line->length = overflown_length(&bounds);
		return;
	}
	line->length--;
	if (line->length > owner_config.arguments_limit && line->length >= sizeof(padding))
		bpf_probe_read_user(&padding, sizeof(padding), (void *)(bounds.end - sizeof(padding)));
	line->is_padded = !padding;
}

/* How many bytes are read at the end of one that is longer than owner_config.arguments_limit. */
static __always_inline u32 rear_bytes(const struct command_line *line)
{
	return line->is_padded || line->length <= owner_config.arguments_limit ? 0 : owner_config.arguments_limit / 2;
}

/*
 * Into a buffer of owner_config.arguments_limit bytes: all of it, or as much of its front and its end, one after the other.
 * False: not in memory.
 */
static __always_inline bool read_command_line(char *to, const struct command_line *line)
{
	u32 limit = owner_config.arguments_limit, length = line->length, rear = rear_bytes(line);

	if (line->is_unread)
		return false;
	if (line->length < limit)
		return !length || !bpf_probe_read_user(to, length, (void *)line->start);
	if (!rear)
		return !limit || !bpf_probe_read_user(to, limit, (void *)line->start);
	return !bpf_probe_read_user(to, limit - limit / 2, (void *)line->start) &&
	       !bpf_probe_read_user(to + limit - limit / 2, limit / 2,
				    (void *)(line->start + line->length - limit / 2));
}

/* Four hashes side by side, so that a multiplication waits only for the one before it in its own lane. */
static __always_inline u64 hash_of_words(const u64 *words, u32 bytes)
{
	u64 hash[LANES] = { bytes };

	for (u32 at = 0; at < ARGUMENTS_MAX / 8; at += LANES) {
		if (at * 8 >= bytes)
			break;
		for (int lane = 0; lane < LANES; lane++)
			hash[lane] = mix(hash[lane], words[at + lane]);
	}
	return mix(mix(hash[0], hash[1]), mix(hash[2], hash[3]));
}

/*
 * Differs where what would be read differs. 0: not in memory, or nothing is read. A global function is verified once a
 * program, and not once a call.
 */
__noinline u64 hash_of_command_line(void)
{
	u32 limit = owner_config.arguments_limit, bytes;
	char *to = arguments_of_this_cpu();
	struct command_line line;
	u64 hash;

	if (!limit || !to)
		return 0;
	find_command_line(&line);
	if (!read_command_line(to, &line))
		return 0;
	bytes = line.length < limit ? line.length : limit;
	if (bytes > ARGUMENTS_MAX)
		return 0;
	__builtin_memset(to + bytes, 0, LANES * 8);
	hash = mix(hash_of_words((void *)to, bytes), line.length);
	return hash ? hash : 1;
}

#endif
