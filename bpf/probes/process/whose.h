/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Whose events these are, and whether they are reported. */
#ifndef PROBES_PROCESS_WHOSE_H
#define PROBES_PROCESS_WHOSE_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "core/numbers.h"
#include "services/owner/describe.h"
#include "services/owner/identity.h"
#include "probes/process/once.h"
#include "probes/process/process.h"

static __always_inline bool is_withheld(struct owner_verdict verdict)
{
	if (!is_hidden(verdict))
		return false;
	if (is_excluded(verdict))
		COUNT(process, excluded);
	else
		COUNT(process, filtered);
	return true;
}

/*
 * As it was described last: its memory may be gone by now. Who was never described is described now, and forgotten after
 * the report.
 */
static __always_inline struct owner_verdict describe_ending(struct task_struct *task, const struct occasion *occasion)
{
	const struct live_process *known = bpf_map_lookup_elem(&live_processes, &occasion->pid);

	if (known && known->start_ns == occasion->start_ns && known->exec_id == occasion->exec_id && is_settled(known))
		return verdict_of(known);
	return describe(number_of(task), true);
}

#endif
