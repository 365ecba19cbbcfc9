// SPDX-License-Identifier: Apache-2.0
// Who a process acts as where real and effective user differ, and which container it is in on a host with cgroups of version 1.
#include <mntent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

#define DAEMON 1
#define NOBODY 65534

static void greet_as(uid_t real, uid_t effective)
{
	must(setresuid(real, effective, 0));
	must(prctl(PR_SET_DUMPABLE, 1)); // else /proc/self is root's
	client_greets_and_closes(connect_to(&board->address));
	must(setresuid(0, 0, 0));
}

// Without an exec in between: each connection has the users of its moment.
static void greet_as_several(void)
{
	greet_as(0, NOBODY);
	greet_as(DAEMON, NOBODY);
	greet_as(DAEMON, 0);
	greet_as(0, 0);
}

static void serve_four_greetings(void)
{
	serve_greetings(4);
}

void owner_effective_user(void)
{
	beside_a_server(serve_four_greetings, greet_as_several);
}

// ---- a hierarchy of version 1: one that the host has, else one without a controller; the other groups stay as they are
#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"
#define OWN "none,name=workload"

static char own_hierarchy[] = "/tmp/workload-hierarchy-XXXXXX", top[512];
static const char *const groups[] = { "", "docker", "docker/" ID "0", "docker/" ID "1" };

static void in_top(const char *group, const char *file, char path[1024])
{
	snprintf(path, 1024, "%s/%s%s", top, group, file);
}

static void greet_from(const char *group)
{
	char path[1024], pid[16];

	in_top(group, "/cgroup.procs", path);
	snprintf(pid, sizeof pid, "%d", getpid());
	set(path, pid);
	client_greets_and_closes(connect_to(&board->address));
}

// Without an exec in between: each connection has the container of its moment.
static void greet_from_several(void)
{
	greet_from(groups[2]);
	greet_from(groups[3]);
	greet_from("");
	greet_from(groups[3]);
}

static bool host_has_hierarchy(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct mntent *one;
	bool has = false;

	require(mounts);
	while (!has && (one = getmntent(mounts))) {
		has = !strcmp(one->mnt_type, "cgroup") && (hasmntopt(one, "freezer") || hasmntopt(one, "pids"));
		if (has) snprintf(top, sizeof top, "%s/workload-%d", one->mnt_dir, getpid());
	}
	endmntent(mounts);
	return has;
}

static void mount_own(void)
{
	must(unshare(CLONE_NEWNS));
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	require(mkdtemp(own_hierarchy));
	if (mount("none", own_hierarchy, "cgroup", 0, OWN)) {
		must(rmdir(own_hierarchy));
		skip("no hierarchy of version 1 is mounted, nor can be");
	}
	snprintf(top, sizeof top, "%s/workload-%d", own_hierarchy, getpid());
}

static bool own_is_left(void)
{
	char text[4096];

	return read_file("/proc/self/cgroup", text, sizeof text) && strstr(text, "name=workload");
}

// It stays without a mount where its groups, which go a little later than their folders, were still there.
static void unmount_own(void)
{
	must(umount(own_hierarchy));
	for (int tries = 0; tries < 100 && own_is_left(); tries++) {
		nap(0.1);
		if (!own_is_left()) break;
		must(mount("none", own_hierarchy, "cgroup", 0, OWN));
		must(umount(own_hierarchy));
	}
	must(rmdir(own_hierarchy));
}

void owner_container_v1(void)
{
	bool is_own = !host_has_hierarchy();
	char path[1024];

	if (is_own) mount_own();
	for (int i = 0; i < 4; i++) {
		in_top(groups[i], "", path);
		must(mkdir(path, 0755));
	}
	beside_a_server(serve_four_greetings, greet_from_several);
	for (int i = 3; i >= 0; i--) {
		in_top(groups[i], "", path);
		must(rmdir(path));
	}
	if (is_own) unmount_own();
}
