/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The probe shell: lines that were submitted at a shell's prompt. */
#ifndef PROBES_SHELL_SHELL_H
#define PROBES_SHELL_SHELL_H

#include "kernel/bpf.h"
#include "core/anchor.h"
#include "core/counters.h"
#include "core/ring.h"
#include "services/owner/whereabouts.h"

/* Beyond shell_config.line_bytes: a newline, one byte more, by which a longer line shows, and the NUL. */
#define LINE_REST 3

/* The kind of its sample. */
enum shell_kind { SHELL_BASH = 1, SHELL_ZSH };
ANCHOR(enum, shell_kind);

enum shell_flag {
	SHELL_LINE_UNREAD = 1,   /* not in memory */
	SHELL_CWD_CUT = CWD_CUT, /* the leading folders are missing */
	SHELL_CWD_DELETED = CWD_DELETED,
	SHELL_CWD_UNKNOWN = CWD_UNKNOWN,
	SHELL_LINE_CUT = 32, /* it goes on */
};
ANCHOR(enum, shell_flag);

struct shell_sample {
	struct sample_head head;
	u64 owner; /* id of its description; 0: none */
	u32 pid;
	u32 flags;   /* enum shell_flag */
	u32 session; /* pid of its leader; 0: it has none */
	u32 cwd_length;
	u32 line_length;
	char tty[TTY_BYTES];
	char cwd[PATH_BYTES];
	char line[]; /* zsh's is metafied, and ends with a newline */
};
ANCHOR(struct, shell_sample);

struct shell_config {
	u32 line_bytes; /* of a line, at most */
};

const volatile struct shell_config shell_config SEC(".rodata.shell") = {};

struct shell_counters {
	u64 filtered;
	u64 excluded;
	u64 unseen_edits; /* lines of zsh without what they were read for: none is reported */
};

COUNTERS(shell)

#endif
