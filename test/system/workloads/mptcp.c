// SPDX-License-Identifier: Apache-2.0
// Multipath TCP: one connection is one set of events, though the kernel has an outer socket and a subflow. Which end's
// FIN comes first on the subflow is the kernel's affair.
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#define EITHER_FIN "fin_local|fin_remote"

static int multipath_socket(const struct address *like)
{
	int fd = socket(like->storage.ss_family, SOCK_STREAM, IPPROTO_MPTCP);

	if (fd < 0) skip("the kernel has no MPTCP");
	return fd;
}

static void need_multipath(void)
{
	struct address any = address_of("127.0.0.1", 0);

	enter_new_namespace();
	close(multipath_socket(&any));
}

static void multipath_client(struct connection *connection)
{
	connection->mptcp = true;
	give(connection, 70001);
	take(connection, 30011);
	close_connection(connection, EITHER_FIN);
}

static void multipath_server(struct connection *connection)
{
	connection->mptcp = true;
	take(connection, 70001);
	give(connection, 30011);
	take_end(connection);
	close_connection(connection, EITHER_FIN);
}

void mptcp_both(void)
{
	need_multipath();
	talk_sockets(multipath_socket, "127.0.0.1", multipath_client, multipath_server);
}

// ---- sent again: the peer is slow to take, and the outer socket sends once more on the only subflow

// the listener alone, which has no port yet
static int multipath_socket_of_little_room(const struct address *like)
{
	int fd = multipath_socket(like), bytes = 8000;

	if (!port_of(like)) must(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes));
	return fd;
}

static void take_late(struct connection *connection)
{
	connection->mptcp = true;
	let_settle(0.3); // the window is full, and opens in small steps: what it lets through late is sent once more
	take(connection, 70001);
	give(connection, 1);
	take_end(connection);
	close_connection(connection, EITHER_FIN);
}

static void give_all(struct connection *connection)
{
	connection->mptcp = true;
	give(connection, 70001);
	take(connection, 1);
	close_connection(connection, EITHER_FIN);
}

void mptcp_sent_again(void)
{
	need_multipath();
	talk_sockets(multipath_socket_of_little_room, "127.0.0.1", give_all, take_late);
}

// ---- one end only: the connection falls back to plain TCP
static void connect_multipath(void)
{
	struct address *to = &board->address;
	struct connection *connection = connect_fd(multipath_socket(to), to);

	connection->any_mptcp = true;
	client_greets_and_closes(connection);
}

void mptcp_to_tcp(void)
{
	need_multipath();
	beside_a_server(serve_one_greeting, connect_multipath);
}

static void serve_multipath(void)
{
	struct address address = address_of("127.0.0.1", 0);
	int fd = multipath_socket(&address);
	struct listener listener;
	struct connection *connection;

	bind_to(fd, &address);
	listener = listen_at(fd, 16);
	board->address = listener.address;
	reach(GO_AHEAD);
	connection = accept_from(&listener);
	connection->any_mptcp = true;
	server_greets(connection);
	close_listener(&listener);
}

static void connect_plain(void)
{
	client_greets_and_closes(connect_to(&board->address));
}

void tcp_to_mptcp(void)
{
	need_multipath();
	beside_a_server(serve_multipath, connect_plain);
}

static void meet_closed_port(void)
{
	struct address to = address_of("127.0.0.1", 1);
	struct connection *connection = failed_connect(multipath_socket(&to), &to, ECONNREFUSED, "refused");

	connection->mptcp = true;
	tell_connection(connection);
}

void mptcp_refused(void)
{
	need_multipath();
	join(spawn(meet_closed_port));
}

// Before the call the outer socket has no subflow.
static void find_no_multipath(void)
{
	struct address to = address_of("192.0.2.1", 443);
	struct connection *connection = failed_connect(multipath_socket(&to), &to, ENETUNREACH, "unreachable");

	connection->any_mptcp = true;
	connection->any_source = false;
	tell_connection(connection);
}

void mptcp_no_route(void)
{
	need_multipath();
	join(spawn(find_no_multipath));
}

// ---- two subflows: the connection lives as long as one of them does

// so many ends of subflows in this namespace, and a while for what follows their handshakes
static void await_established(int wanted)
{
	double limit = now() + patience(15);
	char line[512];
	int state, found;

	do {
		FILE *sockets = fopen("/proc/self/net/tcp", "r");

		require(sockets);
		for (found = 0; fgets(line, sizeof line, sockets);)
			found += sscanf(line, " %*d: %*s %*s %x", &state) == 1 && state == TCP_ESTABLISHED;
		fclose(sockets);
		if (now() > limit) die("%d ends are established, not %d", found, wanted);
		nap(0.005);
	} while (found != wanted);
	let_settle(0.1);
}

static void lose_the_first_subflow(struct connection *connection)
{
	connection->mptcp = true;
	give(connection, 100);
	take(connection, 1);
	await_established(4); // the second one joins by itself
	run("ss -K -H -t 'sport = :%d' >&2", port_of(&connection->source));
	await_established(2);
	give(connection, 5000);
	take(connection, 1);
	close_connection(connection, EITHER_FIN "|aborted");
}

static void serve_over_the_second(struct connection *connection)
{
	connection->mptcp = true;
	take(connection, 100);
	give(connection, 1);
	take(connection, 5000);
	give(connection, 1);
	take_end(connection);
	close_connection(connection, EITHER_FIN "|rst_remote");
}

static void need_two_paths(void)
{
	need_multipath();
	run("ip address add 10.77.0.1/24 dev lo && ip address add 10.77.0.2/24 dev lo");
	run("ip mptcp limits set subflow 1 && ip mptcp endpoint add 10.77.0.2 dev lo subflow");
}

void mptcp_first_subflow_lost(void)
{
	need_two_paths();
	talk_sockets(multipath_socket, "10.77.0.1", lose_the_first_subflow, serve_over_the_second);
}

// Enough for both subflows, in both directions.
static void talk_over_both(struct connection *connection)
{
	connection->mptcp = true;
	give(connection, 100);
	take(connection, 1);
	await_established(4);
	give(connection, 3000017);
	take(connection, 1000003);
	close_connection(connection, EITHER_FIN);
}

static void answer_over_both(struct connection *connection)
{
	connection->mptcp = true;
	take(connection, 100);
	give(connection, 1);
	take(connection, 3000017);
	give(connection, 1000003);
	take_end(connection);
	close_connection(connection, EITHER_FIN);
}

void mptcp_two_subflows(void)
{
	need_two_paths();
	talk_sockets(multipath_socket, "10.77.0.1", talk_over_both, answer_over_both);
}
