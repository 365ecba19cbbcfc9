// SPDX-License-Identifier: Apache-2.0
// Owners of every kind: what is told is what was so at the connect.
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

static void rename_after_connect(void)
{
	struct connection *connection;

	prctl(PR_SET_NAME, "before");
	connection = connect_to(&board->address);
	prctl(PR_SET_NAME, "after");
	client_greets_and_closes(connection);
}

void owner_renamed(void)
{
	beside_a_server(serve_one_greeting, rename_after_connect);
}

#define NOBODY 65534

static void connect_as_nobody(void)
{
	must(setgid(NOBODY));
	must(setuid(NOBODY));
	must(prctl(PR_SET_DUMPABLE, 1)); // else /proc/self is root's
	client_greets_and_closes(connect_to(&board->address));
}

void owner_other_user(void)
{
	beside_a_server(serve_one_greeting, connect_as_nobody);
}

static void connect_as_first(void)
{
	struct connection *connection = connect_to(&board->address);

	require(getpid() == 1 && connection->owner.ns_process_id == 1);
	client_greets_and_closes(connection);
}

static void connect_in_a_pid_namespace(void)
{
	must(unshare(CLONE_NEWPID));
	join(spawn(connect_as_first));
}

void owner_pid_namespace(void)
{
	beside_a_server(serve_one_greeting, connect_in_a_pid_namespace);
}

static void connect_in_a_group(void)
{
	join_own_group();
	client_greets_and_closes(connect_to(&board->address));
}

void owner_cgroup(void)
{
	make_own_group();
	beside_a_server(serve_one_greeting, connect_in_a_group);
	remove_own_group();
}

// ---- what changes between two connects of one process
static void change_and_connect(void)
{
	greet_once();
	prctl(PR_SET_NAME, "renamed");
	greet_once();
	must(setgid(NOBODY));
	must(setuid(NOBODY));
	must(prctl(PR_SET_DUMPABLE, 1));
	greet_once();
	go_on_as(must(open("/proc/self/exe", O_RDONLY)), "another-program", "greet_after_exec");
}

static void serve_four_greetings(void)
{
	serve_greetings(4);
}

void owner_changes(void)
{
	beside_a_server(serve_four_greetings, change_and_connect);
}

// ---- executables that are no more
static int copy_of_self(int to)
{
	int from = must(open("/proc/self/exe", O_RDONLY));
	static char piece[65536];
	long got;

	while ((got = must(read(from, piece, sizeof piece)))) require(write(to, piece, got) == got);
	close(from);
	return to;
}

static void run_from_memory(void)
{
	go_on_as(copy_of_self(must(memfd_create("no-file", MFD_CLOEXEC))), "from-memory", "greet_after_exec");
}

void owner_memory(void)
{
	beside_a_server(serve_one_greeting, run_from_memory);
}

// one of its two names is gone: the one that it was started by
static char kept[] = "/tmp/workload-kept-XXXXXX", unlinked[64];

static void run_what_is_unlinked(void)
{
	int program = must(open(unlinked, O_RDONLY | O_CLOEXEC));

	must(unlink(unlinked));
	go_on_as(program, "unlinked", "greet_after_exec");
}

void owner_unlinked(void)
{
	close(copy_of_self(must(mkstemp(kept))));
	must(chmod(kept, 0755));
	snprintf(unlinked, sizeof unlinked, "%s-unlinked", kept);
	must(link(kept, unlinked));
	beside_a_server(serve_one_greeting, run_what_is_unlinked);
	must(unlink(kept));
}

static void run_what_is_deleted(void)
{
	char path[] = "/tmp/workload-deleted-XXXXXX";
	int program;

	close(copy_of_self(must(mkstemp(path))));
	must(chmod(path, 0755));
	program = must(open(path, O_RDONLY | O_CLOEXEC));
	must(unlink(path));
	go_on_as(program, "deleted", "greet_after_exec");
}

void owner_deleted(void)
{
	beside_a_server(serve_one_greeting, run_what_is_deleted);
}

// ---- an executable that is renamed, and its folder, and that another one takes the place of
static void greet_while_it_moves(void)
{
	char folder[200] = "", moved[256];

	require(readlink("/proc/self/exe", folder, sizeof folder - 1) > 0);
	*strrchr(folder, '/') = 0;
	must(chdir(folder));
	greet_once();
	must(rename("original", "renamed"));
	greet_once();
	snprintf(moved, sizeof moved, "%s-moved", folder);
	must(rename(folder, moved));
	greet_once();
	close(copy_of_self(must(open("newer", O_WRONLY | O_CREAT, 0755))));
	must(rename("newer", "renamed"));
	greet_once();
	must(unlink("renamed"));
	must(rmdir(moved));
}

static void run_what_moves(void)
{
	char folder[] = "/tmp/workload-moving-XXXXXX", path[64];

	require(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/original", folder);
	close(copy_of_self(must(open(path, O_WRONLY | O_CREAT, 0755))));
	go_on_as(must(open(path, O_RDONLY | O_CLOEXEC)), "moving", "greet_while_it_moves");
}

void owner_executable_moves(void)
{
	beside_a_server(serve_four_greetings, run_what_moves);
}

int after_exec(const char *step)
{
	if (!strcmp(step, "greet_while_it_moves")) greet_while_it_moves();
	else greet_once();
	return 0;
}

// ---- the socket's network namespace counts, not the process's
static void connect_from_elsewhere(void)
{
	int home = must(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)), listening, fd;
	struct address any = address_of("127.0.0.1", 0);
	struct owner there;
	struct listener listener;
	struct connection *client, *server;

	enter_new_namespace();
	there = current_owner();
	listening = new_socket(&any);
	fd = new_socket(&any);
	enter(home);
	bind_to(listening, &any);
	listener = listen_at(listening, 16);
	client = connect_fd(fd, &listener.address);
	server = accept_from(&listener);
	listener.owner.netns = client->owner.netns = server->owner.netns = there.netns;
	close_connection(client, "fin_local");
	take_end(server);
	close_connection(server, "fin_remote");
	close_listener(&listener);
}

void owner_moved_away(void)
{
	join(spawn(connect_from_elsewhere));
}
