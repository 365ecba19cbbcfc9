// SPDX-License-Identifier: Apache-2.0
// How connections end, whoever holds the descriptor by then, and how many bytes they carried.
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

static struct cable cable;

// ---- by FIN
static void client_greets_and_waits(struct connection *connection)
{
	give(connection, 5);
	take(connection, 7);
	take_end(connection);
	close_connection(connection, "fin_remote");
}

static void server_greets_and_closes(struct connection *connection)
{
	take(connection, 5);
	give(connection, 7);
	close_connection(connection, "fin_local");
}

void close_by_server(void)
{
	talk("127.0.0.1", client_greets_and_waits, server_greets_and_closes);
}

#define LONG_ANSWER 100003

static void ask_and_end(struct connection *connection)
{
	give(connection, 5);
	connection->closing = now();
	must(shutdown(connection->fd, SHUT_WR));
	take(connection, LONG_ANSWER);
	take_end(connection);
	close_connection(connection, "fin_local");
}

static void answer_after_the_end(struct connection *connection)
{
	take(connection, 5);
	take_end(connection);
	give(connection, LONG_ANSWER);
	close_connection(connection, "fin_remote");
}

void half_close_by_client(void)
{
	talk("127.0.0.1", ask_and_end, answer_after_the_end);
}

void half_close_by_server(void)
{
	talk("127.0.0.1", answer_after_the_end, ask_and_end);
}

// both FINs are lost, and sent again when the other end has sent its own
static void close_unheard(struct connection *connection)
{
	connection->closing = now();
	must(close(connection->fd));
	__atomic_add_fetch(&board->ready, 1, __ATOMIC_SEQ_CST);
	await(GO_AHEAD + 2);
	let_settle(1.5);
	connection->closed = now();
	connection->reason = "fin_local";
	tell_connection(connection);
}

static void serve_far_unheard(void)
{
	struct listener listener;
	struct connection *connection;

	enter(cable.far);
	listener = listen_on(FAR_ADDRESS);
	board->address = listener.address;
	reach(GO_AHEAD);
	connection = accept_from(&listener);
	take(connection, 5);
	give(connection, 7);
	await_acknowledged(connection);
	await(GO_AHEAD + 1);
	close_unheard(connection);
	close_listener(&listener);
}

static void client_unheard(void)
{
	struct connection *connection = connect_to(&board->address);

	give(connection, 5);
	take(connection, 7);
	let_settle(0.15); // the far end has its acknowledgement
	cut(&cable, cable.near);
	cut(&cable, cable.far);
	reach(GO_AHEAD + 1);
	close_unheard(connection);
}

static void mend_when_both_have_closed(void)
{
	while (board->ready < 2) nap(0.001);
	mend(&cable, cable.near);
	mend(&cable, cable.far);
	reach(GO_AHEAD + 2);
}

void closed_simultaneously(void)
{
	pid_t mender;

	cable = lay_cable();
	mender = spawn(mend_when_both_have_closed);
	beside_a_server(serve_far_unheard, client_unheard);
	join(mender);
}

// ---- by RST
static void fill_and_reset(struct connection *connection)
{
	static char piece[65536];
	long got;

	must(fcntl(connection->fd, F_SETFL, O_NONBLOCK));
	for (int i = 0; i < 200; i++) { // the windows open step by step
		while ((got = send(connection->fd, piece, sizeof piece, MSG_NOSIGNAL)) > 0) connection->sent += got;
		nap(0.001);
	}
	await_unacknowledged_settled(connection);
	require(connection->unacknowledged > 1000000);
	reach(GO_AHEAD);
	await(GO_AHEAD + 1);
	reset_connection(connection);
}

static void receive_unread_until_reset(struct connection *connection)
{
	int unread;

	await(GO_AHEAD);
	must(ioctl(connection->fd, FIONREAD, &unread));
	connection->received = unread;
	connection->closing = now();
	reach(GO_AHEAD + 1);
	require(await_failure(connection) == ECONNRESET);
	close_connection(connection, "rst_remote");
}

void reset_linger(void)
{
	talk("127.0.0.1", fill_and_reset, receive_unread_until_reset);
}

static void give_and_be_reset(struct connection *connection)
{
	give(connection, 11);
	connection->closing = now();
	await_acknowledged(connection);
	reach(GO_AHEAD);
	require(await_failure(connection) == ECONNRESET);
	close_connection(connection, "rst_remote");
}

static void leave_unread(struct connection *connection)
{
	await(GO_AHEAD);
	connection->received = 11;
	close_connection(connection, "rst_local");
}

void reset_unread(void)
{
	talk("127.0.0.1", give_and_be_reset, leave_unread);
}

static void end_and_be_reset(struct connection *connection)
{
	char byte;

	give(connection, 11);
	connection->closing = now();
	must(shutdown(connection->fd, SHUT_WR));
	let_settle(0.1);
	reach(GO_AHEAD);
	require(recv(connection->fd, &byte, 1, 0) == -1 && errno == ECONNRESET);
	close_connection(connection, "rst_remote");
}

void reset_with_fin_first(void)
{
	talk("127.0.0.1", end_and_be_reset, leave_unread);
}

static void leave(struct connection *connection)
{
	close_connection(connection, "fin_local");
	let_settle(0.3); // its FIN is acknowledged: what comes before that is close_crossed_by_data
	reach(GO_AHEAD);
}

static void write_to_nobody(struct connection *connection)
{
	take_end(connection);
	await(GO_AHEAD);
	connection->closing = now();
	give(connection, 10);
	connection->unacknowledged = 10;
	require(await_failure(connection) == EPIPE);
	close_connection(connection, "rst_remote");
}

void write_after_close(void)
{
	talk("127.0.0.1", leave, write_to_nobody);
}

// ---- by a RST of ours that the kernel does not take for one, or another's that looks like ours
static void shut_both_ways(struct connection *connection)
{
	connection->closing = now();
	must(shutdown(connection->fd, SHUT_RDWR));
	let_settle(0.1); // its FIN is acknowledged
	reach(GO_AHEAD);
	await_state(connection, TCP_CLOSE);
	close_connection(connection, "rst_local");
}

void write_after_shutdown(void)
{
	talk("127.0.0.1", shut_both_ways, write_to_nobody);
}

static void end_read_and_leave(struct connection *connection)
{
	static char much[1000000];

	must(fcntl(connection->fd, F_SETFL, O_NONBLOCK));
	connection->sent = must(send(connection->fd, much, sizeof much, MSG_NOSIGNAL));
	must(fcntl(connection->fd, F_SETFL, 0));
	await_unacknowledged_settled(connection);
	require(connection->unacknowledged > 0);
	connection->closing = now();
	must(shutdown(connection->fd, SHUT_WR));
	reach(GO_AHEAD);
	take(connection, 10);
	must(close(connection->fd));
	reach(GO_AHEAD + 1);
	await(GO_AHEAD + 2);
	connection->closed = now();
	connection->reason = "rst_remote";
	tell_connection(connection);
}

static void answer_and_reset(struct connection *connection)
{
	int unread;

	await(GO_AHEAD);
	give(connection, 10);
	await(GO_AHEAD + 1);
	must(ioctl(connection->fd, FIONREAD, &unread));
	connection->received = unread;
	reset_connection(connection);
	reach(GO_AHEAD + 2);
}

void half_closed_and_reset(void)
{
	talk("127.0.0.1", end_read_and_leave, answer_and_reset);
}

// one process, so that nothing comes between the FIN and the answer that acknowledges it: that waits for 40 ms at the most
static void cross_a_close(void)
{
	struct listener listener = listen_on("127.0.0.1");
	struct connection *client = connect_to(&listener.address), *server = accept_from(&listener);
	int off = 0;

	give(client, 5);
	take(server, 5);
	give(server, 7);
	take(client, 7);
	must(setsockopt(server->fd, IPPROTO_TCP, TCP_QUICKACK, &off, sizeof off));
	server->closing = now();
	close_connection(client, "rst_local");
	give(server, 10);
	server->unacknowledged = 10;
	await_state(server, TCP_CLOSE);
	close_connection(server, "rst_remote");
	close_listener(&listener);
}

void close_crossed_by_data(void)
{
	join(spawn(cross_a_close));
}

static void end_without_patience(struct connection *connection)
{
	int patience = -1;

	must(setsockopt(connection->fd, IPPROTO_TCP, TCP_LINGER2, &patience, sizeof patience));
	give(connection, 11);
	must(shutdown(connection->fd, SHUT_WR));
	await_state(connection, TCP_FIN_WAIT2);
	close_connection(connection, "rst_local");
}

static void be_left_without_patience(struct connection *connection)
{
	take(connection, 11);
	connection->closing = now();
	await_state(connection, TCP_CLOSE);
	close_connection(connection, "rst_remote");
}

void closed_without_patience(void)
{
	talk("127.0.0.1", end_without_patience, be_left_without_patience);
}

static void give_and_leave(struct connection *connection)
{
	give(connection, 11);
	close_connection(connection, "fin_local");
	let_settle(0.3); // its FIN is acknowledged
	reach(GO_AHEAD);
}

static void close_when_left(struct connection *connection)
{
	take(connection, 11);
	take_end(connection);
	await(GO_AHEAD);
	close_connection(connection, "fin_remote");
}

// no room for TIME_WAIT: whoever closed first has no socket any more, and answers the other's FIN by a reset
void closed_without_time_wait(void)
{
	enter_new_namespace();
	set("/proc/sys/net/ipv4/tcp_max_tw_buckets", "0");
	talk("127.0.0.1", give_and_leave, close_when_left);
}

static void wait_for_ss(struct connection *connection)
{
	give(connection, 5);
	take(connection, 7);
	connection->closing = now();
	run("ss -K -H -t 'sport = :%d' >&2", port_of(&connection->source));
	if (pending_error(connection->fd) != ECONNABORTED) skip("the kernel cannot abort sockets (INET_DIAG_DESTROY)");
	close_connection(connection, "aborted");
}

static void greet_until_reset(struct connection *connection)
{
	take(connection, 5);
	connection->closing = now();
	give(connection, 7);
	require(await_failure(connection) == ECONNRESET);
	close_connection(connection, "rst_remote");
}

void aborted_by_ss(void)
{
	enter_new_namespace();
	talk("127.0.0.1", wait_for_ss, greet_until_reset);
}

// ---- by death and by silence
static void greet_and_hang(struct connection *connection)
{
	give(connection, 5);
	take(connection, 7);
	connection->closing = now();
	connection->reason = "fin_local";
	reach(GO_AHEAD + 1);
	pause();
}

static void be_a_hanging_client(void)
{
	greet_and_hang(connect_to(&board->address));
}

void killed(void)
{
	pid_t server = spawn(serve_one_greeting), client;

	await(GO_AHEAD);
	client = spawn(be_a_hanging_client);
	await(GO_AHEAD + 1);
	kill_and_join(client);
	join(server);
	tell_for_the_dead();
}

static void serve_far_until_cut(void)
{
	struct listener listener;
	struct connection *connection;

	enter(cable.far);
	listener = listen_on(FAR_ADDRESS);
	board->address = listener.address;
	reach(GO_AHEAD);
	connection = accept_from(&listener);
	take(connection, 5);
	give(connection, 7);
	await_acknowledged(connection);
	await(GO_AHEAD + 1);
	reset_connection(connection); // nobody hears it
	close_listener(&listener);
}

static struct connection *connect_and_lose_the_cable(void)
{
	struct connection *connection = connect_to(&board->address);

	give(connection, 5);
	take(connection, 7);
	let_settle(0.15);
	cut(&cable, cable.near);
	cut(&cable, cable.far);
	connection->closing = now();
	reach(GO_AHEAD + 1);
	return connection;
}

static void write_into_the_void(void)
{
	struct connection *connection = connect_and_lose_the_cable();
	int milliseconds = 700;

	must(setsockopt(connection->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds));
	give(connection, 1000);
	connection->unacknowledged = 1000;
	require(await_failure(connection) == ETIMEDOUT);
	close_connection(connection, "timeout");
}

void timed_out_established(void)
{
	cable = lay_cable();
	beside_a_server(serve_far_until_cut, write_into_the_void);
}

static void keep_alive_in_vain(void)
{
	struct connection *connection = connect_and_lose_the_cable();
	int one = 1, fd = connection->fd;

	must(setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &one, sizeof one));
	must(setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &one, sizeof one));
	must(setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &one, sizeof one));
	must(setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one));
	require(await_failure(connection) == ETIMEDOUT);
	close_connection(connection, "timeout");
}

void keepalive_lost(void)
{
	cable = lay_cable();
	beside_a_server(serve_far_until_cut, keep_alive_in_vain);
}

// ---- beside an ICMP error, which TCP notes and goes on
struct unreachable {
	struct iphdr to_us;
	struct icmphdr error;
	struct iphdr sent;
	struct { uint16_t source, destination; uint32_t sequence; } segment;
} __attribute__((packed));

static uint32_t sequence_of(int fd)
{
	int on = 1, off = -1, queue = TCP_SEND_QUEUE;
	uint32_t sequence;
	socklen_t size = sizeof sequence;

	must(setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on));
	must(setsockopt(fd, IPPROTO_TCP, TCP_REPAIR_QUEUE, &queue, sizeof queue));
	must(getsockopt(fd, IPPROTO_TCP, TCP_QUEUE_SEQ, &sequence, &size));
	must(setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, &off, sizeof off));
	return sequence;
}

static uint16_t checksum(const void *from, size_t size)
{
	const uint8_t *bytes = from;
	uint32_t sum = 0;

	for (size_t i = 0; i < size; i += 2) sum += bytes[i] << 8 | bytes[i + 1];
	while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

// as a firewall on the way does, which rejects what it let through before
static void be_told_unreachable(const struct connection *connection, int code)
{
	const struct sockaddr_in *near = (const void *)&connection->source.storage;
	const struct sockaddr_in *far = (const void *)&connection->destination.storage;
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = near->sin_addr };
	int fd = must(socket(AF_INET, SOCK_RAW, IPPROTO_RAW));
	struct unreachable packet = {
		.to_us = { .version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_ICMP, .saddr = far->sin_addr.s_addr,
			   .daddr = near->sin_addr.s_addr, .tot_len = htons(sizeof packet) },
		.error = { .type = ICMP_DEST_UNREACH, .code = code },
		.sent = { .version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_TCP, .saddr = near->sin_addr.s_addr,
			  .daddr = far->sin_addr.s_addr, .tot_len = htons(40) },
		.segment = { near->sin_port, far->sin_port, htonl(sequence_of(connection->fd)) },
	};

	packet.error.checksum = checksum(&packet.error, sizeof packet - sizeof packet.to_us);
	must(sendto(fd, &packet, sizeof packet, 0, (void *)&to, sizeof to));
	close(fd);
}

static void be_rejected_in_the_void(void)
{
	struct connection *connection = connect_and_lose_the_cable();
	int milliseconds = 700;

	must(setsockopt(connection->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds));
	give(connection, 1000);
	be_told_unreachable(connection, ICMP_PORT_UNREACH);
	connection->unacknowledged = 1000;
	require(await_failure(connection) == ECONNREFUSED); // a timeout ends with the error that ICMP told
	close_connection(connection, "timeout");
}

void timed_out_rejected(void)
{
	cable = lay_cable();
	beside_a_server(serve_far_until_cut, be_rejected_in_the_void);
}

static void close_with_an_error_unread(struct connection *connection)
{
	int on = 1;

	give(connection, 5);
	take(connection, 7);
	await_acknowledged(connection);
	must(setsockopt(connection->fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on));
	be_told_unreachable(connection, ICMP_HOST_UNREACH);
	close_connection(connection, "fin_local");
}

void closed_with_error_unread(void)
{
	enter_new_namespace();
	talk("127.0.0.1", close_with_an_error_unread, server_greets);
}

// ---- by another process
static int channel[2];

static void connect_and_hand_over(void)
{
	struct connection *connection = connect_to(&board->address);

	board->argument = connection - board->connections;
	send_descriptor(channel[0], connection->fd);
	close(connection->fd);
	reach(GO_AHEAD + 1);
}

static void use_what_is_passed(void)
{
	int fd = receive_descriptor(channel[1]);
	struct connection *connection;

	await(GO_AHEAD + 1);
	connection = &board->connections[board->argument];
	connection->fd = fd;
	client_greets_and_closes(connection);
}

void passed_and_closed(void)
{
	pid_t receiver;

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, channel));
	receiver = spawn(use_what_is_passed);
	beside_a_server(serve_one_greeting, connect_and_hand_over);
	join(receiver);
}

static struct connection *inherited;

static void close_last(void)
{
	let_settle(0.1); // the parent is gone
	client_greets_and_closes(inherited);
}

static void leave_it_to_the_child(void)
{
	inherited = connect_to(&board->address);
	if (!must(fork())) {
		tell_process(current_owner().process_id);
		close_last();
		exit(0);
	}
}

void child_closes_last(void)
{
	beside_a_server(serve_one_greeting, leave_it_to_the_child);
}

static void become_another_program(void)
{
	struct connection *connection = connect_to(&board->address);
	char fd[16];

	must(fcntl(connection->fd, F_SETFD, 0));
	snprintf(fd, sizeof fd, "%d", connection->fd);
	connection->closing = now();
	connection->sent = 5;
	connection->received = 7;
	connection->reason = "fin_local";
	must(execl("/proc/self/exe", "other-program", "greet_on", fd, NULL));
}

// the other program: no case, it has no truth to tell
int greet_on(int fd)
{
	struct connection connection = { .fd = fd };

	give(&connection, 5);
	take(&connection, 7);
	return close(fd);
}

void exec_between(void)
{
	beside_a_server(serve_one_greeting, become_another_program);
	tell_for_the_dead();
}

// ---- bytes
static void give_then_take(struct connection *connection)
{
	give(connection, board->argument);
	take(connection, board->argument);
	close_connection(connection, "fin_local");
}

static void take_then_give(struct connection *connection)
{
	take(connection, board->argument);
	give(connection, board->argument);
	take_end(connection);
	close_connection(connection, "fin_remote");
}

void bytes_both_ways(void)
{
	talk("127.0.0.1", give_then_take, take_then_give);
}

// more than 32 bits count; the receiver need not look at them
static void give_all(struct connection *connection)
{
	give(connection, board->argument);
	close_connection(connection, "fin_local");
}

static void discard_all(struct connection *connection)
{
	long long got;

	while ((got = must(recv(connection->fd, NULL, 1 << 24, MSG_TRUNC)))) connection->received += got;
	close_connection(connection, "fin_remote");
}

void bytes_one_way(void)
{
	talk("127.0.0.1", give_all, discard_all);
}

static void give_urgently(struct connection *connection)
{
	give(connection, 10);
	must(send(connection->fd, "!", 1, MSG_OOB));
	connection->sent++;
	take(connection, 7);
	close_connection(connection, "fin_local");
}

static void take_urgently(struct connection *connection)
{
	struct pollfd wanted = { .fd = connection->fd, .events = POLLPRI };
	char byte;

	take(connection, 10);
	require(poll(&wanted, 1, 5000) == 1);
	require(recv(connection->fd, &byte, 1, MSG_OOB) == 1);
	connection->received++;
	give(connection, 7);
	take_end(connection);
	close_connection(connection, "fin_remote");
}

void urgent_byte(void)
{
	talk("127.0.0.1", give_urgently, take_urgently);
}

static void serve_far_greeting(void)
{
	struct listener listener;
	struct connection *connection;

	enter(cable.far);
	listener = listen_on(FAR_ADDRESS);
	board->address = listener.address;
	reach(GO_AHEAD);
	connection = accept_from(&listener);
	take(connection, 1005);
	give(connection, 7);
	take_end(connection);
	close_connection(connection, "fin_remote");
	close_listener(&listener);
}

static void give_over_a_bad_cable(void)
{
	struct connection *connection = connect_to(&board->address);

	give(connection, 5);
	await_acknowledged(connection);
	cut(&cable, cable.near);
	give(connection, 1000);
	let_settle(0.6);
	mend(&cable, cable.near);
	await_acknowledged(connection);
	take(connection, 7);
	note_retransmits(connection);
	close_connection(connection, "fin_local");
}

void retransmitted(void)
{
	cable = lay_cable();
	beside_a_server(serve_far_greeting, give_over_a_bad_cable);
}
