/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
/*
 * To whom the beginnings and ends of connections are reported: the probes in CONNECTION_SUBSCRIBERS. Each of them defines
 * the four functions of SUBSCRIBER; one that is off costs nothing, since settings are constants.
 */
#ifndef SERVICES_CONNECTION_SUBSCRIBERS_H
#define SERVICES_CONNECTION_SUBSCRIBERS_H

#include "kernel/bpf.h"
#include "services/connection/record.h"
#include "services/connection/socket.h"
#include "services/connection/subject.h"
#include "services/connection/totals.h"
#include "services/owner/config.h"

#define CONNECTION_SUBSCRIBERS(each) each(tcp)

enum connection_event {
	EVENT_CONNECT = 1,
	EVENT_CONNECT_FAILED,
	EVENT_ACCEPT,
	EVENT_CLOSE,
	EVENT_LISTEN,
	EVENT_LISTEN_CLOSE,
	EVENT_EXISTING, /* from before the start */
	EVENT_FLOW,     /* summary mode: what it carried in an interval */
};

struct occurrence {
	u8 event;                      /* enum connection_event */
	u8 was_given_up;               /* of a failure without an errno: its own program ended the attempt */
	u32 error;                     /* errno of a failure; 0: unknown or none */
	const struct traffic *traffic; /* NULL: what was not reported before */
};

/*
 * wants: whether the probe is on. report: what happened to a connection that has a record; false when the ring had no
 * room. report_untracked: to one without, from its socket, which is in `state` or leaves it; false as before.
 * report_failed_call: a connect that failed before its socket showed any transition.
 */
#define SUBSCRIBER(probe)                                                                                           \
	static __always_inline bool probe##_wants(void);                                                            \
	static __always_inline bool probe##_report(const struct connection *connection,                             \
						   const struct occurrence *occurrence);                            \
	static __always_inline bool probe##_report_untracked(const struct subject *subject, const void *sk,         \
							     const struct snapshot *snapshot, u8 event, int state); \
	static __always_inline void probe##_report_failed_call(const struct subject *subject, u32 error);

CONNECTION_SUBSCRIBERS(SUBSCRIBER)

#define IS_WANTED(probe)     \
	if (probe##_wants()) \
		return true;
#define REPORT(probe)                                                   \
	if (probe##_wants() && !probe##_report(connection, occurrence)) \
		had_room = false;
#define REPORT_UNTRACKED(probe)                                                               \
	if (probe##_wants() && probe##_report_untracked(subject, sk, snapshot, event, state)) \
		is_reported = true;
#define REPORT_FAILED_CALL(probe) \
	if (probe##_wants())      \
		probe##_report_failed_call(subject, error);

static __always_inline bool has_subscribers(void)
{
	CONNECTION_SUBSCRIBERS(IS_WANTED)
	return false;
}

static __always_inline bool is_shown(const struct connection *connection)
{
	return has_subscribers() && !(connection->subject.flags & CONNECTION_HIDDEN);
}

/* What a filter hides is in no total. */
static __always_inline void count_in_totals(struct connection *connection, u8 event)
{
	if (event == EVENT_CONNECT || event == EVENT_ACCEPT)
		count_opened(connection);
	else if (event == EVENT_CLOSE)
		count_closed(connection);
}

/* False only when the ring had no room. */
static __always_inline bool notify_subscribers(struct connection *connection, const struct occurrence *occurrence)
{
	bool had_room = true;

	if (!is_shown(connection))
		return true;
	if (owner_config.ends_reported)
		count_in_totals(connection, occurrence->event);
	CONNECTION_SUBSCRIBERS(REPORT)
	return had_room;
}

static __always_inline bool notify(struct connection *connection, u8 event)
{
	struct occurrence occurrence = { .event = event };

	return notify_subscribers(connection, &occurrence);
}

static __always_inline bool notify_traffic(struct connection *connection, u8 event, const struct traffic *traffic)
{
	struct occurrence occurrence = { .event = event, .traffic = traffic };

	return notify_subscribers(connection, &occurrence);
}

static __always_inline void notify_failure(struct connection *connection, u32 error, u8 was_given_up)
{
	struct occurrence occurrence = { .event = EVENT_CONNECT_FAILED, .error = error, .was_given_up = was_given_up };

	notify_subscribers(connection, &occurrence);
}

/* True when one of them had room for it. */
static __always_inline bool notify_untracked(const struct subject *subject, const void *sk,
					     const struct snapshot *snapshot, u8 event, int state)
{
	bool is_reported = false;

	CONNECTION_SUBSCRIBERS(REPORT_UNTRACKED)
	return is_reported;
}

static __always_inline void notify_failed_call(const struct subject *subject, u32 error)
{
	CONNECTION_SUBSCRIBERS(REPORT_FAILED_CALL)
}

#endif
