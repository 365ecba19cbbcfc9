// SPDX-License-Identifier: Apache-2.0
// The traffic: each step notes in the connection what is now true.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "workload.h"

struct address address_of(const char *text, int port)
{
	struct address address = { 0 };
	struct sockaddr_in *v4 = (void *)&address.storage;
	struct sockaddr_in6 *v6 = (void *)&address.storage;

	if (strchr(text, ':')) {
		*v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = htons(port) };
		require(inet_pton(AF_INET6, text, &v6->sin6_addr) == 1);
		address.size = sizeof *v6;
	} else {
		*v4 = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port) };
		require(inet_pton(AF_INET, text, &v4->sin_addr) == 1);
		address.size = sizeof *v4;
	}
	return address;
}

int port_of(const struct address *address)
{
	const struct sockaddr_in *v4 = (const void *)&address->storage; // the port is at the same place in both

	return ntohs(v4->sin_port);
}

int new_socket(const struct address *like)
{
	return must(socket(like->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

void bind_to(int fd, const struct address *address)
{
	int on = 1;

	must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
	must(bind(fd, (void *)&address->storage, address->size));
}

struct address name_of_socket(int fd)
{
	struct address address = { .size = sizeof address.storage };

	must(getsockname(fd, (void *)&address.storage, &address.size));
	return address;
}

struct address name_of_peer(int fd)
{
	struct address address = { .size = sizeof address.storage };

	must(getpeername(fd, (void *)&address.storage, &address.size));
	return address;
}

// ---- listeners
struct listener listen_at(int fd, int backlog)
{
	struct listener listener = { .fd = fd, .owner = current_owner(), .before = now() };

	must(listen(fd, backlog));
	listener.opened = now();
	listener.address = name_of_socket(fd);
	tell_endpoint(&listener.address);
	return listener;
}

struct listener listen_on(const char *text)
{
	struct address address = address_of(text, 0);
	int fd = new_socket(&address);

	bind_to(fd, &address);
	return listen_at(fd, 16);
}

void close_listener(struct listener *listener)
{
	listener->closing = now();
	must(close(listener->fd));
	listener->closed = now();
	tell_listener(listener);
}

// ---- opening
struct connection *new_connection(void)
{
	int index = __atomic_fetch_add(&board->connection_count, 1, __ATOMIC_SEQ_CST);

	if (index >= MAX_CONNECTIONS) die("more than %d connections", MAX_CONNECTIONS);
	board->connections[index].retransmits = UNKNOWN;
	return &board->connections[index];
}

struct connection *begin_connect(int fd, const struct address *to)
{
	struct connection *connection = new_connection();

	connection->fd = fd;
	connection->destination = *to;
	connection->owner = current_owner();
	connection->before = now();
	return connection;
}

void opened(struct connection *connection)
{
	connection->opened = now();
	connection->established = true;
	connection->source = connection->inbound ? name_of_peer(connection->fd) : name_of_socket(connection->fd);
	connection->destination = connection->inbound ? name_of_socket(connection->fd) : name_of_peer(connection->fd);
}

struct connection *connect_fd(int fd, const struct address *to)
{
	struct connection *connection = begin_connect(fd, to);

	must(connect(fd, (void *)&to->storage, to->size));
	opened(connection);
	return connection;
}

struct connection *connect_to(const struct address *to)
{
	return connect_fd(new_socket(to), to);
}

struct connection *failed_connect(int fd, const struct address *to, int error, const char *outcome)
{
	struct connection *connection = begin_connect(fd, to);
	int result = connect(fd, (void *)&to->storage, to->size);

	if (result != -1 || errno != error) die("connect gave %d, %s, not %s", result, strerrorname_np(errno), strerrorname_np(error));
	connection->opened = now();
	connection->any_source = true;
	connection->outcome = outcome;
	connection->error = error;
	return connection;
}

struct connection *accept_from(const struct listener *listener)
{
	struct connection *connection = new_connection();

	connection->inbound = true;
	connection->owner = current_owner();
	connection->before = now();
	connection->fd = must(accept(listener->fd, NULL, NULL));
	opened(connection);
	return connection;
}

// ---- payload
#define PIECE 65536

void give(struct connection *connection, long long bytes)
{
	static char piece[PIECE];
	long long left = bytes;

	while (left) left -= must(send(connection->fd, piece, left < PIECE ? left : PIECE, MSG_NOSIGNAL));
	connection->sent += bytes;
}

void take(struct connection *connection, long long bytes)
{
	static char piece[PIECE];
	long long left = bytes, got;

	while (left) {
		got = must(recv(connection->fd, piece, left < PIECE ? left : PIECE, 0));
		if (!got) die("the peer ended %lld bytes early", left);
		left -= got;
	}
	connection->received += bytes;
}

void take_end(struct connection *connection)
{
	static char piece[PIECE];
	long long got;

	while ((got = must(recv(connection->fd, piece, PIECE, 0)))) connection->received += got;
}

// until the peer's window is full: what is then unacknowledged stays so
void await_unacknowledged_settled(struct connection *connection)
{
	int queued = -1, before, quiet = 0;

	while (quiet < 20) {
		before = queued;
		must(ioctl(connection->fd, SIOCOUTQ, &queued));
		quiet = queued == before ? quiet + 1 : 0;
		nap(0.005);
	}
	connection->unacknowledged = queued;
}

void await_acknowledged(struct connection *connection)
{
	do await_unacknowledged_settled(connection);
	while (connection->unacknowledged);
}

void await_state(struct connection *connection, int state)
{
	struct tcp_info info;
	socklen_t size = sizeof info;
	double limit = now() + 15;

	for (;;) {
		must(getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, &info, &size));
		if (info.tcpi_state == state) return;
		if (now() > limit) die("state %d was never reached, but %d", state, info.tcpi_state);
		nap(0.001);
	}
}

// some, as often as the kernel's timers had it
void note_retransmits(struct connection *connection)
{
	struct tcp_info info;
	socklen_t size = sizeof info;

	must(getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, &info, &size));
	require(info.tcpi_total_retrans > 0);
	connection->retransmits = info.tcpi_total_retrans;
}

// ---- closing
void await_reset(struct connection *connection)
{
	char byte;

	require(recv(connection->fd, &byte, 1, 0) == -1 && errno == ECONNRESET);
}

// until the kernel has given the connection up
int await_failure(struct connection *connection)
{
	struct pollfd wanted = { .fd = connection->fd };

	require(poll(&wanted, 1, 15000) == 1);
	return pending_error(connection->fd);
}

void close_connection(struct connection *connection, const char *reason)
{
	if (!connection->closing) connection->closing = now(); // else the end began before
	must(close(connection->fd));
	connection->closed = now();
	connection->reason = reason;
	tell_connection(connection);
}

void reset_connection(struct connection *connection)
{
	struct linger linger = { .l_onoff = 1 };

	must(setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
	close_connection(connection, "rst_local");
}

int pending_error(int fd)
{
	int error;
	socklen_t size = sizeof error;

	must(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size));
	return error;
}
