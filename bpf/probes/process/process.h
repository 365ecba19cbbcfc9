/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The process probe: its samples. */
#ifndef PROBES_PROCESS_PROCESS_H
#define PROBES_PROCESS_PROCESS_H

#include "kernel/types.h"
#include "core/anchor.h"
#include "core/budget.h"
#include "core/counters.h"
#include "core/ring.h"
#include "core/sums.h"
#include "services/owner/ancestors.h"
#include "services/owner/birth.h"
#include "services/owner/whereabouts.h"
#include "services/path/path.h"

enum process_kind { PROCESS_EXEC = 1, PROCESS_EXIT, PROCESS_EXISTING, PROCESS_FREED, PROCESS_EXEC_FAILED };
ANCHOR(enum, process_kind);

/* What is behind the head of each of its samples. */
struct process_subject {
	u64 owner; /* id of its description; 0: none */
	u32 pid;
	u32 flags; /* enum process_flag */
};

/* What all of them begin with. */
struct process_sample {
	struct sample_head head;
	struct process_subject process;
};
ANCHOR(struct, process_sample);

enum process_flag {
	PROCESS_SECURE = 1, /* of an exec: it gained privileges (AT_SECURE) */
	PROCESS_CWD_CUT = CWD_CUT,
	PROCESS_FORKED_ONLY = 4, /* of an exit: it never called exec */
	PROCESS_CWD_DELETED = CWD_DELETED,
	PROCESS_CWD_UNKNOWN = CWD_UNKNOWN,
	PROCESS_OTHER_PROGRAM = 32, /* of an exec that failed: the description is of the program that it runs since */
	PROCESS_FIRST_OF_SUM = 64,
	PROCESS_EXEC_COUNTED = 128, /* of an exit: its exec is in a sum */
};
ANCHOR(enum, process_flag);

#define SCRIPT_BYTES 256
#define ASKED_BYTES 256

/* Of exec and existing. */
struct process_exec_sample {
	struct sample_head head;
	struct process_subject process;
	u32 session; /* pid of its leader; 0: it has none */
	u32 cwd_length;
	u32 ancestor_count;
	u32 failed_tries;          /* execs of this thread for the same name that failed before */
	u64 gained;                /* capabilities that it has by the exec, a bit each (linux/capability.h) */
	char tty[TTY_BYTES];       /* its controlling terminal, as the driver calls it */
	char script[SCRIPT_BYTES]; /* what exec was asked for, where the kernel runs an interpreter instead */
	struct ancestor_value ancestors[MOST_ANCESTORS]; /* above its parent */
	char cwd[PATH_BYTES];                            /* leaf first, each name with its NUL */
};
ANCHOR(struct, process_exec_sample);

struct process_exit_sample {
	struct sample_head head;
	struct process_subject process;
	u64 start_ns;   /* CLOCK_BOOTTIME */
	u64 cpu_ns;     /* of all threads, but for what a running one used since its last tick or switch */
	u64 peak_pages; /* the most memory that was resident at once */
	u64 opened;     /* connections, see struct process_totals; 0: none, or nobody counts them */
	u64 closed;
	u64 bytes_in;
	u64 bytes_out;
	u32 exit_code; /* as wait(2) has it: status << 8 | core << 7 | signal */
};
ANCHOR(struct, process_exit_sample);

/* Of one whose end was reported: the kernel frees it, after its parent has reaped it, and knows all of its time. */
struct process_freed_sample {
	struct sample_head head;
	struct process_subject process;
	u64 start_ns;
	u64 cpu_ns;
};
ANCHOR(struct, process_freed_sample);

/* Tries of a thread to run a program, which came to nothing. The head's time is that of the last one. */
struct process_failed_sample {
	struct sample_head head;
	struct process_subject process;
	u32 tries;
	u32 error;               /* errno */
	char asked[ASKED_BYTES]; /* what exec was asked for; empty: not in memory */
};
ANCHOR(struct, process_failed_sample);

#define PROCESS_SUMS 4096

/* What is counted beyond the budget, by who forked the process, what it runs, and what became of it. */
struct process_sum_key {
	struct birth parent;
	u64 executable; /* hash of its path; 0: not known */
	u32 outcome;    /* of an exit as wait(2) has it, of an exec that failed its errno; else 0 */
	u32 uid;        /* effective */
	u32 kind;       /* enum process_kind: exec, exit, exec that failed */
	u32 cpu;
};

struct process_sum_value {
	u64 count;  /* the first of them is an event of its own */
	u64 amount; /* of what is not: processor time of exits in ns, tries of execs */
	u64 first_ns;
	u64 last_ns;
	u64 owner; /* id of the description of the first; 0: not known */
	u64 lines; /* execs that were reported, not counted, as their command lines were new */
	u32 parent_pid;
	char parent_name[16]; /* at the fork */
	char name[16];        /* of the first */
};
ANCHOR(struct, process_sum_value);
ANCHOR(struct, process_sum_key);

struct process_config {
	u32 budget;  /* events a second of one parent and executable; 0: without */
	u8 existing; /* what runs when the input starts is reported */
};

const volatile struct process_config process_config SEC(".rodata.process") = {};

struct process_counters {
	u64 filtered;
	u64 excluded;
};

COUNTERS(process)

SUMS(process, PROBE_PROCESS, PROCESS_SUMS);
BUDGETS(process, PROCESS_SUMS);

#endif
