/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* A program that is about to run. */
#ifndef KERNEL_EXEC_H
#define KERNEL_EXEC_H

#include "kernel/types.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct linux_binprm {
	unsigned int secureexec : 1;
	const char *filename; /* as asked for */
	const char *interp;   /* what runs: another one for a script */
};

#pragma clang attribute pop

#endif
