// SPDX-License-Identifier: Apache-2.0
// TCP Fast Open, in a namespace of its own where both ends have it: the first connection asks for the cookie, the second
// sends its data with the SYN.
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

#define GREETING 5
#define THINK_TIME 0.3

static void serve_fast(void)
{
	struct address address = address_of("127.0.0.1", 0);
	int fd = new_socket(&address), queue = 16;
	struct listener listener;

	bind_to(fd, &address);
	must(setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN, &queue, sizeof queue));
	listener = listen_at(fd, 16);
	board->address = listener.address;
	reach(GO_AHEAD);
	server_greets(accept_from(&listener));
	server_greets(accept_from(&listener));
	close_listener(&listener);
}

static bool syn_data_was_taken(int fd)
{
	struct tcp_info info;
	socklen_t size = sizeof info;

	must(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size));
	return info.tcpi_options & 32; // TCPI_OPT_SYN_DATA
}

static void finish_greeting(struct connection *connection)
{
	connection->sent = GREETING;
	take(connection, 7);
	close_connection(connection, "fin_local");
}

static void send_with_syn(bool with_cookie)
{
	struct address *to = &board->address;
	int fd = new_socket(to);
	struct connection *connection = begin_connect(fd, to);

	require(sendto(fd, "hello", GREETING, MSG_FASTOPEN, (void *)&to->storage, to->size) == GREETING);
	opened(connection);
	require(syn_data_was_taken(fd) == with_cookie);
	finish_greeting(connection);
}

static void send_twice(void)
{
	send_with_syn(false);
	send_with_syn(true);
}

static void allow_fast_open(void)
{
	enter_new_namespace();
	set("/proc/sys/net/ipv4/tcp_fastopen", "3");
}

void fastopen_sendto(void)
{
	allow_fast_open();
	beside_a_server(serve_fast, send_twice);
}

// With a cookie connect returns at once and the SYN leaves with the first write: what lies between is no handshake.
static void connect_deferred(bool with_cookie)
{
	struct address *to = &board->address;
	int fd = new_socket(to), on = 1;
	struct connection *connection;

	must(setsockopt(fd, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof on));
	connection = begin_connect(fd, to);
	must(connect(fd, (void *)&to->storage, to->size));
	nap(THINK_TIME);
	require(send(fd, "hello", GREETING, 0) == GREETING);
	opened(connection);
	require(syn_data_was_taken(fd) == with_cookie);
	connection->handshake_min = 0.000001;
	connection->handshake_max = THINK_TIME / 2;
	finish_greeting(connection);
}

static void connect_deferred_twice(void)
{
	connect_deferred(false);
	connect_deferred(true);
}

void fastopen_deferred(void)
{
	allow_fast_open();
	beside_a_server(serve_fast, connect_deferred_twice);
}

static void sendto_fails(const char *address, int port, int error, const char *outcome, bool at_once)
{
	struct address to = address_of(address, port);
	int fd = new_socket(&to);
	struct connection *connection = begin_connect(fd, &to);

	require(sendto(fd, "hello", GREETING, MSG_FASTOPEN | MSG_NOSIGNAL, (void *)&to.storage, to.size) == -1 && errno == error);
	connection->opened = now();
	connection->any_source = !at_once;
	connection->outcome = outcome;
	connection->error = error;
	tell_connection(connection);
	close(fd);
}

static void sendmmsg_without_route(void)
{
	struct address to = address_of("192.0.2.1", 444);
	struct iovec piece = { "hello", GREETING };
	struct mmsghdr message = { .msg_hdr = { .msg_name = &to.storage, .msg_namelen = to.size, .msg_iov = &piece, .msg_iovlen = 1 } };
	struct connection *connection = begin_connect(new_socket(&to), &to);

	require(sendmmsg(connection->fd, &message, 1, MSG_FASTOPEN | MSG_NOSIGNAL) == -1 && errno == ENETUNREACH);
	connection->opened = now();
	connection->outcome = "unreachable";
	connection->error = ENETUNREACH;
	tell_connection(connection);
}

static void sendto_without_route(void)
{
	sendto_fails("192.0.2.1", 443, ENETUNREACH, "unreachable", true);
	sendmmsg_without_route();
}

void fastopen_no_route(void)
{
	allow_fast_open();
	join(spawn(sendto_without_route));
}

static void sendto_closed_port(void)
{
	sendto_fails("127.0.0.1", 1, ECONNREFUSED, "refused", false);
}

void fastopen_refused(void)
{
	allow_fast_open();
	join(spawn(sendto_closed_port));
}
