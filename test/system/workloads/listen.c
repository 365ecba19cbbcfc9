// SPDX-License-Identifier: Apache-2.0
// Listeners: told when listening succeeded, and when it ended.
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

static void listen_shortly(void)
{
	struct listener listener = listen_on("127.0.0.1");

	close_listener(&listener);
}

void listen_and_close(void)
{
	join(spawn(listen_shortly));
}

static void listen_shortly6(void)
{
	struct listener listener = listen_on("::1");

	close_listener(&listener);
}

void listen_ipv6(void)
{
	join(spawn(listen_shortly6));
}

// Both are bound, neither listens yet: the second listen fails after the kernel has shown a transition to LISTEN.
static void listen_where_another_does(void)
{
	struct address address = address_of("127.0.0.1", 0);
	int first = new_socket(&address), second = new_socket(&address);
	struct listener listener;

	bind_to(first, &address);
	address = name_of_socket(first);
	bind_to(second, &address);
	listener = listen_at(first, 16);
	require(listen(second, 16) == -1 && errno == EADDRINUSE);
	close(second);
	close_listener(&listener);
}

void listen_in_use(void)
{
	join(spawn(listen_where_another_does));
}

static void listen_without_bind(void)
{
	struct address any = address_of("0.0.0.0", 0);
	struct listener listener = listen_at(new_socket(&any), 16);

	require(port_of(&listener.address) > 0);
	close_listener(&listener);
}

void listen_unbound(void)
{
	join(spawn(listen_without_bind));
}

static void listen_with_two_backlogs(void)
{
	struct listener listener = listen_on("127.0.0.1");

	must(listen(listener.fd, 32));
	close_listener(&listener);
}

void listen_twice(void)
{
	join(spawn(listen_with_two_backlogs));
}

static void listen_stop_listen(void)
{
	struct listener first = listen_on("127.0.0.1"), second;

	first.closing = now();
	must(shutdown(first.fd, SHUT_RDWR));
	first.closed = now();
	tell_listener(&first);
	second = listen_at(first.fd, 16);
	close_listener(&second);
}

void listen_again(void)
{
	join(spawn(listen_stop_listen));
}

static void leave_the_listener_to_a_child(void)
{
	struct listener listener = listen_on("127.0.0.1");

	if (must(fork())) return;
	tell_process(current_owner().process_id);
	let_settle(0.1); // the parent is gone
	close_listener(&listener);
	reach(GO_AHEAD);
	exit(0);
}

void listen_shared(void)
{
	join(spawn(leave_the_listener_to_a_child));
	await(GO_AHEAD);
}

static void listen_until_killed(void)
{
	board->listener = listen_on("127.0.0.1");
	raise(SIGKILL);
}

void listen_killed(void)
{
	pid_t child = spawn(listen_until_killed);
	must(waitpid(child, NULL, 0));
	board->listener.closing = board->listener.opened;
	board->listener.closed = now();
	tell_listener(&board->listener);
}

static void *listen_in_it(void *unused)
{
	(void)unused;
	listen_shortly();
	return NULL;
}

static void start_listening_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, listen_in_it, NULL);
	pthread_join(thread, NULL);
}

void listen_thread(void)
{
	join(spawn(start_listening_thread));
}
