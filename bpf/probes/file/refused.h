/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* An open that was refused: no file comes back, so what there is is the name that the program gave, and where it starts. */
#ifndef PROBES_FILE_REFUSED_H
#define PROBES_FILE_REFUSED_H

#include "kernel/bpf.h"
#include "kernel/errno.h"
#include "core/numbers.h"
#include "core/ring.h"
#include "services/owner/describe.h"
#include "probes/file/asked.h"
#include "probes/file/file.h"
#include "probes/file/judge.h"
#include "probes/file/report.h"
#include "probes/file/scratch.h"
#include "probes/file/spend.h"

/* What nearly all others are, ENOENT above all, says nothing of who may do what. */
static __always_inline bool is_refusal(long error)
{
	return error == EPERM || error == EACCES || error == ETXTBSY || error == EROFS || error == ELOOP;
}

/* `room`: see fill_path. */
static __always_inline void send_refused(struct file_scratch *scratch, const struct file_subject *subject, u32 error,
					 u32 length, u32 room)
{
	struct file_path_sample *sample = reserve_sample(PROBE_FILE, FILE_REFUSED, PATH_SAMPLE_BYTES(room));

	if (!sample)
		return;
	sample->file = *subject;
	sample->error = error;
	sample->size = sample->mode = 0;
	fill_path(sample, scratch, length, room);
	submit_sample(PROBE_FILE, sample);
}

__noinline u32 report_refused(u64 owner, u32 open_flags, u32 error, u32 place, u32 chosen)
{
	struct file_subject subject = subject_of(owner, open_flags, CHOSEN_FLAGS(chosen));
	struct file_scratch *scratch = scratch_at(place);
	u32 length = CHOSEN_LENGTH(chosen);

	if (!scratch)
		return 0;
	if (length < SHORT_PATH_BYTES)
		send_refused(scratch, &subject, error, length, SHORT_PATH_BYTES);
	else
		send_refused(scratch, &subject, error, length, LONG_PATH_BYTES);
	return 0;
}

__noinline u32 choose_refused(u64 address, u32 how, s32 descriptor, u32 place)
{
	u32 chosen = write_asked(address, how, descriptor, place);

	return judge_path(place, chosen, file_config.access != FILE_WATCHED_ONLY, file_config.watches);
}

static __always_inline void take_refused(const struct asked_name *name, s32 descriptor, u32 open_flags, u32 error,
					 u32 place)
{
	struct owner_verdict verdict;
	u32 chosen, spent;

	if (is_kernel_thread())
		return;
	chosen = choose_refused(name->address, name->how, descriptor, place);
	if (is_left_out(chosen))
		return;
	verdict = describe(number_of(current_task()), true);
	if (file_withholds(verdict))
		return;
	spent = spend(owner_id(verdict), FILE_REFUSED, outcome_of(open_flags, error), place, chosen);
	if (spent != SPENT)
		report_refused(owner_id(verdict), open_flags, error, place, chosen | CHOSEN(spent, 0));
}

#endif
