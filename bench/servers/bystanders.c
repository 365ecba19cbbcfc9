// SPDX-License-Identifier: Apache-2.0
// bystanders getpid COUNT | bystanders messages COUNT: waits for a line on stdin, makes so many calls, or so many messages of one
// byte over loopback, which are sent and received, and says what one took, in nanoseconds; again for each line.
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static void call(const int *ends)
{
	(void)ends;
	syscall(SYS_getpid);
}

static void pass(const int *ends)
{
	char byte = 'x';

	if (write(ends[0], &byte, 1) != 1 || read(ends[1], &byte, 1) != 1)
		exit(1);
}

static void connect_ends(int *ends)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(listener, (void *)&address, size) || getsockname(listener, (void *)&address, &size) ||
	    listen(listener, 1))
		exit(1);
	ends[0] = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(ends[0], (void *)&address, size))
		exit(1);
	ends[1] = accept(listener, NULL, NULL);
}

int main(int count, char **arguments)
{
	char line[16];
	int ends[2] = { -1, -1 };
	void (*act)(const int *) = count == 3 && !strcmp(arguments[1], "messages") ? pass : call;

	if (count != 3)
		return 2;
	if (act == pass)
		connect_ends(ends);
	while (fgets(line, sizeof line, stdin)) {
		long times = atol(arguments[2]);
		double before = now();

		for (long i = 0; i < times; i++)
			act(ends);
		printf("%.1f\n", (now() - before) / times);
		fflush(stdout);
	}
	return 0;
}
