/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * The decision, before anything is reserved. A filter has values to include, to exclude, or both; the longest match
 * wins, exclude before include at the same length, and what matches nothing passes unless something is to be included.
 */
#ifndef FILTER_H
#define FILTER_H

/* FILTER_INCLUDES: what matches nothing does not pass. */
enum filter_use { FILTER_NONE, FILTER_EXCLUDES, FILTER_INCLUDES };
ANCHOR(enum, filter_use);
enum filter_verdict { VERDICT_INCLUDE = 1, VERDICT_EXCLUDE = 2 };
ANCHOR(enum, filter_verdict);

#define FILTER_ENTRIES 16384

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

struct network_key {
	u32 bits;
	u8 address[16]; /* IPv4 as ::ffff:a.b.c.d */
};

struct port_value {
	u64 include[1024];
	u64 exclude[1024];
};

#define LPM_FILTER(map, key_type)                      \
	struct {                                       \
		__uint(type, BPF_MAP_TYPE_LPM_TRIE);   \
		__uint(max_entries, FILTER_ENTRIES);   \
		__uint(map_flags, BPF_F_NO_PREALLOC);  \
		__type(key, struct key_type);          \
		__type(value, u8);                     \
	} map SEC(".maps")

LPM_FILTER(name_filter, name_key);
LPM_FILTER(user_filter, user_key);
LPM_FILTER(network_filter, network_key);

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct port_value);
} port_filter SEC(".maps");

struct splunk_process {
	u64 start_ns;  /* so that a reused pid does not match */
	u64 is_tracer; /* what it starts, to ask a directory service for names, is its own doing */
};

/* The tracer and each splunkd above it, by pid: added by look_around. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct splunk_process);
} splunk_processes SEC(".maps");

static __always_inline bool passes(u8 use, const u8 *verdict)
{
	return verdict ? !(*verdict & VERDICT_EXCLUDE) : use != FILTER_INCLUDES;
}

static __always_inline bool name_passes(const char *name)
{
	struct name_key key = { .bits = 128 };

	if (!config.name_filter)
		return true;
	__builtin_memcpy(key.name, name, sizeof(key.name));
	return passes(config.name_filter, bpf_map_lookup_elem(&name_filter, &key));
}

static __always_inline bool user_passes(u32 uid)
{
	struct user_key key = { .bits = 32 };
	u32 uid_be = bpf_htonl(uid);

	if (!config.user_filter)
		return true;
	__builtin_memcpy(key.uid, &uid_be, sizeof(uid_be));
	return passes(config.user_filter, bpf_map_lookup_elem(&user_filter, &key));
}

static __always_inline bool port_passes(u16 port)
{
	struct port_value *ports;
	u32 zero = 0, word = (port >> 6) & 1023;
	u64 bit = 1ULL << (port & 63);

	if (!config.port_filter)
		return true;
	ports = bpf_map_lookup_elem(&port_filter, &zero);
	if (!ports || ports->exclude[word] & bit)
		return false;
	return ports->include[word] & bit || config.port_filter != FILTER_INCLUDES;
}

static __always_inline bool network_passes(const u8 *address)
{
	struct network_key key = { .bits = 128 };

	if (!config.network_filter)
		return true;
	__builtin_memcpy(key.address, address, sizeof(key.address));
	return passes(config.network_filter, bpf_map_lookup_elem(&network_filter, &key));
}

static __always_inline bool direction_passes(u8 direction)
{
	return direction == DIRECTION_NONE || config.direction_mask & (1u << (direction & 3));
}

static __always_inline struct splunk_process *splunk_of(struct task_struct *leader)
{
	u32 pid = BPF_CORE_READ(leader, tgid);
	struct splunk_process *splunk = bpf_map_lookup_elem(&splunk_processes, &pid);

	return splunk && splunk->start_ns == BPF_CORE_READ(leader, start_boottime) ? splunk : NULL;
}

/* The tracer, a splunkd above it, or a process that the tracer has started. */
static __always_inline bool is_splunk(struct task_struct *leader)
{
	struct splunk_process *parent;

	if (config.include_splunk)
		return false;
	if (splunk_of(leader))
		return true;
	parent = splunk_of(BPF_CORE_READ(leader, real_parent, group_leader));
	return parent && parent->is_tracer;
}

#endif
