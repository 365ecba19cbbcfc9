/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Who settles an ending that no hook showed. */
#ifndef SERVICES_CONNECTION_CLAIMS_H
#define SERVICES_CONNECTION_CLAIMS_H

#include "kernel/bpf.h"

#define CLAIMS 1024

/*
 * Sockets whose record is being settled because no hook showed its end, or its beginning: two CPUs may notice at once, a
 * pass over the records and a hook of the socket's. Who inserts the socket here acts, and looks at the stage once more.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, CLAIMS);
	__type(key, u64);
	__type(value, u8);
} claims SEC(".maps");

/* True for one of those who ask at a time; unclaim must follow. */
static __always_inline bool claim(const void *sk)
{
	u64 key = (u64)sk;
	u8 claimed = 1;

	return !bpf_map_update_elem(&claims, &key, &claimed, BPF_NOEXIST);
}

static __always_inline void unclaim(const void *sk)
{
	u64 key = (u64)sk;

	bpf_map_delete_elem(&claims, &key);
}

#endif
