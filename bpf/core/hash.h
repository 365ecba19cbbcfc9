/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* A step of a hash. */
#ifndef CORE_HASH_H
#define CORE_HASH_H

#include "kernel/bpf.h"

static __always_inline u64 mix(u64 hash, u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
	return hash ^ (hash >> 32);
}

#endif
