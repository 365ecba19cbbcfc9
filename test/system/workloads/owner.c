// SPDX-License-Identifier: Apache-2.0
// Owners of every kind: what is told is what was so at the connect.
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
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

// ---- a control group of its own, in a mount of its own
static char group[64];

static void move_to(const char *directory)
{
	char path[128], pid[16];

	snprintf(path, sizeof path, "%s/cgroup.procs", directory);
	snprintf(pid, sizeof pid, "%d", getpid());
	set(path, pid);
}

static void connect_in_a_group(void)
{
	move_to(group);
	client_greets_and_closes(connect_to(&board->address));
}

void owner_cgroup(void)
{
	char hierarchy[] = "/tmp/workload-cgroup-XXXXXX";

	must(unshare(CLONE_NEWNS));
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	require(mkdtemp(hierarchy));
	if (mount("none", hierarchy, "cgroup2", 0, NULL)) skip("no cgroup2 can be mounted");
	snprintf(group, sizeof group, "%s/workload-%d.service", hierarchy, getpid());
	must(mkdir(group, 0700));
	beside_a_server(serve_one_greeting, connect_in_a_group);
	must(rmdir(group));
	must(umount(hierarchy));
	must(rmdir(hierarchy));
}
