/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Which paths are reported: by their leading folders. */
#ifndef PROBES_FILE_FILTER_H
#define PROBES_FILE_FILTER_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "core/filter.h"
#include "services/owner/splunk.h"
#include "probes/file/file.h"
#include "probes/file/scratch.h"

/* Beside enum filter_verdict: below SPLUNK_HOME/var. */
enum file_verdict { VERDICT_SPLUNK_HOME = 4 };
ANCHOR(enum, file_verdict);

LPM_FILTER(file_paths, file_root_key);

#define SPLUNK_DEPTH 4

/* Whether splunkd, or what that started, has started the current process. */
static __always_inline bool is_of_splunk(void)
{
	struct task_struct *task = BPF_CORE_READ(current_task(), group_leader);

	for (int depth = 0; depth < SPLUNK_DEPTH; depth++) {
		task = BPF_CORE_READ(task, real_parent, group_leader);
		if (splunk_of(task))
			return true;
	}
	return false;
}

static __always_inline bool verdict_passes(const u8 *verdict)
{
	if (verdict && *verdict & VERDICT_SPLUNK_HOME && is_of_splunk())
		return false;
	return passes(file_config.path_filter,
		      verdict && *verdict & (VERDICT_INCLUDE | VERDICT_EXCLUDE) ? verdict : NULL);
}

/* Of the text, leaf first, which is all of the path. */
__noinline u32 path_passes(u32 place, u32 length)
{
	struct file_scratch *scratch = scratch_at(place);
	u32 bits = 8 * (length + 1);
	u64 *words;

	if (!scratch)
		return true;
	scratch->bits = 0; /* the NUL before the leaf's first letter */
	words = (u64 *)scratch->root.text;
	for (u32 i = 0; i < LEADING_BYTES / sizeof(u64); i++)
		words[i] = word_backwards(scratch, length - i * sizeof(u64));
	scratch->root.bits = bits < 8 * LEADING_BYTES ? bits : 8 * LEADING_BYTES;
	return verdict_passes(bpf_map_lookup_elem(&file_paths, &scratch->root));
}

#endif
