/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Pointers as numbers, numbers within bounds. */
#ifndef CORE_NUMBERS_H
#define CORE_NUMBERS_H

#include "kernel/bpf.h"

/* A pointer as a number, as global functions take it. */
static __always_inline u64 number_of(const void *pointer)
{
	u64 number = 0;

	bpf_probe_read_kernel(&number, sizeof(number), &pointer);
	return number;
}

static __always_inline u64 at_least_zero(s64 value)
{
	return value > 0 ? value : 0;
}

/* A pointer: IS_ERR of include/linux/err.h */
static __always_inline bool is_error(s64 pointer)
{
	return pointer < 0 && pointer >= -4095;
}

#endif
