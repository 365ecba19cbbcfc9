// SPDX-License-Identifier: Apache-2.0
// A control group of the case's own, in a mount of its own.
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include "workload.h"

static char hierarchy[] = "/tmp/workload-cgroup-XXXXXX", group[64];

void make_own_group(void)
{
	must(unshare(CLONE_NEWNS));
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) skip("no mount can be kept from the host: the root is none, as in a chroot");
	require(mkdtemp(hierarchy));
	if (mount("none", hierarchy, "cgroup2", 0, NULL)) skip("no cgroup2 can be mounted");
	snprintf(group, sizeof group, "%s/workload-%d.service", hierarchy, getpid());
	must(mkdir(group, 0700));
}

const char *own_group(void)
{
	return group;
}

void join_own_group(void)
{
	char path[128], pid[16];

	snprintf(path, sizeof path, "%s/cgroup.procs", group);
	snprintf(pid, sizeof pid, "%d", getpid());
	set(path, pid);
}

void remove_own_group(void)
{
	must(rmdir(group));
	must(umount(hierarchy));
	must(rmdir(hierarchy));
}
