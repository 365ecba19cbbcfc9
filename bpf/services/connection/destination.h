/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Where a call was to connect to. */
#ifndef SERVICES_CONNECTION_DESTINATION_H
#define SERVICES_CONNECTION_DESTINATION_H

#include "kernel/bpf.h"
#include "kernel/net.h"
#include "services/connection/call.h"
#include "services/connection/endpoints.h"
#include "services/connection/filter.h"
#include "services/connection/subject.h"

#define SOCKADDR_IN_BYTES 16

/* sockaddr_in, which is shorter, or the part of sockaddr_in6 that is read. */
struct sockaddr_any {
	u16 family;
	u16 port_be;
	union {
		u32 ipv4;
		struct {
			u32 flowinfo;
			u8 ipv6[16];
		};
	};
};

/* False where no connection is asked for: another family, or AF_UNSPEC, which is a disconnect. */
static __always_inline bool take_destination(struct call *call, const struct sockaddr_any *any)
{
	call->remote_port = bpf_ntohs(any->port_be);
	if (any->family == AF_INET)
		map_ipv4(call->remote, any->ipv4);
	else if (any->family == AF_INET6)
		__builtin_memcpy(call->remote, any->ipv6, sizeof(any->ipv6));
	return any->family == AF_INET || any->family == AF_INET6;
}

static __always_inline u32 address_bytes(u64 length)
{
	return length < sizeof(struct sockaddr_any) ? SOCKADDR_IN_BYTES : sizeof(struct sockaddr_any);
}

/* From the process's memory. False also where it cannot be read. */
static __always_inline bool read_destination(struct call *call, const void *address, u64 length)
{
	struct sockaddr_any any = {};

	call->is_unread = bpf_probe_read_user(&any, address_bytes(length), address) != 0;
	return !call->is_unread && take_destination(call, &any);
}

/* From the kernel's own copy. */
static __always_inline bool read_copied_destination(struct call *call, const void *address, u64 length)
{
	struct sockaddr_any any = {};

	return !bpf_probe_read_kernel(&any, address_bytes(length), address) && take_destination(call, &any);
}

/* By what was asked for, or what a failure left: see send_call_failed. At SYN_SENT the socket's own peer decides. */
static __always_inline bool destination_passes(const struct call *call)
{
	return direction_passes(DIRECTION_OUTBOUND) && port_passes(call->remote_port) && network_passes(call->remote);
}

#endif
