// SPDX-License-Identifier: Apache-2.0
// What the processes of a case share: memory in which a connection outlives its process, and a step count to take turns.
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "workload.h"

#define PATIENCE 150.0 // seconds for any one step

struct board *board;
const char *case_name = "workload";

static void map_board(int fd)
{
	board = mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	require(board != MAP_FAILED);
}

static int board_fd;

void make_board(void)
{
	board_fd = must(memfd_create("board", 0));
	must(ftruncate(board_fd, sizeof *board));
	map_board(board_fd);
	board->is_traced = true;
}

void go_on_as(int program, const char *name, const char *step)
{
	char fd[16];

	snprintf(fd, sizeof fd, "%d", board_fd);
	setenv("BOARD", fd, 1);
	setenv("CASE", case_name, 1);
	must(syscall(SYS_execveat, program, "", (char *[]){ (char *)name, (char *)step, NULL }, environ, AT_EMPTY_PATH));
}

bool find_board(void)
{
	if (!getenv("BOARD")) return false;
	board_fd = atoi(getenv("BOARD"));
	case_name = getenv("CASE");
	map_board(board_fd);
	return true;
}

void reach(int step)
{
	__atomic_store_n(&board->step, step, __ATOMIC_SEQ_CST);
}

void await(int step)
{
	double limit = now() + patience(PATIENCE), pause = 0.0005;

	while (__atomic_load_n(&board->step, __ATOMIC_SEQ_CST) < step) {
		if (now() > limit) die("step %d was never reached", step);
		nap(pause);
		if (pause < 0.02) pause *= 1.1; // many that wait for the tracer's start must not keep it from its processor
	}
}

// ---- one connection between two processes
enum { LISTENING = 1 };

static struct {
	const char *listen_address, *connect_address;
	int (*make)(const struct address *like);
	end_fn *client, *server;
} talking;

static void serve_one(void)
{
	struct address address = address_of(talking.listen_address, 0);
	int fd = talking.make(&address);
	struct listener listener;
	struct connection *connection;

	bind_to(fd, &address);
	listener = listen_at(fd, 16);
	board->address = address_of(talking.connect_address, port_of(&listener.address));
	reach(LISTENING);
	connection = accept_from(&listener);
	talking.server(connection);
	close_listener(&listener);
}

static void connect_one(void)
{
	await(LISTENING);
	talking.client(connect_fd(talking.make(&board->address), &board->address));
}

static void talk_as_told(void)
{
	pid_t server = spawn(serve_one), client = spawn(connect_one);

	join(client);
	join(server);
}

void talk_to(const char *listen_address, const char *connect_address, end_fn *client, end_fn *server)
{
	talking.listen_address = listen_address;
	talking.connect_address = connect_address;
	talking.make = new_socket;
	talking.client = client;
	talking.server = server;
	talk_as_told();
}

void talk(const char *address, end_fn *client, end_fn *server)
{
	talk_to(address, address, client, server);
}

void talk_sockets(int (*make)(const struct address *like), const char *address, end_fn *client, end_fn *server)
{
	talking.listen_address = talking.connect_address = address;
	talking.make = make;
	talking.client = client;
	talking.server = server;
	talk_as_told();
}

void client_greets_and_closes(struct connection *connection)
{
	give(connection, 5);
	take(connection, 7);
	close_connection(connection, "fin_local");
}

void server_greets(struct connection *connection)
{
	take(connection, 5);
	give(connection, 7);
	take_end(connection);
	close_connection(connection, "fin_remote");
}

// ---- a server beside whatever the case does with board->address
void serve_greetings(int count)
{
	struct listener listener = listen_on("127.0.0.1");

	board->address = listener.address;
	reach(GO_AHEAD);
	while (count--) server_greets(accept_from(&listener));
	close_listener(&listener);
}

void serve_one_greeting(void)
{
	serve_greetings(1);
}

void greet_once(void)
{
	client_greets_and_closes(connect_to(&board->address));
}

void beside_a_server(void (*serve)(void), void (*work)(void))
{
	pid_t server = spawn(serve), client;

	await(GO_AHEAD);
	client = spawn(work);
	join(client);
	join(server);
}

void tell_for_the_dead(void)
{
	for (int i = 0; i < board->connection_count; i++) {
		struct connection *connection = &board->connections[i];

		if (connection->told) continue;
		connection->closed = now();
		tell_connection(connection);
	}
}
