/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Which connections are reported: by direction, port and network, and by their owner. */
#ifndef SERVICES_CONNECTION_FILTER_H
#define SERVICES_CONNECTION_FILTER_H

#include "kernel/bpf.h"
#include "core/filter.h"
#include "services/connection/config.h"
#include "services/connection/counters.h"
#include "services/connection/endpoints.h"
#include "services/connection/record.h"
#include "services/connection/subject.h"
#include "services/owner/config.h"

#define WORD_BITS 64
#define PORT_WORDS (65536 / WORD_BITS)

struct network_key {
	u32 bits;
	u8 address[16]; /* IPv4 as ::ffff:a.b.c.d */
};

struct port_value {
	u64 include[PORT_WORDS];
	u64 exclude[PORT_WORDS];
};

LPM_FILTER(network_filter, network_key);

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct port_value);
} port_filter SEC(".maps");

/*
 * The index is bounded again where it is used: the compiler knows that a port has 16 bits and leaves an earlier mask out,
 * and verifiers lose what they know of a number in a byte swap (before 7.0) and when it is spilled (before 5.16).
 */
static __always_inline bool port_passes(u16 port)
{
	u64 word = port / WORD_BITS, bit = 1ULL << (port % WORD_BITS);
	struct port_value *ports;
	u32 zero = 0;

	if (!connection_config.port_filter)
		return true;
	ports = bpf_map_lookup_elem(&port_filter, &zero);
	if (!ports)
		return false;
	barrier_var(word);
	word &= PORT_WORDS - 1;
	if (ports->exclude[word] & bit)
		return false;
	return ports->include[word] & bit || connection_config.port_filter != FILTER_INCLUDES;
}

static __always_inline bool network_passes(const u8 *address)
{
	struct network_key key = { .bits = 8 * sizeof(key.address) };

	if (!connection_config.network_filter)
		return true;
	__builtin_memcpy(key.address, address, sizeof(key.address));
	return passes(connection_config.network_filter, bpf_map_lookup_elem(&network_filter, &key));
}

static __always_inline bool direction_passes(u8 direction)
{
	return direction == DIRECTION_NONE || connection_config.direction_mask & (1u << (direction & 3));
}

/* Sets what hides a connection whatever its owner; counted once. */
static __always_inline void hide(struct connection *connection)
{
	connection->subject.flags |= CONNECTION_HIDDEN;
}

/* The port of the service is the one that counts; where it is not known which one that is, either may pass. */
static __always_inline bool ports_pass(const struct subject *subject)
{
	const struct endpoints *ends = &subject->ends;

	if (subject->direction == DIRECTION_OUTBOUND)
		return port_passes(ends->remote_port);
	return port_passes(ends->local_port) ||
	       (subject->direction == DIRECTION_NONE && port_passes(ends->remote_port));
}

/* By direction, destination port and remote network. */
static __always_inline bool endpoints_pass(const struct subject *subject)
{
	const struct endpoints *ends = &subject->ends;

	return direction_passes(subject->direction) && ports_pass(subject) &&
	       (subject->direction == DIRECTION_LISTENING || network_passes(ends->remote));
}

static __always_inline void filter_endpoints(struct connection *connection)
{
	if (connection->subject.flags & CONNECTION_HIDDEN || endpoints_pass(&connection->subject))
		return;
	hide(connection);
	COUNT(connection, filtered);
}

/* What has no owner passes only where nobody asks for certain owners. */
static __always_inline bool unowned_passes(void)
{
	return owner_config.name_filter != FILTER_INCLUDES && owner_config.user_filter != FILTER_INCLUDES;
}

static __always_inline void filter_unowned(struct connection *connection)
{
	filter_endpoints(connection);
	if (connection->subject.flags & CONNECTION_HIDDEN || unowned_passes())
		return;
	hide(connection);
	COUNT(connection, filtered);
}

#endif
