// SPDX-License-Identifier: Apache-2.0
// The truth, one JSON object a line, each written at once: the processes of a case share one stdout.
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "workload.h"

struct line {
	char text[8192];
	int length;
};

static void add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct line *line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line->length += vsnprintf(line->text + line->length, sizeof line->text - line->length, format, arguments);
	va_end(arguments);
	require(line->length < (int)sizeof line->text);
}

static void add_string(struct line *line, const char *key, const char *value)
{
	if (!value || !*value) return;
	add(line, ",\"%s\":\"", key);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\') add(line, "\\%c", *value);
		else if ((unsigned char)*value < ' ') add(line, "\\u%04x", *value);
		else add(line, "%c", *value);
	}
	add(line, "\"");
}

static void add_number(struct line *line, const char *key, long long value)
{
	if (value != UNKNOWN) add(line, ",\"%s\":%lld", key, value);
}

static void add_flag(struct line *line, const char *key, bool value)
{
	if (value) add(line, ",\"%s\":true", key);
}

static void add_range(struct line *line, const char *key, double least, double most)
{
	if (most) add(line, ",\"%s\":[%.6f,%.6f]", key, least, most);
}

// an IPv4-mapped address is an IPv4 address
static void add_address(struct line *line, const char *end, const struct address *address)
{
	const struct sockaddr_in6 *v6 = (const void *)&address->storage;
	const struct sockaddr_in *v4 = (const void *)&address->storage;
	char text[INET6_ADDRSTRLEN], key[16];

	if (!address->size) return;
	if (address->storage.ss_family == AF_INET) inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
	else if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) inet_ntop(AF_INET, v6->sin6_addr.s6_addr + 12, text, sizeof text);
	else inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
	snprintf(key, sizeof key, "%s_ip", end);
	add_string(line, key, text);
	snprintf(key, sizeof key, "%s_port", end);
	add_number(line, key, port_of(address));
}

static void add_birth(struct line *line, const char *key, const struct birth *birth)
{
	if (birth->pid_namespace) add(line, ",\"%s\":[%lu,%lu,%d]", key, birth->pid_namespace, birth->ticks, birth->ns_pid);
}

static void add_owner(struct line *line, const struct owner *owner)
{
	add(line, ",\"owner\":{\"process_id\":%d", owner->process_id);
	if (owner->thread_id != owner->process_id) add_number(line, "thread_id", owner->thread_id);
	if (owner->ns_process_id != owner->process_id) add_number(line, "ns_process_id", owner->ns_process_id);
	add_string(line, "process_name", owner->process_name);
	add_string(line, "process_path", owner->process_path);
	add_string(line, "process", owner->process);
	add_number(line, "parent_process_id", owner->parent_process_id);
	add_string(line, "parent_process_name", owner->parent_process_name);
	add_birth(line, "birth", &owner->birth);
	add_birth(line, "parent_birth", &owner->parent_birth);
	if (owner->fork_unseen) add_string(line, "parent_attribution", "current");
	add_number(line, "user_id", owner->user_id);
	if (owner->real_user_id != owner->user_id) add_number(line, "real_user_id", owner->real_user_id);
	if (owner->login_user_id != UINT32_MAX) add_number(line, "login_user_id", owner->login_user_id);
	add_number(line, "netns", owner->netns);
	add_string(line, "cgroups", owner->cgroups);
	add(line, "}");
}

static void begin(struct line *line, const char *kind)
{
	line->length = 0;
	add(line, "{\"case\":\"%s\",\"kind\":\"%s\"", case_name, kind);
}

static void end(struct line *line)
{
	add(line, "}\n");
	if (write(STDOUT_FILENO, line->text, line->length) != line->length) _exit(1);
}

static void add_failure(struct line *line, const struct connection *connection)
{
	add_string(line, "outcome", connection->outcome);
	if (connection->error > 0) add_string(line, "errno", strerrorname_np(connection->error));
	add_flag(line, "any_errno", connection->error == UNKNOWN);
}

static void add_counts(struct line *line, const struct connection *connection)
{
	add_number(line, "bytes_in", connection->received);
	add_number(line, "bytes_out", connection->sent == UNKNOWN ? UNKNOWN : connection->sent - connection->unacknowledged);
	add_number(line, "bytes_in_before", connection->existing ? connection->received_before : UNKNOWN);
	add_number(line, "bytes_out_before", connection->existing ? connection->sent_before : UNKNOWN);
	add_number(line, "bytes_unacked", connection->unacknowledged);
	add_number(line, "retransmits", connection->retransmits);
}

void tell_connection(struct connection *connection)
{
	struct line line;

	connection->told = true;
	begin(&line, "connection");
	add_string(&line, "direction", connection->direction ? connection->direction : connection->inbound ? "inbound" : "outbound");
	add_address(&line, "src", &connection->source);
	add_address(&line, "dest", &connection->destination);
	add_flag(&line, "any_source", connection->any_source);
	add_flag(&line, "unknown_source", connection->unknown_source);
	add_flag(&line, "established", connection->established);
	add_flag(&line, "existing", connection->existing);
	add_flag(&line, "restored", connection->restored);
	add_flag(&line, "mptcp", connection->mptcp);
	add_flag(&line, "any_mptcp", connection->any_mptcp);
	add_flag(&line, "never_accepted", connection->never_accepted);
	add_flag(&line, "was_in_backlog", connection->was_in_backlog);
	add_flag(&line, "was_connecting", connection->was_connecting);
	add_flag(&line, "by_ring", connection->by_ring);
	add_string(&line, "attribution", connection->attribution);
	add_range(&line, "open_time", connection->before, connection->opened);
	add_range(&line, "close_time", connection->closing, connection->closed);
	add_range(&line, "handshake", connection->handshake_min, connection->handshake_max);
	if (connection->established) add_counts(&line, connection);
	else add_failure(&line, connection);
	add_string(&line, "close_reason", connection->reason);
	add_owner(&line, &connection->owner);
	end(&line);
}

void tell_listener(const struct listener *listener)
{
	struct line line;

	begin(&line, "listener");
	add_address(&line, "dest", &listener->address);
	add_flag(&line, "existing", listener->existing);
	add_range(&line, "open_time", listener->before, listener->opened);
	add_range(&line, "close_time", listener->closing, listener->closed);
	add_owner(&line, &listener->owner);
	end(&line);
}

void tell_process(int process_id)
{
	struct line line;

	begin(&line, "process");
	add_number(&line, "process_id", process_id);
	end(&line);
}

void tell_endpoint(const struct address *address)
{
	struct line line;

	begin(&line, "endpoint");
	add_address(&line, "dest", address);
	end(&line);
}

void tell_time(const char *kind)
{
	struct line line;

	begin(&line, kind);
	add(&line, ",\"time\":%.6f", now());
	end(&line);
}

void tell_reason(const char *kind, const char *reason)
{
	struct line line;

	begin(&line, kind);
	add_string(&line, "reason", reason);
	end(&line);
}

void skip(const char *reason)
{
	tell_reason("skip", reason);
	exit(0);
}
