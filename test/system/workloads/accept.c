// SPDX-License-Identifier: Apache-2.0
// Who accepts: the process that called accept, or, where nobody did or nobody saw it, the next best that is known.
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cases.h"
#include "ring.h"
#include "workload.h"

void accept_call(void)
{
	talk("127.0.0.1", client_greets_and_closes, server_greets);
}

static void greet(void)
{
	client_greets_and_closes(connect_to(&board->address));
}

static struct connection *begin_accept(void)
{
	struct connection *connection = new_connection();

	connection->inbound = true;
	connection->owner = current_owner();
	connection->before = now();
	return connection;
}

static struct listener listen_for_the_case(void)
{
	struct listener listener = listen_on("127.0.0.1");

	board->address = listener.address;
	reach(GO_AHEAD);
	return listener;
}

static void serve_by_accept4(void)
{
	struct listener listener = listen_for_the_case();
	struct connection *connection = begin_accept();

	connection->fd = must(accept4(listener.fd, NULL, NULL, SOCK_CLOEXEC));
	opened(connection);
	server_greets(connection);
	close_listener(&listener);
}

void accept4_call(void)
{
	beside_a_server(serve_by_accept4, greet);
}

static void *accept_in_thread(void *listener)
{
	pthread_setname_np(pthread_self(), "acceptor-3");
	server_greets(accept_from(listener));
	return NULL;
}

static void serve_in_a_thread(void)
{
	struct listener listener = listen_for_the_case();
	pthread_t thread;

	pthread_create(&thread, NULL, accept_in_thread, &listener);
	pthread_join(thread, NULL);
	close_listener(&listener);
}

void accept_thread(void)
{
	beside_a_server(serve_in_a_thread, greet);
}

static void serve_after_polling(void)
{
	struct listener listener = listen_on("127.0.0.1");
	struct pollfd wanted = { .fd = listener.fd, .events = POLLIN };

	must(fcntl(listener.fd, F_SETFL, O_NONBLOCK));
	require(accept(listener.fd, NULL, NULL) == -1 && errno == EAGAIN);
	board->address = listener.address;
	reach(GO_AHEAD);
	require(poll(&wanted, 1, 5000) == 1);
	server_greets(accept_from(&listener));
	require(accept(listener.fd, NULL, NULL) == -1 && errno == EAGAIN);
	close_listener(&listener);
}

void accept_nonblocking(void)
{
	beside_a_server(serve_after_polling, greet);
}

// ---- several processes
#define WORKERS 3
#define GREETINGS 7

static struct listener shared;

static void accept_until_told(void)
{
	struct pollfd wanted = { .fd = shared.fd, .events = POLLIN };

	must(fcntl(shared.fd, F_SETFL, O_NONBLOCK));
	while (board->step < GO_AHEAD + 1) {
		struct connection *connection;

		if (poll(&wanted, 1, 10) != 1) continue;
		connection = begin_accept();
		connection->fd = accept(shared.fd, NULL, NULL);
		if (connection->fd < 0) continue; // a sibling was quicker
		opened(connection);
		server_greets(connection);
	}
}

static void greet_several_times(void)
{
	for (int i = 0; i < GREETINGS; i++) greet();
	reach(GO_AHEAD + 1);
}

static void serve_by_children(void)
{
	pid_t workers[WORKERS];

	shared = listen_on("127.0.0.1");
	board->address = shared.address;
	for (int i = 0; i < WORKERS; i++) workers[i] = spawn(accept_until_told);
	reach(GO_AHEAD);
	for (int i = 0; i < WORKERS; i++) join(workers[i]);
	close_listener(&shared);
}

void accept_prefork(void)
{
	beside_a_server(serve_by_children, greet_several_times);
}

static int reusable_socket(void)
{
	int fd = new_socket(&board->address), on = 1;

	must(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on));
	return fd;
}

static void listen_beside_others(void)
{
	int fd = reusable_socket();

	bind_to(fd, &board->address);
	shared = listen_at(fd, 16);
	__atomic_add_fetch(&board->ready, 1, __ATOMIC_SEQ_CST);
	accept_until_told();
	close_listener(&shared);
}

// A bound socket that never listens reserves the port.
void accept_reuseport(void)
{
	pid_t workers[WORKERS], client;
	int reserved;

	board->address = address_of("127.0.0.1", 0);
	reserved = reusable_socket();
	bind_to(reserved, &board->address);
	board->address = name_of_socket(reserved);
	for (int i = 0; i < WORKERS; i++) workers[i] = spawn(listen_beside_others);
	while (board->ready < WORKERS) nap(0.001);
	client = spawn(greet_several_times);
	join(client);
	for (int i = 0; i < WORKERS; i++) join(workers[i]);
}

// The descriptor goes to another process, which closes it; the connection stays the accepting process's.
static int channel[2];

static void accept_and_hand_over(void)
{
	struct listener listener = listen_for_the_case();
	struct connection *connection = accept_from(&listener);

	board->argument = connection - board->connections;
	send_descriptor(channel[0], connection->fd);
	close(connection->fd);
	close_listener(&listener);
	reach(GO_AHEAD + 1);
}

static void serve_what_is_passed(void)
{
	int fd = receive_descriptor(channel[1]);
	struct connection *connection;

	await(GO_AHEAD + 1);
	connection = &board->connections[board->argument];
	connection->fd = fd;
	server_greets(connection);
}

void accept_and_pass(void)
{
	pid_t worker;

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, channel));
	worker = spawn(serve_what_is_passed);
	beside_a_server(accept_and_hand_over, greet);
	join(worker);
}

// ---- called before the tracer's start, returns after it
static void accept_what_was_there(void)
{
	struct listener listener = listen_for_the_case();

	listener.existing = true;
	server_greets(accept_from(&listener));
	close_listener(&listener);
}

void accept_before_start(void)
{
	pid_t server = spawn(accept_what_was_there), client;

	await(GO_AHEAD);
	wait_for_tracer();
	client = spawn(greet);
	join(client);
	join(server);
}

// ---- io_uring: where no accept call is seen, the first read tells the owner
static void serve_by_io_uring(void)
{
	struct io_uring_sqe request = { .opcode = IORING_OP_ACCEPT };
	struct ring ring = open_ring();
	struct listener listener = listen_for_the_case();
	struct connection *connection = begin_accept();

	request.fd = listener.fd;
	connection->fd = must(submit(&ring, request));
	opened(connection);
	connection->by_ring = true;
	server_greets(connection);
	close_listener(&listener);
}

void accept_io_uring(void)
{
	pid_t server = spawn(serve_by_io_uring), client;
	int status;

	while (board->step < GO_AHEAD) {
		if (waitpid(server, &status, WNOHANG) == server) return; // refused
		nap(0.001);
	}
	client = spawn(greet);
	join(client);
	join(server);
}

// ---- closed before it was accepted
static void settle(struct connection *server, const struct connection *client)
{
	server->source = client->source;
	server->destination = client->destination;
	server->before = client->before;
	server->established = true;
}

static void serve_the_reset_one(void)
{
	struct listener listener = listen_for_the_case();
	struct connection *connection;
	struct sockaddr_storage peer;
	socklen_t size = sizeof peer;

	await(GO_AHEAD + 1);
	connection = begin_accept();
	connection->fd = must(accept(listener.fd, (void *)&peer, &size));
	connection->opened = now();
	settle(connection, &board->connections[0]);
	connection->closing = board->connections[0].closing;
	connection->received = 11;
	close_connection(connection, "rst_remote");
	close_listener(&listener);
}

static void reset_before_accept(void)
{
	struct connection *connection = connect_to(&board->address);

	give(connection, 11);
	await_unacknowledged_settled(connection);
	reset_connection(connection);
	reach(GO_AHEAD + 1);
}

void accept_reset_in_backlog(void)
{
	beside_a_server(serve_the_reset_one, reset_before_accept);
}

static void serve_the_finished_one(void)
{
	struct listener listener = listen_for_the_case();
	struct connection *connection;

	await(GO_AHEAD + 1);
	connection = accept_from(&listener);
	connection->before = board->connections[0].before;
	take(connection, 11);
	take_end(connection);
	close_connection(connection, "fin_remote");
	close_listener(&listener);
}

static void finish_before_accept(void)
{
	struct connection *connection = connect_to(&board->address);

	give(connection, 11);
	await_unacknowledged_settled(connection);
	close_connection(connection, "fin_local");
	reach(GO_AHEAD + 1);
}

void accept_finished_in_backlog(void)
{
	beside_a_server(serve_the_finished_one, finish_before_accept);
}

static void tell_never_accepted(const struct listener *listener, long long bytes)
{
	struct connection *connection = new_connection();

	settle(connection, &board->connections[0]);
	connection->inbound = true;
	connection->owner = listener->owner;
	connection->attribution = "listener";
	connection->received = bytes;
	connection->reason = "rst_local";
	connection->closing = listener->closing;
	connection->closed = listener->closed;
	connection->never_accepted = true;
	tell_connection(connection);
}

static void listen_and_leave(void)
{
	struct listener listener = listen_for_the_case();

	await(GO_AHEAD + 1);
	close_listener(&listener);
	tell_never_accepted(&listener, 3);
}

static void wait_for_the_reset(void)
{
	struct connection *connection = connect_to(&board->address);

	give(connection, 3);
	await_unacknowledged_settled(connection);
	connection->closing = now();
	reach(GO_AHEAD + 1);
	await_reset(connection);
	close_connection(connection, "rst_remote");
}

void never_accepted(void)
{
	beside_a_server(listen_and_leave, wait_for_the_reset);
}

static void finish_and_leave(void)
{
	struct connection *connection = connect_to(&board->address);

	give(connection, 3);
	await_unacknowledged_settled(connection);
	close_connection(connection, "fin_local");
	let_settle(0.1); // the acknowledgement of the FIN may be delayed: before it, the RST would be the end
	reach(GO_AHEAD + 1);
}

void never_accepted_finished(void)
{
	beside_a_server(listen_and_leave, finish_and_leave);
}

// One process takes the port over from another, as in a restart without a pause.
static void listen_until_relieved(void)
{
	int fd = reusable_socket();

	bind_to(fd, &board->address);
	shared = listen_at(fd, 16);
	reach(GO_AHEAD);
	await(GO_AHEAD + 1);
	close_listener(&shared);
	reach(GO_AHEAD + 2);
}

static void relieve_and_leave(void)
{
	int fd = reusable_socket();

	await(GO_AHEAD);
	bind_to(fd, &board->address);
	shared = listen_at(fd, 16);
	reach(GO_AHEAD + 1);
	await(GO_AHEAD + 3);
	close_listener(&shared);
	tell_never_accepted(&shared, 3);
}

static void wait_for_the_reset_of_the_second(void)
{
	struct connection *connection;

	await(GO_AHEAD + 2);
	connection = connect_to(&board->address);
	give(connection, 3);
	await_unacknowledged_settled(connection);
	connection->closing = now();
	reach(GO_AHEAD + 3);
	await_reset(connection);
	close_connection(connection, "rst_remote");
}

void never_accepted_taken_over(void)
{
	pid_t first, second, client;
	int reserved;

	board->address = address_of("127.0.0.1", 0);
	reserved = reusable_socket();
	bind_to(reserved, &board->address);
	board->address = name_of_socket(reserved);
	first = spawn(listen_until_relieved);
	second = spawn(relieve_and_leave);
	client = spawn(wait_for_the_reset_of_the_second);
	join(first);
	join(client);
	join(second);
}

// ---- other ways to become established
void accept_dual_stack(void)
{
	talk_to("::", "::1", client_greets_and_closes, server_greets);
}

// Before 5.11 the handshake's end and the first data make a child each, when two CPUs take them at once.
static void greet_after_the_handshake(struct connection *connection)
{
	let_settle(0.1);
	client_greets_and_closes(connection);
}

void accept_by_cookie(void)
{
	enter_new_namespace();
	set("/proc/sys/net/ipv4/tcp_syncookies", "2"); // always
	talk("127.0.0.1", greet_after_the_handshake, server_greets);
}

// The child is made when data come, not when the handshake ends.
static void serve_when_data_come(void)
{
	struct address any = address_of("127.0.0.1", 0);
	int fd = new_socket(&any), seconds = 5;
	struct listener listener;

	must(setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof seconds));
	bind_to(fd, &any);
	listener = listen_at(fd, 16);
	board->address = listener.address;
	reach(GO_AHEAD);
	server_greets(accept_from(&listener));
	close_listener(&listener);
}

static void greet_late(void)
{
	struct connection *connection = connect_to(&board->address);

	let_settle(0.2);
	client_greets_and_closes(connection);
}

void accept_deferred(void)
{
	beside_a_server(serve_when_data_come, greet_late);
}
