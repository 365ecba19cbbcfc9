// SPDX-License-Identifier: Apache-2.0
// Sockets that TCP_REPAIR takes from one process to another, as CRIU does: the old one is left without a word to the peer,
// the new one is made without a handshake.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

#ifndef TCP_REPAIR_WINDOW
#define TCP_REPAIR_WINDOW 29
#endif
enum { OFF, ON };
enum { NO_QUEUE, RECEIVE_QUEUE, SEND_QUEUE };

// linux/tcp.h, which does not go together with netinet/tcp.h
struct repair_option {
	uint32_t code, value;
};

struct frozen {
	struct address local, remote;
	uint32_t received, sent, timestamp; // sequence numbers
	struct tcp_info info;
	uint32_t segment;
};

static void repair(int fd, int state)
{
	must(setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &state, sizeof state));
}

static uint32_t number_of(int fd, int option)
{
	uint32_t number = 0;
	socklen_t size = sizeof number;

	must(getsockopt(fd, IPPROTO_TCP, option, &number, &size));
	return number;
}

static void set_number(int fd, int option, uint32_t number)
{
	must(setsockopt(fd, IPPROTO_TCP, option, &number, sizeof number));
}

// all that was sent is acknowledged and all that came was read: both queues are empty
static struct frozen freeze(struct connection *connection)
{
	struct frozen frozen = { .local = name_of_socket(connection->fd), .remote = name_of_peer(connection->fd) };
	socklen_t size = sizeof frozen.info;

	await_acknowledged(connection);
	repair(connection->fd, ON);
	must(getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, &frozen.info, &size));
	frozen.segment = number_of(connection->fd, TCP_MAXSEG);
	frozen.timestamp = number_of(connection->fd, TCP_TIMESTAMP);
	set_number(connection->fd, TCP_REPAIR_QUEUE, RECEIVE_QUEUE);
	frozen.received = number_of(connection->fd, TCP_QUEUE_SEQ);
	set_number(connection->fd, TCP_REPAIR_QUEUE, SEND_QUEUE);
	frozen.sent = number_of(connection->fd, TCP_QUEUE_SEQ);
	connection->closing = now();
	must(close(connection->fd));
	connection->closed = now();
	connection->reason = "checkpointed";
	return frozen;
}

static void set_options(int fd, const struct frozen *frozen)
{
	struct repair_option options[] = {
		{ TCPOPT_MAXSEG, frozen->segment },
		{ TCPOPT_WINDOW, frozen->info.tcpi_snd_wscale | frozen->info.tcpi_rcv_wscale << 16 },
		{ TCPOPT_SACK_PERMITTED, 0 },
		{ TCPOPT_TIMESTAMP, 0 },
	};

	must(setsockopt(fd, IPPROTO_TCP, TCP_REPAIR_OPTIONS, options, sizeof options));
	set_number(fd, TCP_TIMESTAMP, frozen->timestamp);
}

static struct connection *restore(const struct frozen *frozen)
{
	int fd = new_socket(&frozen->local);
	struct connection *connection;

	repair(fd, ON);
	set_number(fd, TCP_REPAIR_QUEUE, RECEIVE_QUEUE);
	set_number(fd, TCP_QUEUE_SEQ, frozen->received);
	set_number(fd, TCP_REPAIR_QUEUE, SEND_QUEUE);
	set_number(fd, TCP_QUEUE_SEQ, frozen->sent);
	must(bind(fd, (void *)&frozen->local.storage, frozen->local.size)); // forced, beside a listener too
	connection = connect_fd(fd, &frozen->remote);
	set_number(fd, TCP_REPAIR_QUEUE, NO_QUEUE);
	set_options(fd, frozen);
	repair(fd, OFF);
	connection->restored = true;
	return connection;
}

struct connection *take_over(struct connection *old)
{
	struct frozen frozen = freeze(old);

	return restore(&frozen);
}

static void greet_and_be_restored(struct connection *old)
{
	struct connection *connection;

	give(old, 2);
	connection = take_over(old);
	tell_connection(old);
	connection->direction = "unknown";
	give(connection, 3);
	take(connection, 7);
	close_connection(connection, "fin_local");
}

void restored_client(void)
{
	talk("127.0.0.1", greet_and_be_restored, server_greets);
	board->step = 0;
	talk("::1", greet_and_be_restored, server_greets);
}

// its listener is there still: this end is the one that accepted
static void serve_and_be_restored(struct connection *old)
{
	struct connection *connection;

	take(old, 5);
	connection = take_over(old);
	tell_connection(old);
	connection->inbound = true;
	opened(connection);
	give(connection, 7);
	take_end(connection);
	close_connection(connection, "fin_remote");
}

void restored_server(void)
{
	talk("127.0.0.1", client_greets_and_closes, serve_and_be_restored);
}
