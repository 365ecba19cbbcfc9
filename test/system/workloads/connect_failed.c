// SPDX-License-Identifier: Apache-2.0
// Attempts that fail, each way once: by the peer, by time, by the network, by this host, by the program itself.
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "cases.h"
#include "ring.h"
#include "workload.h"

static struct cable cable;

// include/uapi/linux/landlock.h of 6.7
struct rules {
	uint64_t files, network;
};
#define CONNECT_TCP 2
#define ASK_VERSION 1

static void fail(const char *address, int port, int error, const char *outcome)
{
	struct address to = address_of(address, port);
	int fd = new_socket(&to);

	tell_connection(failed_connect(fd, &to, error, outcome));
	close(fd);
}

// the kernel asked for no source yet: an event may name none
static void fail_at_once(const char *address, int error, const char *outcome)
{
	struct address to = address_of(address, 443);
	int fd = new_socket(&to);
	struct connection *connection = failed_connect(fd, &to, error, outcome);

	connection->any_source = false;
	tell_connection(connection);
	close(fd);
}

// ---- by the peer
static void meet_closed_port(void)
{
	fail("127.0.0.1", 1, ECONNREFUSED, "refused");
}

void refused(void)
{
	join(spawn(meet_closed_port));
}

static void meet_closed_port6(void)
{
	fail("::1", 1, ECONNREFUSED, "refused");
}

void refused_ipv6(void)
{
	join(spawn(meet_closed_port6));
}

static void meet_closed_mapped_port(void)
{
	fail("::ffff:127.0.0.1", 1, ECONNREFUSED, "refused");
}

void refused_mapped(void)
{
	join(spawn(meet_closed_mapped_port));
}

static struct connection *start_connect(const struct address *from, const struct address *to)
{
	int fd = must(socket(to->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0));
	struct connection *connection;

	if (from) bind_to(fd, from);
	connection = begin_connect(fd, to);
	require(connect(fd, (void *)&to->storage, to->size) == -1 && errno == EINPROGRESS);
	return connection;
}

static void finish(struct connection *connection, int error, const char *outcome)
{
	connection->opened = now();
	connection->outcome = outcome;
	connection->error = error;
	tell_connection(connection);
	close(connection->fd);
}

static void await_error(struct connection *connection)
{
	struct pollfd wanted = { .fd = connection->fd, .events = POLLOUT };

	require(poll(&wanted, 1, 15000) == 1 && wanted.revents & POLLERR);
}

static void poll_closed_port(void)
{
	struct address to = address_of("127.0.0.1", 1);
	struct connection *connection = start_connect(NULL, &to);

	connection->any_source = true;
	await_error(connection);
	require(pending_error(connection->fd) == ECONNREFUSED);
	finish(connection, ECONNREFUSED, "refused");
}

void refused_nonblocking(void)
{
	join(spawn(poll_closed_port));
}

// the error is fetched by a second connect, which is no second attempt
static void connect_twice_to_closed_port(void)
{
	struct address to = address_of("127.0.0.1", 1);
	struct connection *connection = start_connect(NULL, &to);

	connection->any_source = true;
	await_error(connection);
	require(connect(connection->fd, (void *)&to.storage, to.size) == -1 && errno == ECONNREFUSED);
	finish(connection, ECONNREFUSED, "refused");
}

void refused_told_twice(void)
{
	join(spawn(connect_twice_to_closed_port));
}

// Both ends connect, what the near end sends is lost: it has the far end's SYN, and answers it when the far end is gone.
static void be_reset(void)
{
	struct address from = address_of(NEAR_ADDRESS, 7001), to = address_of(FAR_ADDRESS, 7002);
	struct connection *connection;

	cut(&cable, cable.near);
	connection = start_connect(&from, &to);
	connection->source = from;
	reach(GO_AHEAD);
	await(GO_AHEAD + 1);
	mend(&cable, cable.near);
	await_error(connection);
	require(pending_error(connection->fd) == ECONNRESET);
	finish(connection, ECONNRESET, "reset");
}

static void cross_and_leave(void)
{
	struct address from = address_of(FAR_ADDRESS, 7002), to = address_of(NEAR_ADDRESS, 7001);
	struct connection *connection;

	enter(cable.far);
	await(GO_AHEAD);
	connection = start_connect(&from, &to);
	connection->source = from;
	finish(connection, UNKNOWN, "aborted");
	reach(GO_AHEAD + 1);
}

void reset_while_connecting(void)
{
	pid_t near, far;

	cable = lay_cable();
	near = spawn(be_reset);
	far = spawn(cross_and_leave);
	join(near);
	join(far);
}

// ---- by time
static void wait_in_vain(void)
{
	set("/proc/sys/net/ipv4/tcp_syn_retries", "1");
	fail(FAR_ADDRESS, 443, ETIMEDOUT, "timed_out");
}

static void on_a_cut_cable(void (*work)(void))
{
	cable = lay_cable();
	cut(&cable, cable.near);
	join(spawn(work));
}

void timed_out(void)
{
	on_a_cut_cable(wait_in_vain);
}

static void wait_half_a_second(void)
{
	struct address to = address_of(FAR_ADDRESS6, 443);
	int fd = new_socket(&to), milliseconds = 500;

	must(setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds));
	tell_connection(failed_connect(fd, &to, ETIMEDOUT, "timed_out"));
}

void timed_out_user_timeout(void)
{
	on_a_cut_cable(wait_half_a_second);
}

// ---- by the network
static void ask_for_nobody(void)
{
	set("/proc/sys/net/ipv4/neigh/near/retrans_time_ms", "50");
	fail("10.77.0.77", 443, EHOSTUNREACH, "unreachable");
}

void unreachable_neighbour(void)
{
	cable = lay_cable();
	join(spawn(ask_for_nobody));
}

static void ask_for_nobody6(void)
{
	set("/proc/sys/net/ipv6/neigh/near/retrans_time_ms", "50");
	fail("fd77::77", 443, EHOSTUNREACH, "unreachable");
}

void unreachable_neighbour6(void)
{
	cable = lay_cable();
	join(spawn(ask_for_nobody6));
}

static void make_far_a_router(void)
{
	enter(cable.far);
	set("/proc/sys/net/ipv4/ip_forward", "1");
	run("ip route add unreachable 198.51.100.0/24");
	enter(cable.near);
	run("ip route add default via " FAR_ADDRESS);
}

static void be_told_no_host(void)
{
	fail("198.51.100.1", 443, EHOSTUNREACH, "unreachable");
}

void unreachable_by_router(void)
{
	cable = lay_cable();
	make_far_a_router();
	join(spawn(be_told_no_host));
}

static void be_told_no_network(void)
{
	fail("203.0.113.1", 443, ENETUNREACH, "unreachable");
}

void unreachable_network_by_router(void)
{
	cable = lay_cable();
	make_far_a_router();
	join(spawn(be_told_no_network));
}

// ---- by this host, before anything is sent
static void find_no_route(void)
{
	enter_new_namespace();
	fail_at_once("192.0.2.1", ENETUNREACH, "unreachable");
}

void no_route(void)
{
	join(spawn(find_no_route));
}

// the address is on a page that nobody has touched: it comes into memory within the call
static void find_no_route_from_afar(void)
{
	struct address to = address_of("192.0.2.1", 443);
	FILE *file = tmpfile();
	struct connection *connection;
	void *untouched;

	enter_new_namespace();
	require(file && fwrite(&to.storage, to.size, 1, file) == 1 && !fflush(file));
	untouched = mmap(NULL, to.size, PROT_READ, MAP_PRIVATE, fileno(file), 0);
	require(untouched != MAP_FAILED);
	connection = begin_connect(new_socket(&to), &to);
	require(connect(connection->fd, untouched, to.size) == -1 && errno == ENETUNREACH);
	connection->opened = now();
	connection->outcome = "unreachable";
	connection->error = ENETUNREACH;
	tell_connection(connection);
}

void no_route_unread(void)
{
	join(spawn(find_no_route_from_afar));
}

static void find_no_route_by_ring(void)
{
	struct address to = address_of("192.0.2.1", 443);
	struct ring ring = open_ring();
	struct connection *connection;
	struct io_uring_sqe request = { .opcode = IORING_OP_CONNECT, .addr = (uintptr_t)&to.storage, .off = to.size };

	enter_new_namespace();
	connection = begin_connect(new_socket(&to), &to);
	request.fd = connection->fd;
	require(submit(&ring, request) == -ENETUNREACH);
	connection->opened = now();
	connection->by_ring = true;
	connection->outcome = "unreachable";
	connection->error = ENETUNREACH;
	tell_connection(connection);
}

void no_route_io_uring(void)
{
	close(open_ring().fd);
	join(spawn(find_no_route_by_ring));
}

// by a security module: Landlock, with a rule set that lets nothing through
static void be_denied(void)
{
	struct rules nothing = { .network = CONNECT_TCP };
	int rules = must(syscall(SYS_landlock_create_ruleset, &nothing, sizeof nothing, 0));

	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	must(syscall(SYS_landlock_restrict_self, rules, 0));
	fail_at_once("127.0.0.1", EACCES, "denied");
}

void denied(void)
{
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION) < 4) skip("no Landlock for TCP (kernel 6.7)");
	join(spawn(be_denied));
}

static void find_no_route6(void)
{
	enter_new_namespace();
	fail_at_once("2001:db8::1", ENETUNREACH, "unreachable");
}

void no_route6(void)
{
	join(spawn(find_no_route6));
}

static void find_no_route_from(struct address from, struct address to)
{
	struct connection *connection;
	int fd;

	enter_new_namespace();
	fd = new_socket(&from);
	bind_to(fd, &from);
	from = name_of_socket(fd);
	connection = failed_connect(fd, &to, ENETUNREACH, "unreachable");
	connection->source = from;
	tell_connection(connection);
}

static void find_no_route_from_a_port(void)
{
	find_no_route_from(address_of("127.0.0.5", 0), address_of("192.0.2.1", 443));
}

void no_route_bound(void)
{
	join(spawn(find_no_route_from_a_port));
}

// The kernel gives an IPv6 address that is bound an IPv4 one in its stead, which nobody asked for.
static void find_no_route_from_ipv6(void)
{
	find_no_route_from(address_of("::1", 0), address_of("::ffff:192.0.2.1", 443));
}

void no_route_from_ipv6(void)
{
	join(spawn(find_no_route_from_ipv6));
}

static void call_everybody(void)
{
	enter_new_namespace();
	run("ip route add 224.0.0.0/4 dev lo");
	fail_at_once("224.0.0.1", ENETUNREACH, "unreachable");
}

void multicast(void)
{
	join(spawn(call_everybody));
}

static void be_prohibited(void)
{
	enter_new_namespace();
	run("ip route add prohibit 192.0.2.0/24");
	fail_at_once("192.0.2.1", EACCES, "denied");
}

void prohibited(void)
{
	join(spawn(be_prohibited));
}

static void take_unreachable_route(void)
{
	enter_new_namespace();
	run("ip route add unreachable 192.0.2.0/24");
	fail_at_once("192.0.2.1", EHOSTUNREACH, "unreachable");
}

void unreachable_route(void)
{
	join(spawn(take_unreachable_route));
}

static void end_with_server(struct connection *client, struct connection *server)
{
	close_connection(client, "fin_local");
	take_end(server);
	close_connection(server, "fin_remote");
}

static void use_up_the_ports(void)
{
	struct address server = address_of("127.0.0.1", 8080);
	int fd = new_socket(&server);
	struct listener listener;
	struct connection *first, *second;

	set("/proc/sys/net/ipv4/ip_local_port_range", "40000 40000");
	bind_to(fd, &server);
	listener = listen_at(fd, 16);
	first = connect_to(&listener.address);
	second = failed_connect(new_socket(&server), &server, EADDRNOTAVAIL, "address_unavailable");
	second->any_source = false;
	second->unknown_source = true;
	tell_connection(second);
	end_with_server(first, accept_from(&listener));
	close_listener(&listener);
}

void no_port_left(void)
{
	enter_new_namespace();
	join(spawn(use_up_the_ports));
}

// a second connection of the same tuple; the socket may have sent a SYN before, in an attempt that was refused
static void use_a_tuple_twice(bool after_refused)
{
	struct address from = address_of("127.0.0.6", 0), nobody = address_of("127.0.0.1", 1);
	struct listener listener = listen_on("127.0.0.1");
	int one = new_socket(&from), other = new_socket(&from), on = 1;
	struct connection *first, *failed;

	must(setsockopt(one, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on));
	must(setsockopt(other, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on));
	bind_to(one, &from);
	from = name_of_socket(one);
	bind_to(other, &from);
	first = connect_fd(one, &listener.address);
	if (after_refused) {
		failed = failed_connect(other, &nobody, ECONNREFUSED, "refused");
		failed->source = from;
		tell_connection(failed);
	}
	failed = failed_connect(other, &listener.address, EADDRNOTAVAIL, "address_unavailable");
	failed->source = from;
	tell_connection(failed);
	end_with_server(first, accept_from(&listener));
	close_listener(&listener);
}

static void use_a_tuple_at_once(void)
{
	use_a_tuple_twice(false);
}

static void use_a_tuple_after_refused(void)
{
	use_a_tuple_twice(true);
}

void tuple_in_use(void)
{
	join(spawn(use_a_tuple_at_once));
}

void tuple_in_use_again(void)
{
	join(spawn(use_a_tuple_after_refused));
}

// ---- by the program itself
static void give_up(void)
{
	struct address to = address_of(FAR_ADDRESS, 443);
	struct connection *connection = start_connect(NULL, &to);

	connection->source = name_of_socket(connection->fd);
	let_settle(0.05);
	finish(connection, UNKNOWN, "aborted");
}

void aborted_by_close(void)
{
	on_a_cut_cable(give_up);
}

static void connect_for_ever(void)
{
	struct address to = address_of(FAR_ADDRESS, 443);
	int fd = new_socket(&to);

	begin_connect(fd, &to);
	reach(GO_AHEAD);
	connect(fd, (void *)&to.storage, to.size);
}

void aborted_by_kill(void)
{
	pid_t child;
	struct connection *connection = board->connections;

	cable = lay_cable();
	cut(&cable, cable.near);
	child = spawn(connect_for_ever);
	await(GO_AHEAD);
	let_settle(0.1);
	kill_and_join(child);
	connection->any_source = true;
	connection->fd = -1;
	finish(connection, UNKNOWN, "aborted");
}

// Where a thread waits in connect, kernels up to 6.6 refuse it.
static void shut_down_while_connecting(void)
{
	struct address to = address_of(FAR_ADDRESS, 443);
	struct connection *connection = start_connect(NULL, &to);

	connection->source = name_of_socket(connection->fd);
	let_settle(0.05);
	must(shutdown(connection->fd, SHUT_RDWR));
	finish(connection, UNKNOWN, "aborted");
}

void aborted_by_shutdown(void)
{
	on_a_cut_cable(shut_down_while_connecting);
}

static void change_ones_mind(void)
{
	struct address to = address_of(FAR_ADDRESS, 443);
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	struct connection *connection = start_connect(NULL, &to);

	connection->source = name_of_socket(connection->fd);
	must(connect(connection->fd, &nobody, sizeof nobody));
	finish(connection, UNKNOWN, "aborted");
}

void aborted_by_disconnect(void)
{
	on_a_cut_cable(change_ones_mind);
}

// ---- many at once, while another thread takes their errors as soon as there are any
#define MANY 100

static struct connection *attempts[MANY];
static bool is_over;

static void *take_errors(void *nothing)
{
	while (!__atomic_load_n(&is_over, __ATOMIC_ACQUIRE)) {
		for (int i = 0; i < MANY; i++) {
			struct connection *one = __atomic_load_n(&attempts[i], __ATOMIC_ACQUIRE);
			int error = one && !one->error ? pending_error(one->fd) : 0;

			if (error) __atomic_store_n(&one->error, error, __ATOMIC_RELEASE);
		}
	}
	return nothing;
}

// The one who asks first gets the error: where the tracer comes second it knows that it was none of ours, and maybe no more.
static void fail_many(const char *address, int port, int error, const char *outcome)
{
	struct address to = address_of(address, port);
	pthread_t taker;

	require(!pthread_create(&taker, NULL, take_errors, NULL));
	for (int i = 0; i < MANY; i++) {
		struct connection *connection = begin_connect(must(socket(to.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0)), &to);

		connection->any_source = true;
		__atomic_store_n(&attempts[i], connection, __ATOMIC_RELEASE);
		require(connect(connection->fd, (void *)&to.storage, to.size) == -1 && (errno == EINPROGRESS || errno == ECONNABORTED || errno == error));
		if (errno == error) __atomic_store_n(&connection->error, error, __ATOMIC_RELEASE);
	}
	for (int i = 0; i < MANY; i++) {
		double limit = now() + patience(15);

		while (!__atomic_load_n(&attempts[i]->error, __ATOMIC_ACQUIRE)) require(now() < limit);
		require(attempts[i]->error == error);
	}
	__atomic_store_n(&is_over, true, __ATOMIC_RELEASE);
	require(!pthread_join(taker, NULL));
	for (int i = 0; i < MANY; i++) {
		attempts[i]->error = strchr(outcome, '|') ? UNKNOWN : error;
		finish(attempts[i], attempts[i]->error, outcome);
	}
}

static void refuse_many(void)
{
	char address[16]; // that nobody else asks for

	snprintf(address, sizeof address, "127.%d.%d.1", getpid() >> 8 & 255, getpid() & 255);
	fail_many(address, 1, ECONNREFUSED, "refused");
}

void refused_many(void)
{
	join(spawn(refuse_many));
}

static void ask_for_nobody_many_times(void)
{
	set("/proc/sys/net/ipv4/neigh/near/retrans_time_ms", "50");
	fail_many("10.77.0.77", 443, EHOSTUNREACH, "unreachable|failed");
}

void unreachable_many(void)
{
	cable = lay_cable();
	join(spawn(ask_for_nobody_many_times));
}
