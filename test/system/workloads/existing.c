// SPDX-License-Identifier: Apache-2.0
// What was there before the tracer: told once as existing, and its end as any other's.
#include <errno.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

enum { TAKEN_OVER = GO_AHEAD + 1, CONNECTED, TRACED };

static void reach_connected(struct connection *client)
{
	client->sent_before = client->sent;
	board->argument = client->sent;
	reach(CONNECTED);
}

// What the client has sent by then is here.
static void await_connected(struct connection *server)
{
	int received = 0;

	await(CONNECTED);
	for (double limit = now() + 5; received != board->argument; nap(0.001)) {
		must(ioctl(server->fd, FIONREAD, &received));
		require(now() < limit);
	}
	server->received_before = received;
}

// Half of the greeting is exchanged before the start, the rest after it.
static void greet_across_the_start(struct connection *connection)
{
	connection->existing = true;
	give(connection, 5);
	reach_connected(connection);
	await(TRACED);
	give(connection, 6);
	take(connection, 7);
	close_connection(connection, "fin_local");
}

static void serve_across_the_start(const char *address, bool is_restored)
{
	struct listener listener = listen_on(address);
	struct connection *connection;

	listener.existing = true;
	board->address = listener.address;
	reach(GO_AHEAD);
	connection = accept_from(&listener);
	if (is_restored) {
		connection = take_over(connection);
		connection->inbound = true;
		opened(connection);
		reach(TAKEN_OVER);
	}
	connection->existing = true;
	await_connected(connection);
	await(TRACED);
	take(connection, 11);
	give(connection, 7);
	take_end(connection);
	close_connection(connection, "fin_remote");
	close_listener(&listener);
}

static void serve_ipv4(void)
{
	serve_across_the_start("127.0.0.1", false);
}

static void serve_ipv6(void)
{
	serve_across_the_start("::1", false);
}

static void connect_before(void)
{
	greet_across_the_start(connect_to(&board->address));
}

static void across_the_start(void (*serve)(void), void (*work)(void))
{
	pid_t server = spawn(serve), client;

	await(GO_AHEAD);
	client = spawn(work);
	await(CONNECTED);
	let_settle(0.05); // accepted
	wait_for_tracer();
	reach(TRACED);
	join(client);
	join(server);
}

void existing_connection(void)
{
	across_the_start(serve_ipv4, connect_before);
}

void existing_connection6(void)
{
	across_the_start(serve_ipv6, connect_before);
}

void existing_elsewhere(void)
{
	enter_new_namespace();
	across_the_start(serve_ipv4, connect_before);
}

static void listen_across_the_start(void)
{
	struct listener listener = listen_on("127.0.0.1");

	listener.existing = true;
	reach(CONNECTED);
	await(TRACED);
	close_listener(&listener);
}


void existing_listener(void)
{
	pid_t server = spawn(listen_across_the_start);

	await(CONNECTED);
	wait_for_tracer();
	reach(TRACED);
	join(server);
}

// Only the child holds the descriptor when the tracer looks.
static void connect_and_leave_to_child(void)
{
	struct connection *connection = connect_to(&board->address);

	if (must(fork())) return;
	tell_process(current_owner().process_id);
	let_settle(0.1);
	connection->owner = current_owner();
	greet_across_the_start(connection);
	exit(0);
}

void existing_inherited(void)
{
	across_the_start(serve_ipv4, connect_and_leave_to_child);
}

static void end_before_the_start(void)
{
	struct connection *connection = connect_to(&board->address);

	connection->existing = true;
	give(connection, 11);
	connection->closing = now();
	must(shutdown(connection->fd, SHUT_WR));
	reach_connected(connection);
	await(TRACED);
	take(connection, 7);
	take_end(connection);
	close_connection(connection, "fin_local");
}

void existing_half_closed(void)
{
	across_the_start(serve_ipv4, end_before_the_start);
}

static void accept_after_the_start(void)
{
	struct listener listener = listen_on("127.0.0.1");
	struct connection *connection;

	listener.existing = true;
	board->address = listener.address;
	reach(GO_AHEAD);
	await(TRACED);
	connection = accept_from(&listener);
	connection->was_in_backlog = true;
	take(connection, 11);
	give(connection, 7);
	take_end(connection);
	close_connection(connection, "fin_remote");
	close_listener(&listener);
}

void existing_in_backlog(void)
{
	across_the_start(accept_after_the_start, connect_before);
}

// ---- a title that is set after the start
static void serve_after_the_start(void)
{
	struct listener listener = listen_on("127.0.0.1");

	listener.existing = true;
	board->address = listener.address;
	reach(GO_AHEAD);
	await(TRACED);
	server_greets(accept_from(&listener));
	close_listener(&listener);
}

static void change_title_after_the_start(void)
{
	struct listener listener = listen_on("127.0.0.1");

	listener.existing = true;
	reach(CONNECTED);
	await(TRACED);
	set_title("new title");
	greet_once();
	close_listener(&listener);
}

void existing_title(void)
{
	across_the_start(serve_after_the_start, change_title_after_the_start);
}

// ---- sockets that were restored: the one knows by its listener that it had accepted, the other knows nothing
static void restore_and_greet(void)
{
	struct connection *connection = take_over(connect_to(&board->address));

	connection->direction = "unknown";
	greet_across_the_start(connection);
}

void existing_restored(void)
{
	across_the_start(serve_ipv4, restore_and_greet);
}

static void serve_restored(void)
{
	serve_across_the_start("127.0.0.1", true);
}

static void connect_to_restored(void)
{
	struct connection *connection = connect_to(&board->address);

	await(TAKEN_OVER);
	greet_across_the_start(connection);
}

void existing_restored_server(void)
{
	across_the_start(serve_restored, connect_to_restored);
}

// ---- what is connected, and of protocol 6, and not TCP all the same
static void hold_what_is_not_tcp(void)
{
	struct address to = address_of("127.0.0.1", 1);
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int raw = must(socket(AF_INET, SOCK_RAW, IPPROTO_TCP)), xfrm = socket(AF_NETLINK, SOCK_RAW, NETLINK_XFRM);

	must(connect(raw, (void *)&to.storage, to.size));
	if (xfrm >= 0) must(connect(xfrm, (void *)&kernel, sizeof kernel)); // where the kernel has it
	reach(CONNECTED);
	await(TRACED);
}

void existing_not_tcp(void)
{
	pid_t holder = spawn(hold_what_is_not_tcp);

	await(CONNECTED);
	wait_for_tracer();
	reach(TRACED);
	join(holder);
}

// ---- an attempt that is under way
static struct cable cable;

static void serve_far(void)
{
	struct listener listener;

	enter(cable.far);
	listener = listen_on(FAR_ADDRESS);
	listener.existing = true;
	board->address = listener.address;
	reach(GO_AHEAD);
	server_greets(accept_from(&listener));
	close_listener(&listener);
}

static void attempt_across_the_start(void)
{
	struct address *to = &board->address;
	int fd = must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)), blocking = 0, retries = 8;
	struct pollfd wanted = { .fd = fd, .events = POLLOUT };
	struct connection *connection = begin_connect(fd, to);

	must(setsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &retries, sizeof retries));
	require(connect(fd, (void *)&to->storage, to->size) == -1 && errno == EINPROGRESS);
	reach(CONNECTED);
	await(TRACED);
	mend(&cable, cable.near);
	require(poll(&wanted, 1, 140000) == 1 && pending_error(fd) == 0); // SYNs come ever more seldom; a guest is slow to start
	opened(connection);
	connection->was_connecting = true;
	must(ioctl(fd, FIONBIO, &blocking));
	client_greets_and_closes(connection);
}

void existing_connecting(void)
{
	cable = lay_cable();
	cut(&cable, cable.near);
	across_the_start(serve_far, attempt_across_the_start);
}
