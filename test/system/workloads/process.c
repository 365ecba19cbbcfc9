// SPDX-License-Identifier: Apache-2.0
// Who does something: read from /proc, which also translates to the host's process ids inside a pid namespace.
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>
#include "workload.h"

void die(const char *format, ...)
{
	va_list arguments;
	char reason[512];

	va_start(arguments, format);
	vsnprintf(reason, sizeof reason, format, arguments);
	va_end(arguments);
	fprintf(stderr, "%s: %s\n", case_name, reason);
	tell_reason("died", reason);
	exit(1);
}

double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

void nap(double seconds)
{
	struct timespec time = { .tv_sec = seconds, .tv_nsec = (seconds - (long)seconds) * 1e9 };

	while (nanosleep(&time, &time) && errno == EINTR) {}
}

double patience(double seconds)
{
	const char *factor = getenv("WORKLOAD_PATIENCE");

	return factor ? seconds * atof(factor) : seconds;
}

void let_settle(double seconds)
{
	nap(patience(seconds));
}

int read_file(const char *path, char *text, int size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), length = 0, got;

	if (fd < 0) {
		text[0] = 0;
		return 0;
	}
	while (length < size - 1 && (got = read(fd, text + length, size - 1 - length)) > 0) length += got;
	close(fd);
	text[length] = 0;
	return length;
}

static void read_line(const char *path, char *text, int size)
{
	read_file(path, text, size);
	text[strcspn(text, "\n")] = 0;
}

static long status_number(const char *status, const char *key)
{
	const char *found = strstr(status, key);

	return found ? strtol(found + strlen(key), NULL, 10) : 0;
}

// NSpid lists a pid for each namespace, the innermost last
static int innermost_pid(const char *status)
{
	const char *at = strstr(status, "\nNSpid:");
	int pid = 0, length;

	if (!at) return 0;
	at += strlen("\nNSpid:");
	while (sscanf(at, "%*[ \t]%d%n", &pid, &length) == 1) at += length;
	return pid;
}

// Field 22 of /proc/pid/stat, the 20th behind the name, which may have anything in it
static unsigned long start_ticks(const char *stat)
{
	const char *at = strrchr(stat, ')');

	for (int field = 0; at && field < 20; field++) at = strchr(at + 1, ' ');
	return at ? strtoul(at, NULL, 10) : 0;
}

static struct birth birth_of(int pid)
{
	struct birth birth = { 0 };
	char path[64], text[4096];

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	read_file(path, text, sizeof text);
	birth.ticks = start_ticks(text);
	snprintf(path, sizeof path, "/proc/%d/status", pid);
	read_file(path, text, sizeof text);
	birth.ns_pid = innermost_pid(text);
	snprintf(path, sizeof path, "/proc/%d/ns/pid", pid);
	text[0] = 0;
	if (readlink(path, text, sizeof text - 1) > 0) sscanf(text, "pid:[%lu]", &birth.pid_namespace);
	return birth;
}

static void read_command_line(struct owner *owner)
{
	int length = read_file("/proc/thread-self/cmdline", owner->process, sizeof owner->process);

	while (length && !owner->process[length - 1]) length--;
	for (int i = 0; i < length; i++)
		if (!owner->process[i]) owner->process[i] = ' ';
}

// "Uid:" has the real one, the effective one and two more
static void read_users(struct owner *owner, const char *status)
{
	const char *found = strstr(status, "\nUid:");

	require(found && sscanf(found, "\nUid: %u %u", &owner->real_user_id, &owner->user_id) == 2);
}

static struct {
	int of; // the process whose parent it was; children of it have another
	int pid;
	struct birth birth;
	char name[16];
} parent_then;
static bool fork_unseen;

static void read_parent(struct owner *owner, const char *status)
{
	char path[64];

	owner->parent_process_id = status_number(status, "\nPPid:");
	owner->parent_birth = birth_of(owner->parent_process_id);
	snprintf(path, sizeof path, "/proc/%d/comm", owner->parent_process_id);
	read_line(path, owner->parent_process_name, sizeof owner->parent_process_name);
	if (parent_then.of != owner->process_id) return;
	owner->parent_process_id = parent_then.pid;
	owner->parent_birth = parent_then.birth;
	memcpy(owner->parent_process_name, parent_then.name, sizeof parent_then.name);
}

void remember_parent(void)
{
	struct owner owner = current_owner();

	parent_then.of = owner.process_id;
	parent_then.pid = owner.parent_process_id;
	parent_then.birth = owner.parent_birth;
	memcpy(parent_then.name, owner.parent_process_name, sizeof parent_then.name);
}

void began_before_the_tracer(void)
{
	board->is_traced = false;
	fork_unseen = true;
}

struct owner current_owner(void)
{
	struct owner owner = { 0 };
	char status[4096], login[32];
	struct stat netns;

	read_file("/proc/self/status", status, sizeof status);
	owner.process_id = status_number(status, "\nPid:");
	owner.birth = birth_of(owner.process_id);
	owner.ns_process_id = owner.birth.ns_pid;
	read_parent(&owner, status);
	owner.fork_unseen = fork_unseen;
	read_users(&owner, status);
	read_file("/proc/thread-self/status", status, sizeof status);
	owner.thread_id = status_number(status, "\nPid:");
	read_line("/proc/self/comm", owner.process_name, sizeof owner.process_name + 0);
	read_file("/proc/self/loginuid", login, sizeof login);
	owner.login_user_id = login[0] ? strtoul(login, NULL, 10) : UINT32_MAX;
	if (readlink("/proc/thread-self/exe", owner.process_path, sizeof owner.process_path - 1) < 0) owner.process_path[0] = 0;
	read_command_line(&owner);
	read_file("/proc/thread-self/cgroup", owner.cgroups, sizeof owner.cgroups); // of a leader that has ended version 1 says "/"
	if (!stat("/proc/thread-self/ns/net", &netns)) owner.netns = netns.st_ino;
	return owner;
}

pid_t spawn(void (*work)(void))
{
	pid_t child = must(fork());

	if (child) return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (board->is_traced) fork_unseen = false;
	tell_process(current_owner().process_id);
	work();
	exit(0);
}

void join(pid_t child)
{
	int status;

	must(waitpid(child, &status, 0));
	if (status) exit(1); // it has said why
}

void kill_and_join(pid_t child)
{
	must(kill(child, SIGKILL));
	must(waitpid(child, NULL, 0));
}

void wait_for_tracer(void)
{
	char line;

	dprintf(STDOUT_FILENO, "{\"case\":\"%s\",\"kind\":\"ready\"}\n", case_name);
	if (read(STDIN_FILENO, &line, 1) != 1) die("stdin ended before the tracer's start");
	board->is_traced = true;
}
