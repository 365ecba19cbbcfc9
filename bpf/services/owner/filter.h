/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Whose events are reported: by the name of the process and by its user. */
#ifndef SERVICES_OWNER_FILTER_H
#define SERVICES_OWNER_FILTER_H

#include "kernel/bpf.h"
#include "core/filter.h"
#include "services/owner/config.h"

/* A name is 16 bytes with its NUL when it must match whole, fewer when it is a prefix. */
struct name_key {
	u32 bits;
	char name[16];
};

/* A range of user ids is a few prefixes of the number in network order. */
struct user_key {
	u32 bits;
	u8 uid[4];
};

LPM_FILTER(name_filter, name_key);
LPM_FILTER(user_filter, user_key);

static __always_inline bool name_passes(const char *name)
{
	struct name_key key = { .bits = 8 * sizeof(key.name) };

	if (!owner_config.name_filter)
		return true;
	__builtin_memcpy(key.name, name, sizeof(key.name));
	return passes(owner_config.name_filter, bpf_map_lookup_elem(&name_filter, &key));
}

static __always_inline bool user_passes(u32 uid)
{
	struct user_key key = { .bits = 8 * sizeof(key.uid) };
	u32 uid_be = bpf_htonl(uid);

	if (!owner_config.user_filter)
		return true;
	__builtin_memcpy(key.uid, &uid_be, sizeof(uid_be));
	return passes(owner_config.user_filter, bpf_map_lookup_elem(&user_filter, &key));
}

#endif
