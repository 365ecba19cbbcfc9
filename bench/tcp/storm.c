// SPDX-License-Identifier: Apache-2.0
// storm COUNT RATE NETWORK: makes COUNT connections over loopback, at RATE a second (0: as fast as they go), to the
// addresses 127.NETWORK.0.1 to .64, so that no range of ports runs out. Prints, as JSON, the port of the listener, the
// seconds from the first connect to the last accepted connection's close, and the CPU seconds of all its processes.
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 2
#define SERVERS 2
#define ADDRESSES 64
#define BYTES 64 // of each request

static long *closed; // connections that the servers are done with
static int listener, network;
static unsigned short port;

static long must(long result, const char *what)
{
	if (result >= 0)
		return result;
	perror(what);
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void sleep_until(double when)
{
	struct timespec time = { .tv_sec = when, .tv_nsec = (when - (long)when) * 1e9 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static void serve(void)
{
	char bytes[BYTES];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0)
			exit(0); // shut down: all are accepted
		while (recv(fd, bytes, sizeof bytes, 0) > 0)
			;
		close(fd);
		__atomic_add_fetch(closed, 1, __ATOMIC_SEQ_CST);
	}
}

static void request(int host)
{
	static const char bytes[BYTES];
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = port };
	int fd = must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

	to.sin_addr.s_addr = htonl(127u << 24 | network << 16 | (host + 1));
	must(connect(fd, (void *)&to, sizeof to), "connect");
	must(send(fd, bytes, sizeof bytes, MSG_NOSIGNAL), "send");
	close(fd);
}

static void be_a_client(long count, double rate)
{
	double began = now();

	for (long i = 0; i < count; i++) {
		if (rate > 0)
			sleep_until(began + i / rate);
		request(i % ADDRESSES);
	}
	exit(0);
}

static void listen_anywhere(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	socklen_t size = sizeof any;

	listener = must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
	must(bind(listener, (void *)&any, size), "bind");
	must(listen(listener, 4096), "listen");
	must(getsockname(listener, (void *)&any, &size), "getsockname");
	port = any.sin_port;
}

static double seconds(struct timeval time)
{
	return time.tv_sec + time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	long count = argc == 4 ? atol(argv[1]) / CLIENTS : 0;
	double rate = count ? atof(argv[2]) / CLIENTS : 0, began, took;
	struct rusage usage;

	if (count <= 0)
		return fprintf(stderr, "usage: storm COUNT RATE NETWORK\n"), 2;
	network = atoi(argv[3]) & 255;
	closed = mmap(NULL, sizeof *closed, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	listen_anywhere();
	for (int i = 0; i < SERVERS; i++)
		if (!must(fork(), "fork"))
			serve();
	began = now();
	for (int i = 0; i < CLIENTS; i++)
		if (!must(fork(), "fork"))
			be_a_client(count, rate);
	for (int i = 0, status; i < CLIENTS; i++)
		if (wait(&status) < 0 || status)
			return 1;
	for (int i = 0; __atomic_load_n(closed, __ATOMIC_SEQ_CST) < count * CLIENTS && i < 10000; i++)
		usleep(1000);
	took = now() - began;
	must(shutdown(listener, SHUT_RDWR), "shutdown");
	while (wait(NULL) > 0)
		;
	getrusage(RUSAGE_CHILDREN, &usage);
	printf("{\"port\":%d,\"made\":%ld,\"seconds\":%.6f,\"user\":%.3f,\"system\":%.3f}\n", ntohs(port), *closed,
	       took, seconds(usage.ru_utime), seconds(usage.ru_stime));
	return *closed == count * CLIENTS ? 0 : 1;
}
