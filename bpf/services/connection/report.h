/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The interval reports of summary mode, and the end that may come meanwhile. */
#ifndef SERVICES_CONNECTION_REPORT_H
#define SERVICES_CONNECTION_REPORT_H

#include "kernel/bpf.h"
#include "core/numbers.h"
#include "services/connection/config.h"
#include "services/connection/record.h"
#include "services/connection/subject.h"

/*
 * The socket whose interval report is being made; one walk is made at a time. A report and the end of its connection, on
 * another CPU, must not tell the same bytes: the one names the socket before it looks at the stage, the other leaves the
 * stage before it looks for its name, and waits. The barrier between (an atomic addition) makes one see the other.
 */
volatile u64 reported_sk SEC(".bss.reported");

/*
 * Where the end comes by an interrupt of the very CPU that makes the report, it waits in vain. So the report says, before
 * it is sent, what will have been told with it, and of which connection (by its flow; 0: of none); the end counts from
 * there, and leaves a mark that it did. An end that came before has told everything: then the report is not sent.
 */
struct report {
	u64 flow;
	u64 taken;
	struct traffic told;
};

volatile struct report report SEC(".bss.reported");

#define REPORT_WAITS 256 /* of about 30 ns; a report takes one or two microseconds */

static __always_inline void full_barrier(struct connection *connection)
{
	__sync_fetch_and_add(&connection->barriers, 1);
}

/* False: it has ended. Else end_report must follow. */
static __always_inline bool begin_report(struct connection *connection, const void *sk)
{
	reported_sk = (u64)sk;
	full_barrier(connection);
	if (connection->stage == STAGE_ESTABLISHED)
		return true;
	reported_sk = 0;
	return false;
}

static __always_inline void end_report(void)
{
	reported_sk = 0;
}

static __always_inline void await_report(struct connection *connection, const void *sk)
{
	enter_stage(connection, STAGE_NONE);
	full_barrier(connection);
	for (int waits = 0; waits < REPORT_WAITS && reported_sk == (u64)sk; waits++)
		bpf_ktime_get_boot_ns();
}

/* In earlier reports, and in one that is being made. */
static __always_inline const struct traffic *told_traffic(const struct connection *connection)
{
	u64 flow = connection->subject.flow;

	if (!connection_config.summary || !flow || report.flow != flow)
		return &connection->told;
	report.taken = flow;
	return (const struct traffic *)&report.told;
}

/* What was not told before. */
static __always_inline void read_new_traffic(const struct connection *connection, struct traffic *traffic)
{
	const struct traffic *now = &connection->ending.traffic, *joined = &connection->joined;
	const struct traffic *told = told_traffic(connection);

	traffic->bytes_in = at_least_zero(now->bytes_in + joined->bytes_in - told->bytes_in);
	traffic->bytes_out = at_least_zero(now->bytes_out + joined->bytes_out - told->bytes_out);
	traffic->packets_in = now->packets_in + joined->packets_in - told->packets_in;
	traffic->packets_out = now->packets_out + joined->packets_out - told->packets_out;
	traffic->retransmits = now->retransmits + joined->retransmits - told->retransmits;
}

/* False: the connection has ended meanwhile, and told all of it. */
static __always_inline bool announce_report(struct connection *connection, const struct traffic *moved)
{
	const struct traffic *told = &connection->told;

	report.taken = 0;
	report.told.bytes_in = told->bytes_in + moved->bytes_in;
	report.told.bytes_out = told->bytes_out + moved->bytes_out;
	report.told.packets_in = told->packets_in + moved->packets_in;
	report.told.packets_out = told->packets_out + moved->packets_out;
	report.told.retransmits = told->retransmits + moved->retransmits;
	full_barrier(connection);
	report.flow = connection->subject.flow;
	full_barrier(connection);
	return connection->stage == STAGE_ESTABLISHED || report.taken == connection->subject.flow;
}

/* The record of a connection that has ended may be another one's by now. */
static __always_inline void note_told(struct connection *connection)
{
	if (connection->stage != STAGE_ESTABLISHED)
		return;
	__builtin_memcpy(&connection->told, (const void *)&report.told, sizeof(connection->told));
	connection->subject.flags |= CONNECTION_TOLD;
}

#endif
