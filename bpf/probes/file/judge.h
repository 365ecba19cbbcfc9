/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Whether the path in a place (scratch.h) is reported: the settings watch it, or want its event and leave it out by no filter. */
#ifndef PROBES_FILE_JUDGE_H
#define PROBES_FILE_JUDGE_H

#include "kernel/bpf.h"
#include "probes/file/file.h"
#include "probes/file/filter.h"
#include "probes/file/report.h"
#include "probes/file/scratch.h"
#include "probes/file/watch.h"

/* Filters are by the leading folders: those of such a path are not known. Behind a cut name there may be a "..". */
#define FILE_UNFILTERED (FILE_PATH_CUT | FILE_ELSEWHERE | FILE_NAME_CUT)

/* chosen: see report.h; the text ends with a NUL more. Gives it with FILE_WATCHED where it is, NOT_CHOSEN, or FILTERED. */
static __always_inline u32 judge_path(u32 place, u32 chosen, bool wanted, bool may_be_watched)
{
	u32 flags = CHOSEN_FLAGS(chosen), length = CHOSEN_LENGTH(chosen);

	if (may_be_watched && is_watched(place, flags & FILE_PATH_CUT ? length : length + 1))
		return CHOSEN(flags | FILE_WATCHED, length);
	if (!wanted && !(flags & FILE_NAME_CUT)) /* which file it is, is not known */
		return NOT_CHOSEN;
	return flags & FILE_UNFILTERED || path_passes(place, length) ? chosen : FILTERED;
}

static __always_inline bool is_left_out(u32 chosen)
{
	if (chosen == FILTERED)
		COUNT(file, filtered);
	return !IS_CHOSEN(chosen);
}

#endif
