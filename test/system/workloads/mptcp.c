// SPDX-License-Identifier: Apache-2.0
// Multipath TCP: one connection is one set of events, though the kernel has an outer socket and a subflow. Which end's
// FIN comes first on the subflow is the kernel's affair.
#include <errno.h>
#include <netinet/in.h>
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
