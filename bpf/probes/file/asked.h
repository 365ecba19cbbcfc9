/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * A name as a program gave it, as the text of a path, leaf first (scratch.h): where no link is on the way, the path that it
 * leads to. Taken part by part from its end on, "..", "." and "//" need no second look.
 */
#ifndef PROBES_FILE_ASKED_H
#define PROBES_FILE_ASKED_H

#include "kernel/bpf.h"
#include "kernel/fs.h"
#include "kernel/task.h"
#include "services/path/path.h"
#include "services/syscalls/descriptor.h"
#include "probes/file/file.h"
#include "probes/file/report.h"
#include "probes/file/scratch.h"

/* How a name is given. Without ASKED_BY_USER the kernel has copied it. */
enum asked_how {
	ASKED_BY_USER = 1, /* it is in the program's memory */
	ASKED_IN_ROOT = 2, /* RESOLVE_IN_ROOT: one that is absolute starts from the folder, too */
};

struct asked_name {
	u64 address;
	u32 how; /* enum asked_how */
};

static __always_inline long read_asked_name(char *to, u64 address, u32 how)
{
	return how & ASKED_BY_USER ? bpf_probe_read_user_str(to, ASKED_NAME_BYTES, (void *)address)
				   : bpf_probe_read_kernel_str(to, ASKED_NAME_BYTES, (void *)address);
}

/* What is known on the way: the text's length, and above that: */
enum asked_state {
	ASKED_CUT = LONG_PATH_BYTES,      /* the leading folders are missing */
	ASKED_ELSEWHERE = 2 * ASKED_CUT,  /* it goes up */
	ASKED_LINK = 2 * ASKED_ELSEWHERE, /* it goes by what is a link, if it is one of /proc */
	ASKED_UP = 2 * ASKED_LINK,        /* so many of the names before it are not meant */
};

/* The links to folders that a process has in /proc, four bytes of the name each. */
#define LINK_ROOT 0x746f6f72
#define LINK_CWD 0x00647763
#define LINK_FD 0x006466

static __always_inline bool is_link_name(u32 letters, long length)
{
	return (letters == LINK_ROOT && length == 5) || letters == LINK_CWD ||
	       ((letters & 0xffffff) == LINK_FD && length == 3);
}

/* The state behind one part of the name, which ends with a NUL. */
static __always_inline u32 state_behind(struct file_scratch *scratch, u32 at, u32 state)
{
	u64 to = state & (LONG_PATH_BYTES - 1);
	u32 letters;
	long length;

	if (to >= PATH_BYTES - NAME_BYTES)
		return state | ASKED_CUT;
	barrier_var(to);
	to &= PATH_BYTES - NAME_BYTES - 1;
	at &= ASKED_NAME_BYTES - 1;
	length = bpf_probe_read_kernel_str(scratch->text + to, NAME_BYTES, scratch->name + at);
	if (length <= 1)
		return state;
	letters = *(u32 *)(scratch->text + to);
	if ((letters & 0xffff) == '.')
		return state;
	if ((letters & 0xffffff) == ('.' | '.' << 8))
		return (state | ASKED_ELSEWHERE) + ASKED_UP;
	if (to && is_link_name(letters, length))
		state |= ASKED_LINK;
	if (state >= ASKED_UP)
		return state - ASKED_UP;
	return state + (length & (2 * NAME_BYTES - 1));
}

/* A global function, and the state in memory: so the verifier looks at it once, and not once for each place in the name. */
__noinline u32 take_part(u32 place, u32 at)
{
	struct file_scratch *scratch = scratch_at(place);

	if (scratch)
		scratch->name_state = state_behind(scratch, at, scratch->name_state);
	return 0;
}

static __always_inline bool find_start(struct path *folder, s32 descriptor, bool is_absolute)
{
	struct task_struct *task = current_task();
	struct file *file;

	if (is_absolute) {
		folder->dentry = BPF_CORE_READ(task, fs, root.dentry);
		folder->mnt = BPF_CORE_READ(task, fs, root.mnt);
		return folder->dentry;
	}
	if (descriptor == AT_FDCWD) {
		folder->dentry = BPF_CORE_READ(task, fs, pwd.dentry);
		folder->mnt = BPF_CORE_READ(task, fs, pwd.mnt);
		return folder->dentry;
	}
	file = file_of_descriptor(descriptor);
	if (!file)
		return false;
	folder->dentry = BPF_CORE_READ(file, f_path.dentry);
	folder->mnt = BPF_CORE_READ(file, f_path.mnt);
	return true;
}

#define MOST_UPS 8

/* Behind the name's parts those of the folder that it starts from. */
__noinline u32 append_start(u32 place, s32 descriptor, u32 is_absolute, u32 state)
{
	u32 cut = is_absolute ? state : state | ASKED_CUT, ups = is_absolute ? 0 : state / ASKED_UP, path;
	struct file_scratch *scratch = scratch_at(place);
	u64 to = state & (LONG_PATH_BYTES - 1);
	struct path folder = {};

	if (!scratch || to >= PATH_BYTES - NAME_BYTES || ups > MOST_UPS ||
	    !find_start(&folder, descriptor, is_absolute))
		return cut;
	for (u32 i = 0; i < MOST_UPS; i++)
		if (i < ups)
			ascend(&folder);
	barrier_var(to);
	to &= PATH_BYTES - NAME_BYTES - 1;
	path = read_path(scratch->text + to, folder.dentry, folder.mnt);
	if (path & PATH_IS_CUT)
		state |= ASKED_CUT;
	path &= LONG_PATH_BYTES - 1;
	return to + path < LONG_PATH_BYTES ? state + path : cut;
}

#define END_PROC 0x0070726f6300 /* the last letters of the text with the NULs around them */
#define END_DEV 0x64657600

/* The topmost folder is /proc, or /dev, whose fd is a link into that. */
static __always_inline bool is_of_proc(struct file_scratch *scratch, u32 length)
{
	u64 end = word_backwards(scratch, length);

	return (end & 0xffffffffffff) == END_PROC || (end & 0xffffffffff) == END_DEV;
}

/* From the end on: each part has a NUL behind it by then. */
__noinline u32 take_parts(u32 place)
{
	struct file_scratch *scratch = scratch_at(place);

	if (!scratch)
		return ASKED_CUT;
	scratch->name_state = 0;
	for (u32 i = ASKED_NAME_BYTES - 1; i > 0; i--) {
		if (i >= *(volatile u32 *)&scratch->name_length || scratch->name[i - 1] != '/')
			continue;
		take_part(place, i);
		scratch->name[i - 1] = 0;
	}
	take_part(place, 0);
	return scratch->name_state;
}

/* how: enum asked_how. The text is the path then: what is chosen of it, see report.h. */
__noinline u32 write_asked(u64 address, u32 how, s32 descriptor, u32 place)
{
	struct file_scratch *scratch = scratch_at(place);
	u32 flags = 0, state, end;
	bool is_absolute;
	long length;

	if (!scratch)
		return CHOSEN(FILE_PATH_CUT, 0);
	scratch->text[0] = 0;
	length = read_asked_name(scratch->name, address, how);
	if (length <= 0) /* not in memory */
		return CHOSEN(FILE_PATH_CUT, 0);
	scratch->name_length = length;
	is_absolute = scratch->name[0] == '/' && !(how & ASKED_IN_ROOT);
	state = append_start(place, descriptor, is_absolute, take_parts(place));
	end = state & (LONG_PATH_BYTES - 1);
	scratch->text[end] = 0;
	if (length == ASKED_NAME_BYTES)
		flags |= FILE_NAME_CUT;
	if (state & ASKED_CUT)
		flags |= FILE_PATH_CUT;
	if (state & ASKED_ELSEWHERE || (state & ASKED_LINK && is_of_proc(scratch, end)))
		flags |= FILE_ELSEWHERE;
	return CHOSEN(flags, end);
}

#endif
