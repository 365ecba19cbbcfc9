/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Whose events these are, and whether they are reported. */
#ifndef PROBES_PROCESS_WHOSE_H
#define PROBES_PROCESS_WHOSE_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "services/owner/describe.h"
#include "probes/process/once.h"
#include "probes/process/process.h"

WITHHOLDS(process)

/*
 * As it was described last: its memory may be gone by now. Who was never described is described now, and forgotten after
 * the report.
 */
static __always_inline struct owner_verdict describe_ending(struct task_struct *task, const struct occasion *occasion)
{
	return describe_once(task, occasion->pid, occasion->start_ns, occasion->exec_id);
}

#endif
