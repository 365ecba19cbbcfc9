// SPDX-License-Identifier: Apache-2.0
// Network namespaces of the test's own, and a cable between two of them that can be cut: the neighbour's address is made
// wrong, so that what is sent arrives and is not taken. No qdisc or firewall is needed, which kernels may lack.
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "workload.h"

#define NEAR_HARDWARE "02:77:00:00:00:01"
#define FAR_HARDWARE "02:77:00:00:00:02"
#define NOBODY "02:77:00:00:00:99"

void run(const char *format, ...)
{
	char command[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof command, format, arguments);
	va_end(arguments);
	if (system(command)) die("failed: %s", command);
}

void set(const char *path, const char *value)
{
	int fd = must(open(path, O_WRONLY));

	must(write(fd, value, strlen(value)));
	close(fd);
}

static int this_namespace(void)
{
	return must(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
}

void enter_new_namespace(void)
{
	must(unshare(CLONE_NEWNET));
	run("ip link set lo up");
}

void enter(int namespace)
{
	must(setns(namespace, CLONE_NEWNET));
}

// several at once: a process each takes long in an emulated machine
static void run_ip(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void run_ip(const char *format, ...)
{
	FILE *ip = popen("ip -batch -", "w");
	va_list arguments;

	require(ip);
	va_start(arguments, format);
	vfprintf(ip, format, arguments);
	va_end(arguments);
	require(!pclose(ip));
}

static void set_up_end(const char *name, const char *address, const char *address6)
{
	run_ip("link set lo up\naddress add %s/24 dev %s\naddress add %s/64 dev %s nodad\nlink set %s up\n",
	       address, name, address6, name, name);
}

static void set_neighbour(const char *device, const char *address, const char *address6, const char *hardware)
{
	run_ip("neigh replace %s lladdr %s dev %s nud permanent\nneigh replace %s lladdr %s dev %s nud permanent\n",
	       address, hardware, device, address6, hardware, device);
}

static void set_neighbour_of(const struct cable *cable, int from, bool right)
{
	int here = this_namespace();

	enter(from);
	if (from == cable->near) set_neighbour("near", FAR_ADDRESS, FAR_ADDRESS6, right ? FAR_HARDWARE : NOBODY);
	else set_neighbour("far", NEAR_ADDRESS, NEAR_ADDRESS6, right ? NEAR_HARDWARE : NOBODY);
	enter(here);
	close(here);
}

void cut(const struct cable *cable, int from)
{
	set_neighbour_of(cable, from, false);
}

void mend(const struct cable *cable, int from)
{
	set_neighbour_of(cable, from, true);
}

struct cable lay_cable(void)
{
	struct cable cable;

	must(unshare(CLONE_NEWNET));
	cable.near = this_namespace();
	must(unshare(CLONE_NEWNET));
	cable.far = this_namespace();
	run("ip link add far address " FAR_HARDWARE " type veth peer name near address " NEAR_HARDWARE " netns /proc/%d/fd/%d",
	    getpid(), cable.near);
	set_up_end("far", FAR_ADDRESS, FAR_ADDRESS6);
	enter(cable.near);
	set_up_end("near", NEAR_ADDRESS, NEAR_ADDRESS6);
	mend(&cable, cable.near);
	mend(&cable, cable.far);
	return cable;
}
