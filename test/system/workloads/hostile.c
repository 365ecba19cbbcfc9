// SPDX-License-Identifier: Apache-2.0
// workload hostile PORT: a connection of a process whose name, path and arguments are any bytes. They come on stdin, a line
// of hexadecimal digits each: the name, the path of the executable to be made, and then the arguments, argv[0] first.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

#define MAX_ARGUMENTS 3000

static char *bytes_of(const char *hex)
{
	size_t length = strspn(hex, "0123456789abcdef") / 2;
	char *bytes = calloc(length + 1, 1);

	for (size_t i = 0; i < length; i++) sscanf(hex + 2 * i, "%2hhx", (unsigned char *)&bytes[i]);
	return bytes;
}

static char *next_line(void)
{
	char *line = NULL;
	size_t size = 0;

	return getline(&line, &size, stdin) < 0 ? NULL : bytes_of(line);
}

static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		mkdir(path, 0755);
		*slash = '/';
	}
}

static void copy_self(const char *path)
{
	int from = must(open("/proc/self/exe", O_RDONLY)), to = must(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755));
	static char piece[65536];
	long got;

	while ((got = must(read(from, piece, sizeof piece)))) require(write(to, piece, got) == got);
	close(from);
	close(to);
}

static void become(const char *path, char *const *arguments, const char *name, long port)
{
	char number[16];

	snprintf(number, sizeof number, "%ld", port);
	setenv("HOSTILE_PORT", number, 1);
	setenv("HOSTILE_NAME", name, 1);
	must(execv(path, arguments));
}

void hostile(void)
{
	char *name = next_line(), *path = next_line(), *arguments[MAX_ARGUMENTS + 1];
	int count = 0, status;
	pid_t child;

	require(name && path);
	while (count < MAX_ARGUMENTS && (arguments[count] = next_line())) count++;
	arguments[count] = NULL;
	make_folders(path);
	copy_self(path);
	prctl(PR_SET_NAME, name); // the parent's name is hostile, too
	child = must(fork());
	if (!child) become(path, arguments, name, board->argument);
	tell_process(child);
	must(waitpid(child, &status, 0));
	unlink(path);
	require(!status);
}

// what the copy does: its name is set only if one is given, else it is the file's
int be_hostile(void)
{
	const char *name = getenv("HOSTILE_NAME"), *port = getenv("HOSTILE_PORT");
	struct address to = address_of("127.0.0.1", atoi(port));
	struct connection connection = { 0 };

	if (*name) prctl(PR_SET_NAME, name);
	connection.fd = new_socket(&to);
	must(connect(connection.fd, (void *)&to.storage, to.size));
	take_end(&connection);
	return close(connection.fd);
}
