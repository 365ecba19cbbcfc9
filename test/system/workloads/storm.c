// SPDX-License-Identifier: Apache-2.0
// Connections at full rate, by several processes and threads. The truth is compact: a line an end,
//     [inbound, process_id, thread_id, src_port, last byte of dest_ip, bytes]
// The servers listen on every address, so that each client thread has destinations, and so ranges of ports, of its own.
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

#define CLIENTS 2
#define THREADS 4 // a client
#define SERVERS 4 // each has one connection at a time
#define MOST_AHEAD 2000 // connections that no server has taken yet: were the backlog full, SYNs would be sent again
#define FIRST 11 // of the destinations 127.0.0.x
#define DESTINATIONS 4 // a thread, so that no port need be used again

struct row {
	int process_id, thread_id;
	unsigned short src_port;
	unsigned char destination, bytes;
};

static struct storm {
	long wanted, outbound, inbound; // counts
	bool is_enough; // asked for by SIGUSR1: fewer than wanted
	int port;
	struct row rows[];
} *storm_rows;

static struct row *rows_of(bool inbound)
{
	return storm_rows->rows + (inbound ? storm_rows->wanted : 0);
}

static void note(bool inbound, struct row row)
{
	long *count = inbound ? &storm_rows->inbound : &storm_rows->outbound;
	long at = __atomic_fetch_add(count, 1, __ATOMIC_SEQ_CST);

	require(at < storm_rows->wanted);
	row.process_id = getpid();
	row.thread_id = syscall(SYS_gettid);
	rows_of(inbound)[at] = row;
}

static unsigned char last_byte(const struct address *address)
{
	const struct sockaddr_in *v4 = (const void *)&address->storage;

	return ntohl(v4->sin_addr.s_addr);
}

static struct address host(long destination)
{
	char text[32];

	snprintf(text, sizeof text, "127.0.0.%ld", destination);
	return address_of(text, storm_rows->port);
}

static void *connect_many(void *number)
{
	struct address to, source;

	for (long left = storm_rows->wanted / (CLIENTS * THREADS); left && !__atomic_load_n(&storm_rows->is_enough, __ATOMIC_SEQ_CST); left--) {
		long destination = FIRST + (long)number * DESTINATIONS + left % DESTINATIONS;
		int fd, bytes = left % 7;

		to = host(destination);
		fd = new_socket(&to);
		while (storm_rows->outbound - storm_rows->inbound > MOST_AHEAD) sched_yield();
		must(connect(fd, (void *)&to.storage, to.size));
		source = name_of_socket(fd);
		if (bytes) must(send(fd, "1234567", bytes, MSG_NOSIGNAL));
		close(fd);
		note(false, (struct row){ .src_port = port_of(&source), .destination = destination, .bytes = bytes });
	}
	return NULL;
}

static int client_number;

static void be_a_client(void)
{
	pthread_t threads[THREADS];

	for (long i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, connect_many, (void *)(client_number * THREADS + i));
	for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

static int listening;

static void take_many(void)
{
	char bytes[16];

	for (;;) {
		struct address source = { .size = sizeof source.storage }, destination;
		int fd = accept4(listening, (void *)&source.storage, &source.size, SOCK_CLOEXEC), length = 0, got;

		if (fd < 0) return; // shut down: all are accepted
		while ((got = must(recv(fd, bytes, sizeof bytes, 0)))) length += got;
		destination = name_of_socket(fd);
		close(fd);
		note(true, (struct row){ .src_port = port_of(&source), .destination = last_byte(&destination), .bytes = length });
	}
}

// The last FIN of a connection may be acknowledged late, or sent again: until no socket is left in this namespace.
static void await_closed(void)
{
	double limit = now() + 40;
	int sockets = 1;

	if (geteuid()) return;
	while (sockets && now() < limit) {
		FILE *statistics = fopen("/proc/self/net/sockstat", "r");

		require(statistics && fscanf(statistics, "%*[^\n]\nTCP: inuse %d", &sockets) == 1);
		fclose(statistics);
		nap(0.01);
	}
}

static void tell_rows(bool inbound)
{
	const struct row *row = rows_of(inbound), *end = row + (inbound ? storm_rows->inbound : storm_rows->outbound);

	for (; row < end; row++)
		printf("[%d,%d,%d,%d,%d,%d]\n", inbound, row->process_id, row->thread_id, row->src_port, row->destination, row->bytes);
	fflush(stdout);
}

static void allocate(long wanted)
{
	storm_rows = mmap(NULL, sizeof *storm_rows + 2 * wanted * sizeof *storm_rows->rows, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	require(storm_rows != MAP_FAILED);
	storm_rows->wanted = wanted;
}

// A namespace of its own, where no earlier storm's TIME_WAIT sockets leave less room: without it a FIN is answered by RST.
static void leave_no_trace(void)
{
	if (geteuid()) return;
	enter_new_namespace();
	set("/proc/sys/net/ipv4/tcp_max_tw_buckets", "1000000");
	set("/proc/sys/net/ipv4/tcp_tw_reuse", "0");
}

static void on_enough(int signal)
{
	(void)signal;
	__atomic_store_n(&storm_rows->is_enough, true, __ATOMIC_SEQ_CST);
}

void storm(void)
{
	struct sigaction enough = { .sa_handler = on_enough, .sa_flags = SA_RESTART };
	pid_t clients[CLIENTS], servers[SERVERS];
	struct address any = address_of("0.0.0.0", 0);
	struct listener listener;
	double began;

	leave_no_trace();
	allocate(board->argument / (CLIENTS * THREADS) * (CLIENTS * THREADS));
	sigaction(SIGUSR1, &enough, NULL);
	listening = new_socket(&any);
	bind_to(listening, &any);
	listener = listen_at(listening, 4096);
	storm_rows->port = port_of(&listener.address);
	for (int i = 0; i < SERVERS; i++) servers[i] = spawn(take_many);
	began = now();
	for (client_number = 0; client_number < CLIENTS; client_number++) clients[client_number] = spawn(be_a_client);
	for (int i = 0; i < CLIENTS; i++) join(clients[i]);
	while (storm_rows->inbound < storm_rows->outbound) nap(0.001);
	fprintf(stderr, "%ld connections in %.2f s\n", storm_rows->outbound, now() - began);
	listener.closing = now();
	must(shutdown(listening, SHUT_RDWR));
	close_listener(&listener);
	for (int i = 0; i < SERVERS; i++) join(servers[i]);
	await_closed();
	tell_rows(false);
	tell_rows(true);
}
