/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* Who owns a connection. */
#ifndef SERVICES_CONNECTION_OWNER_H
#define SERVICES_CONNECTION_OWNER_H

#include "kernel/bpf.h"
#include "kernel/task.h"
#include "services/connection/counters.h"
#include "services/connection/filter.h"
#include "services/connection/listeners.h"
#include "services/connection/record.h"
#include "services/connection/subject.h"
#include "services/owner/describe.h"
#include "services/owner/descriptions.h"
#include "services/owner/identity.h"

WITHHOLDS(connection)

static __always_inline void give_owner(struct connection *connection, struct owner_verdict owner, u32 pid, u32 tid,
				       u8 attribution)
{
	struct subject *subject = &connection->subject;

	connection->owner_hidden = is_hidden(owner);
	if (!(subject->flags & CONNECTION_HIDDEN) && connection_withholds(owner))
		hide(connection);
	barrier(); /* another CPU that finds the owner finds what hides it, too */
	subject->pid = pid;
	subject->tid = tid;
	subject->attribution = attribution;
	subject->owner = owner_id(owner);
	refer_to(subject->owner);
}

/* The owner first, and then what hides it: see give_owner. */
static __always_inline void read_subject(const struct connection *connection, struct subject *subject)
{
	*subject = connection->subject;
	barrier();
	subject->flags |= *(volatile const u8 *)&connection->subject.flags;
}

/* Process context only. */
static __always_inline void give_current_as_owner(struct connection *connection, u8 attribution)
{
	struct task_struct *task = current_task();
	u64 pid_tid = bpf_get_current_pid_tgid();

	if (BPF_CORE_READ(task, flags) & PF_KTHREAD)
		attribution = ATTRIBUTION_KERNEL;
	give_owner(connection, describe((u64)task, true), pid_tid >> 32, (u32)pid_tid, attribution);
}

static __always_inline void give_listener_as_owner(struct connection *connection)
{
	struct listener *listener = listener_of(&connection->subject);
	struct subject *subject = &connection->subject;

	if (listener && !listener->others && listener->owner) {
		subject->owner = listener->owner;
		subject->pid = listener->pid;
		subject->tid = listener->pid;
		subject->attribution = ATTRIBUTION_LISTENER;
		refer_to(subject->owner);
	} else {
		filter_unowned(connection);
	}
	if (listener && listener->hidden && !(subject->flags & CONNECTION_HIDDEN)) {
		hide(connection);
		COUNT(connection, filtered);
	}
}

/* Nobody can accept it any more. */
static __always_inline void own_unaccepted(struct connection *connection)
{
	if (!connection->subject.owner && connection->subject.direction == DIRECTION_INBOUND)
		give_listener_as_owner(connection);
}

#endif
