/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/* The interval reports of summary mode, and the end that may come meanwhile. */
#ifndef SERVICES_CONNECTION_INTERVAL_H
#define SERVICES_CONNECTION_INTERVAL_H

#include "kernel/bpf.h"
#include "core/numbers.h"
#include "services/connection/config.h"
#include "services/connection/record.h"
#include "services/connection/subject.h"

/*
 * The socket whose interval report is being made; only one walk is made at a time. A report and the end of its
 * connection, on another CPU, must not report the same bytes:
 *   the report   1. writes reported_sk   2. barrier   3. reads the stage, and is given up if that is not ESTABLISHED
 *   the end      1. writes the stage     2. barrier   3. reads reported_sk, and waits while that is its own socket
 * The barrier (an atomic addition) makes at least one of them see what the other has written.
 */
volatile u64 reported_sk SEC(".bss.reported");

/*
 * An end that interrupts the report on its own CPU would wait in vain. So, before it sends, the report writes what will
 * have been reported once it is sent (total), and then of which connection, by its flow (0: none). An end that finds
 * its own flow here writes it to `taken`, and reports only what is beyond the total. An end that came before has
 * reported everything: the report, which reads the stage once more, is then not sent.
 */
struct report {
	u64 flow;
	u64 taken;
	struct traffic total;
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

/* What earlier reports contain, or will with the one that is being made. */
static __always_inline const struct traffic *reported_traffic(const struct connection *connection)
{
	u64 flow = connection->subject.flow;

	if (!connection_config.summary || !flow || report.flow != flow)
		return &connection->reported;
	report.taken = flow;
	return (const struct traffic *)&report.total;
}

/* What no report contains yet. */
static __always_inline void read_new_traffic(const struct connection *connection, struct traffic *traffic)
{
	const struct traffic *now = &connection->ending.traffic, *joined = &connection->joined;
	const struct traffic *reported = reported_traffic(connection);

	traffic->bytes_in = at_least_zero(now->bytes_in + joined->bytes_in - reported->bytes_in);
	traffic->bytes_out = at_least_zero(now->bytes_out + joined->bytes_out - reported->bytes_out);
	traffic->packets_in = now->packets_in + joined->packets_in - reported->packets_in;
	traffic->packets_out = now->packets_out + joined->packets_out - reported->packets_out;
	traffic->retransmits = now->retransmits + joined->retransmits - reported->retransmits;
}

/* False: the connection has ended meanwhile, and its end has reported everything. */
static __always_inline bool announce_report(struct connection *connection, const struct traffic *moved)
{
	const struct traffic *reported = &connection->reported;

	report.taken = 0;
	report.total.bytes_in = reported->bytes_in + moved->bytes_in;
	report.total.bytes_out = reported->bytes_out + moved->bytes_out;
	report.total.packets_in = reported->packets_in + moved->packets_in;
	report.total.packets_out = reported->packets_out + moved->packets_out;
	report.total.retransmits = reported->retransmits + moved->retransmits;
	full_barrier(connection);
	report.flow = connection->subject.flow;
	full_barrier(connection);
	return connection->stage == STAGE_ESTABLISHED || report.taken == connection->subject.flow;
}

/* The record of a connection that has ended may be another one's by now. */
static __always_inline void note_reported(struct connection *connection)
{
	if (connection->stage != STAGE_ESTABLISHED)
		return;
	__builtin_memcpy(&connection->reported, (const void *)&report.total, sizeof(connection->reported));
	connection->subject.flags |= CONNECTION_REPORTED;
}

#endif
