// SPDX-License-Identifier: Apache-2.0
// Connections that come to be.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cases.h"
#include "ring.h"
#include "workload.h"

void connect_blocking(void)
{
	talk("127.0.0.1", client_greets_and_closes, server_greets);
}

void connect_ipv6(void)
{
	talk("::1", client_greets_and_closes, server_greets);
}

void connect_mapped(void)
{
	talk_to("127.0.0.1", "::ffff:127.0.0.1", client_greets_and_closes, server_greets);
}

void accept_mapped(void)
{
	talk_to("::", "127.0.0.1", client_greets_and_closes, server_greets);
}

static int nonblocking_socket(const struct address *like)
{
	return must(socket(like->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0));
}

static void make_blocking(int fd)
{
	must(fcntl(fd, F_SETFL, 0));
}

static void connect_and_poll(const struct address *to)
{
	int fd = nonblocking_socket(to);
	struct connection *connection = begin_connect(fd, to);
	struct pollfd wanted = { .fd = fd, .events = POLLOUT };

	require(connect(fd, (void *)&to->storage, to->size) == -1 && errno == EINPROGRESS);
	require(poll(&wanted, 1, 5000) == 1);
	require(pending_error(fd) == 0);
	opened(connection);
	make_blocking(fd);
	client_greets_and_closes(connection);
}

static void nonblocking_client(void)
{
	connect_and_poll(&board->address);
}

void connect_nonblocking(void)
{
	beside_a_server(serve_one_greeting, nonblocking_client);
}

static void bound_client(void)
{
	struct address source = address_of("127.0.0.5", 0);
	int fd = new_socket(&source);

	bind_to(fd, &source);
	client_greets_and_closes(connect_fd(fd, &board->address));
}

void connect_bound(void)
{
	beside_a_server(serve_one_greeting, bound_client);
}

// the request is made in the process's own context, or by a worker thread of it
static void uring_client(void)
{
	struct address *to = &board->address;
	struct ring ring = open_ring();
	struct connection *connection = begin_connect(new_socket(to), to);
	struct io_uring_sqe request = { .opcode = IORING_OP_CONNECT, .fd = connection->fd, .addr = (uintptr_t)&to->storage, .off = to->size };

	must(submit(&ring, request));
	opened(connection);
	client_greets_and_closes(connection);
}

void connect_io_uring(void)
{
	close(open_ring().fd);
	beside_a_server(serve_one_greeting, uring_client);
}

// 0.0.0.0 and :: stand for this host
void connect_any(void)
{
	talk_to("127.0.0.1", "0.0.0.0", client_greets_and_closes, server_greets);
	board->step = 0;
	talk_to("::1", "::", client_greets_and_closes, server_greets);
}

// ---- threads
static void *connect_in_thread(void *name)
{
	pthread_setname_np(pthread_self(), name);
	client_greets_and_closes(connect_to(&board->address));
	return NULL;
}

static void one_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, connect_in_thread, "http-client-7");
	pthread_join(thread, NULL);
}

void connect_thread(void)
{
	beside_a_server(serve_one_greeting, one_thread);
}

#define THREADS 5

static void serve_each_thread(void)
{
	serve_greetings(THREADS);
}

static void many_threads(void)
{
	static char names[THREADS][16] = { "alpha", "bravo", "charlie", "delta", "echo" };
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, connect_in_thread, names[i]);
	for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

void connect_threads(void)
{
	beside_a_server(serve_each_thread, many_threads);
}

static void *connect_without_leader(void *unused)
{
	(void)unused;
	let_settle(0.1); // the leader is gone by now
	client_greets_and_closes(connect_to(&board->address));
	_exit(0);
}

static void leader_leaves(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, connect_without_leader, NULL);
	pthread_exit(NULL);
}

void connect_leader_gone(void)
{
	beside_a_server(serve_one_greeting, leader_leaves);
}

// ---- slow: the first SYN is lost, the next arrives a second later
static struct cable cable;

static void serve_far(void)
{
	struct listener listener;

	enter(cable.far);
	listener = listen_on(FAR_ADDRESS);
	board->address = listener.address;
	reach(GO_AHEAD);
	server_greets(accept_from(&listener));
	close_listener(&listener);
}

static void mend_soon(void)
{
	await(GO_AHEAD + 1);
	nap(0.4);
	mend(&cable, cable.near);
}

static void slow_client(void)
{
	struct connection *connection;

	cut(&cable, cable.near);
	reach(GO_AHEAD + 1);
	connection = connect_to(&board->address);
	note_retransmits(connection);
	connection->handshake_min = 0.9;
	connection->handshake_max = connection->opened - connection->before + 0.05;
	client_greets_and_closes(connection);
}

static void connect_over_a_mended_cable(void (*client)(void))
{
	pid_t mender;

	cable = lay_cable();
	mender = spawn(mend_soon);
	beside_a_server(serve_far, client);
	join(mender);
}

void connect_slow(void)
{
	connect_over_a_mended_cable(slow_client);
}

static void on_alarm(int signal)
{
	(void)signal;
}

// connect returns EINTR, the attempt goes on, and a second call only waits for it
static void interrupted_client(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct itimerval soon = { .it_value.tv_usec = 200000 };
	struct address *to = &board->address;
	int fd = new_socket(to);
	struct connection *connection;

	cut(&cable, cable.near);
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	reach(GO_AHEAD + 1);
	connection = begin_connect(fd, to);
	require(connect(fd, (void *)&to->storage, to->size) == -1 && errno == EINTR);
	must(connect(fd, (void *)&to->storage, to->size));
	opened(connection);
	note_retransmits(connection);
	client_greets_and_closes(connection);
}

void connect_interrupted(void)
{
	connect_over_a_mended_cable(interrupted_client);
}

// ---- several connections of one socket
static void refused_then_connected(void)
{
	struct address closed = address_of("127.0.0.1", 1);
	int fd = new_socket(&closed);

	tell_connection(failed_connect(fd, &closed, ECONNREFUSED, "refused"));
	client_greets_and_closes(connect_fd(fd, &board->address));
}

void connect_again_after_refused(void)
{
	beside_a_server(serve_one_greeting, refused_then_connected);
}

static void serve_disconnected_then_greeted(void)
{
	struct listener listener = listen_on("127.0.0.1");
	struct connection *first;

	board->address = listener.address;
	reach(GO_AHEAD);
	first = accept_from(&listener);
	take(first, 11);
	first->closing = now();
	reach(GO_AHEAD + 1);
	await_reset(first);
	close_connection(first, "rst_remote");
	server_greets(accept_from(&listener));
	close_listener(&listener);
}

static void dissolve(struct connection *connection)
{
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };

	connection->closing = now();
	must(connect(connection->fd, &nobody, sizeof nobody));
	connection->closed = now();
	connection->reason = "rst_local";
	tell_connection(connection);
}

static void disconnected_then_connected(void)
{
	struct connection *first = connect_to(&board->address);
	int fd = first->fd;

	give(first, 11);
	await(GO_AHEAD + 1);
	dissolve(first);
	client_greets_and_closes(connect_fd(fd, &board->address));
}

void connect_again_after_disconnect(void)
{
	beside_a_server(serve_disconnected_then_greeted, disconnected_then_connected);
}

// ---- calls of connect that are no attempts
static void connect_what_is_connected(void)
{
	struct address *to = &board->address;
	struct connection *connection = connect_to(to);
	int no_socket = must(open("/dev/null", O_RDWR));

	require(connect(connection->fd, (void *)&to->storage, to->size) == -1 && errno == EISCONN);
	require(connect(connection->fd, (void *)&to->storage, 1) == -1 && errno == EINVAL);
	require(connect(-1, (void *)&to->storage, to->size) == -1 && errno == EBADF);
	require(connect(no_socket, (void *)&to->storage, to->size) == -1 && errno == ENOTSOCK);
	client_greets_and_closes(connection);
}

void connect_pointless(void)
{
	beside_a_server(serve_one_greeting, connect_what_is_connected);
}

static void use_other_protocols(void)
{
	struct address to = address_of("192.0.2.1", 53);
	struct sockaddr_un path = { .sun_family = AF_UNIX, .sun_path = "/nonexistent/socket" };
	int udp, raw, unix_socket = must(socket(AF_UNIX, SOCK_STREAM, 0));

	enter_new_namespace();
	udp = must(socket(AF_INET, SOCK_DGRAM, 0));
	require(connect(udp, (void *)&to.storage, to.size) == -1 && errno == ENETUNREACH);
	require(sendto(udp, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, (void *)&to.storage, to.size) == -1);
	raw = must(socket(AF_INET, SOCK_RAW, IPPROTO_TCP));
	require(connect(raw, (void *)&to.storage, to.size) == -1 && errno == ENETUNREACH);
	require(connect(unix_socket, (void *)&path, sizeof path) == -1 && errno == ENOENT);
	require(listen(unix_socket, 1) == -1);
}

void not_tcp(void)
{
	join(spawn(use_other_protocols));
}

// ---- a process that does not outlive its connect
static void connect_and_be_killed(void)
{
	struct connection *connection = connect_to(&board->address);

	connection->reason = "fin_local";
	connection->closing = now();
	raise(SIGKILL);
}

static void greet_the_dead(void)
{
	struct listener listener = listen_on("127.0.0.1");
	struct connection *connection;

	board->address = listener.address;
	reach(GO_AHEAD);
	connection = accept_from(&listener);
	take_end(connection);
	close_connection(connection, "fin_remote");
	close_listener(&listener);
}

void connect_and_die(void)
{
	pid_t server = spawn(greet_the_dead);
	pid_t client;

	await(GO_AHEAD);
	client = spawn(connect_and_be_killed);
	must(waitpid(client, NULL, 0));
	join(server);
	tell_for_the_dead();
}

// ---- one tuple, several times: each with other bytes
#define TIMES 7

static void serve_resets(void)
{
	struct listener listener = listen_on("127.0.0.1");

	board->address = listener.address;
	reach(GO_AHEAD);
	for (int i = 1; i <= TIMES; i++) {
		struct connection *connection = accept_from(&listener);

		take(connection, i * 10);
		connection->closing = now();
		reach(GO_AHEAD + i);
		await_reset(connection);
		close_connection(connection, "rst_remote");
	}
	close_listener(&listener);
}

static void same_client_again_and_again(void)
{
	struct address source = address_of("127.0.0.1", 0);
	int first = new_socket(&source);

	bind_to(first, &source);
	source = name_of_socket(first);
	close(first);
	for (int i = 1; i <= TIMES; i++) {
		struct connection *connection;
		int fd = new_socket(&source);

		bind_to(fd, &source);
		connection = connect_fd(fd, &board->address);
		give(connection, i * 10);
		await(GO_AHEAD + i);
		await_unacknowledged_settled(connection);
		reset_connection(connection);
	}
}

void connect_same_tuple(void)
{
	beside_a_server(serve_resets, same_client_again_and_again);
}

// the server closes first, so that its TIME_WAIT is there when the same tuple comes again
static void serve_and_close(void)
{
	struct listener listener = listen_on("127.0.0.1");

	board->address = listener.address;
	reach(GO_AHEAD);
	for (int i = 1; i <= TIMES; i++) {
		struct connection *connection = accept_from(&listener);

		take(connection, i);
		close_connection(connection, "fin_local");
	}
	close_listener(&listener);
}

// The FIN's acknowledgement may be delayed: until it comes the tuple is taken, and the next connect refused.
static void leave_the_tuple(struct connection *connection)
{
	connection->closing = now();
	must(shutdown(connection->fd, SHUT_WR));
	await_state(connection, TCP_CLOSE);
	close_connection(connection, "fin_remote");
}

static void come_back(void)
{
	struct address source = address_of("127.0.0.7", 0);

	for (int i = 1; i <= TIMES; i++) {
		int fd = new_socket(&source);
		struct connection *connection;

		bind_to(fd, &source);
		source = name_of_socket(fd);
		connection = connect_fd(fd, &board->address);
		give(connection, i);
		take_end(connection);
		leave_the_tuple(connection);
	}
}

void connect_into_time_wait(void)
{
	beside_a_server(serve_and_close, come_back);
}

// ---- without a listener
static void talk_to_oneself(void)
{
	struct address self = address_of("127.0.0.1", 0);
	int fd = new_socket(&self);
	struct connection *connection;

	bind_to(fd, &self);
	self = name_of_socket(fd);
	connection = connect_fd(fd, &self);
	give(connection, 13);
	take(connection, 13);
	close_connection(connection, "fin_local");
}

void connect_self(void)
{
	join(spawn(talk_to_oneself));
}

#define NEAR_PORT 7001
#define FAR_PORT 7002

static struct connection *start_crossing(const char *from, int from_port, const char *to, int to_port)
{
	struct address source = address_of(from, from_port), destination = address_of(to, to_port);
	int fd = nonblocking_socket(&source);
	struct connection *connection;

	bind_to(fd, &source);
	connection = begin_connect(fd, &destination);
	require(connect(fd, (void *)&destination.storage, destination.size) == -1 && errno == EINPROGRESS);
	return connection;
}

static void end_crossing(struct connection *connection)
{
	struct pollfd wanted = { .fd = connection->fd, .events = POLLOUT };

	require(poll(&wanted, 1, 10000) == 1 && pending_error(connection->fd) == 0);
	opened(connection);
	make_blocking(connection->fd);
}

static void cross_from_near(void)
{
	struct connection *connection;

	cut(&cable, cable.near);
	connection = start_crossing(NEAR_ADDRESS, NEAR_PORT, FAR_ADDRESS, FAR_PORT);
	reach(GO_AHEAD);
	await(GO_AHEAD + 1);
	if (board->argument) wait_for_tracer(); // who takes its record away needs the time that it needs
	mend(&cable, cable.near);
	end_crossing(connection);
	client_greets_and_closes(connection);
}

static void cross_from_far(void)
{
	struct connection *connection;

	enter(cable.far);
	await(GO_AHEAD);
	connection = start_crossing(FAR_ADDRESS, FAR_PORT, NEAR_ADDRESS, NEAR_PORT);
	reach(GO_AHEAD + 1);
	end_crossing(connection);
	server_greets(connection);
}

void connect_crossing(void)
{
	pid_t near, far;

	cable = lay_cable();
	near = spawn(cross_from_near);
	far = spawn(cross_from_far);
	join(near);
	join(far);
}
