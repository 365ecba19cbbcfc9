// SPDX-License-Identifier: Apache-2.0
// peer serve ADDRESS PORT COUNT          accepts so many connections, one after the other, and echoes; prints the port
// peer connect ADDRESS PORT COUNT BYTES  makes so many, one after the other, each with so many bytes there and back
// peer talk ADDRESS PORT                 makes one; each number read is so many bytes there and back, then a line; 0 shuts it down
// peer again ADDRESS PORT               tries one socket, prints a line, and tries it again for each line read
// peer bursts ADDRESS PORT COUNT SEED    so many bursts of 1 to 4 connections within some 30 ms, each 150 ms after the last
// peer hold ADDRESS PORT COUNT           makes so many with itself, all open at once; prints a line, ends with its input
// peer descriptors COUNT                 has so many open files, with all its children; prints a line, ends with its input
// Its traffic is known to the byte. An end of one side is waited for by the other, so that nothing is left when it ends.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHUNK 8192
#define LIMIT_SECONDS 120

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static struct addrinfo *address_of(const char *address, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV }, *found;

	if (getaddrinfo(address, port, &hints, &found)) fail(address);
	return found;
}

static int listen_on(const struct addrinfo *at)
{
	int fd = socket(at->ai_family, SOCK_STREAM, 0), yes = 1;
	struct sockaddr_in6 bound;
	socklen_t length = sizeof bound;

	if (fd < 0) fail("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(fd, at->ai_addr, at->ai_addrlen)) fail("bind");
	if (listen(fd, 128)) fail("listen");
	if (getsockname(fd, (void *)&bound, &length)) fail("getsockname");
	printf("%d\n", ntohs(bound.sin6_port)); // at the same place for IPv4
	fflush(stdout);
	return fd;
}

static void write_all(int fd, const char *bytes, long length)
{
	for (long written; length > 0; bytes += written, length -= written) {
		written = write(fd, bytes, length);
		if (written <= 0) fail("write");
	}
}

static void echo(int fd)
{
	char bytes[CHUNK];
	long length;

	while ((length = read(fd, bytes, sizeof bytes)) > 0) write_all(fd, bytes, length);
	close(fd);
}

static void serve(const char *address, const char *port, long count)
{
	int listener = listen_on(address_of(address, port));

	while (count-- > 0) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0) fail("accept");
		echo(fd);
	}
	close(listener);
}

static int connect_to(const struct addrinfo *to)
{
	int fd = socket(to->ai_family, SOCK_STREAM, 0);

	if (fd < 0) fail("socket");
	if (!connect(fd, to->ai_addr, to->ai_addrlen)) return fd;
	close(fd); // a failure is what some tests ask for
	return -1;
}

static void want_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit)) fail("getrlimit");
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void wait_for_input(const char *line)
{
	char byte;

	puts(line);
	fflush(stdout);
	while (read(0, &byte, 1) > 0);
}

static void hold(const struct addrinfo *at, long count)
{
	int listener = listen_on(at), *fds = calloc(2 * count, sizeof *fds);

	want_descriptors();
	for (long i = 0; i < count; i++) {
		fds[2 * i] = connect_to(at);
		fds[2 * i + 1] = accept(listener, NULL, NULL);
		if (fds[2 * i] < 0 || fds[2 * i + 1] < 0) fail("hold");
	}
	wait_for_input("open");
	for (long i = 0; i < 2 * count; i++) close(fds[i]);
	close(listener);
}

static void there_and_back(int fd, long length)
{
	char bytes[CHUNK] = "";

	while (length > 0) {
		long part = length < CHUNK ? length : CHUNK;

		write_all(fd, bytes, part);
		length -= part;
		for (long got; part > 0; part -= got) {
			got = read(fd, bytes, part);
			if (got <= 0) fail("read");
		}
	}
}

static void finish(int fd)
{
	char byte;

	shutdown(fd, SHUT_WR);
	while (read(fd, &byte, 1) > 0);
}

static void end(int fd)
{
	finish(fd);
	close(fd);
}

static void connect_once(const struct addrinfo *to, long bytes)
{
	int fd = connect_to(to);

	if (fd < 0) return;
	there_and_back(fd, bytes);
	end(fd);
}

static void talk(const struct addrinfo *to)
{
	int fd = connect_to(to);
	char line[32];

	if (fd < 0) fail("connect");
	puts("0");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin)) {
		if (atol(line)) there_and_back(fd, atol(line));
		else finish(fd);
		printf("%s", line);
		fflush(stdout);
	}
	end(fd);
}

static void again(const struct addrinfo *to)
{
	int fd = socket(to->ai_family, SOCK_STREAM, 0);
	char line[32];

	if (fd < 0) fail("socket");
	do {
		printf("%d\n", connect(fd, to->ai_addr, to->ai_addrlen) ? errno : 0);
		fflush(stdout);
	} while (fgets(line, sizeof line, stdin));
}

// A process may not have them all: so many as it may, and children with the same.
static void have_descriptors(long wanted)
{
	long each = 0;

	want_descriptors();
	while (each < wanted && open("/dev/null", O_RDONLY) >= 0) each++;
	for (long have = each; have < wanted; have += each)
		if (!fork()) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			pause();
			_exit(0);
		}
	wait_for_input("have");
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0);
}

static void nap(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static void bursts(const struct addrinfo *to, long count, unsigned seed)
{
	while (count-- > 0) {
		for (int left = rand_r(&seed) % 4; left > 0; left--) {
			connect_once(to, 1);
			nap(rand_r(&seed) % 16);
		}
		connect_once(to, 1);
		nap(150);
	}
}

int main(int count, char **arguments)
{
	const char *verb = count > 3 ? arguments[1] : "", *address = arguments[2], *port = arguments[3];

	alarm(LIMIT_SECONDS);
	signal(SIGPIPE, SIG_IGN);
	if (count == 3 && !strcmp(arguments[1], "descriptors")) {
		setpgid(0, 0); // which is ended as a whole
		have_descriptors(atol(arguments[2]));
		return 0;
	}
	if (!strcmp(verb, "serve") && count == 5) serve(address, port, atol(arguments[4]));
	else if (!strcmp(verb, "hold") && count == 5) hold(address_of(address, port), atol(arguments[4]));
	else if (!strcmp(verb, "talk") && count == 4) talk(address_of(address, port));
	else if (!strcmp(verb, "again") && count == 4) again(address_of(address, port));
	else if (!strcmp(verb, "connect") && count == 6)
		for (long left = atol(arguments[4]); left > 0; left--) connect_once(address_of(address, port), atol(arguments[5]));
	else if (!strcmp(verb, "bursts") && count == 6) bursts(address_of(address, port), atol(arguments[4]), atoi(arguments[5]));
	else return 2;
	return 0;
}
