/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Who listens where. */
#ifndef SERVICES_CONNECTION_LISTENERS_H
#define SERVICES_CONNECTION_LISTENERS_H

#include "kernel/bpf.h"
#include "services/connection/endpoints.h"
#include "services/connection/record.h"
#include "services/connection/subject.h"

#define LISTENERS 16384

/* For connections that nobody accepts: who listens there. Born with listen, deleted with the listener's socket. */
struct listener_address {
	u8 local[16];
	u16 port;
	u16 unused;
	u32 netns;
};

struct listener {
	u64 owner;
	u32 pid;
	u32 sockets; /* SO_REUSEPORT: several */
	u32 others; /* of these, sockets of processes that listened before `pid`: while there are any, the owner is not certain */
	u8 hidden; /* its owner is */
	u8 unused[3];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LISTENERS);
	__type(key, struct listener_address);
	__type(value, struct listener);
} listeners SEC(".maps");

static __always_inline void listener_address(const struct subject *subject, struct listener_address *address)
{
	__builtin_memset(address, 0, sizeof(*address));
	__builtin_memcpy(address->local, subject->ends.local, sizeof(address->local));
	address->port = subject->ends.local_port;
	address->netns = subject->ends.netns;
}

static __always_inline void remember_listener(struct connection *connection)
{
	const struct subject *subject = &connection->subject;
	struct listener fresh = {
		.owner = subject->owner, .pid = subject->pid, .sockets = 1, .hidden = connection->owner_hidden
	};
	struct listener_address address;
	struct listener *known;

	connection->is_remembered = 1;
	listener_address(subject, &address);
	known = bpf_map_lookup_elem(&listeners, &address);
	if (!known) {
		bpf_map_update_elem(&listeners, &address, &fresh, BPF_ANY);
		return;
	}
	if (known->pid != subject->pid) { /* the newest is who stays, where one takes over from another */
		known->others = known->sockets;
		known->owner = fresh.owner;
		known->pid = fresh.pid;
		known->hidden = fresh.hidden;
	}
	__sync_fetch_and_add(&known->sockets, 1);
}

static __always_inline void forget_listener(struct connection *connection)
{
	struct listener_address address;
	struct listener *known;

	if (!connection->is_remembered)
		return;
	connection->is_remembered = 0;
	listener_address(&connection->subject, &address);
	known = bpf_map_lookup_elem(&listeners, &address);
	if (!known)
		return;
	if (known->pid != connection->subject.pid)
		__sync_fetch_and_add(&known->others, -1);
	__sync_fetch_and_add(&known->sockets, -1);
	if (known->others && known->others >= known->sockets)
		known->others = known->sockets - 1; /* the newest's own is none of the others */
	if ((s32)known->sockets <= 0)
		bpf_map_delete_elem(&listeners, &address);
}

/* The listener bound to this very address, else to any IPv4 address, else to any at all. */
static __noinline struct listener *listener_of(const struct subject *subject)
{
	struct listener_address address;
	struct listener *listener;
	bool ipv4;

	listener_address(subject, &address);
	ipv4 = is_mapped((u32 *)address.local);
	listener = bpf_map_lookup_elem(&listeners, &address);
	if (listener)
		return listener;
	if (ipv4) {
		map_ipv4(address.local, 0);
		listener = bpf_map_lookup_elem(&listeners, &address);
		if (listener)
			return listener;
	}
	__builtin_memset(address.local, 0, sizeof(address.local));
	return bpf_map_lookup_elem(&listeners, &address);
}

#endif
