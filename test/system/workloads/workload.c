// SPDX-License-Identifier: Apache-2.0
// workload list | workload CASE | workload serve COUNT | workload storm COUNT | workload calls COUNT | workload tracepoints PID | workload hostile PORT | workload rewrite ...
// Real TCP traffic of the case, and the truth about it on stdout.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

enum needs {
	NOTHING,
	ROOT = 1, // namespaces
	BEFORE = 2, // starts before the tracer, and goes on after it
	HEAVY = 4, // too much for an emulated machine
	VERB = 8, // not a case of the table: takes a count
};

static const struct workload_case {
	const char *name;
	void (*run)(void);
	int needs;
	long argument;
} cases[] = {
#define CASE(name, needs) { #name, name, needs, 0 }
	CASE(connect_blocking, NOTHING),
	CASE(connect_nonblocking, NOTHING),
	CASE(connect_ipv6, NOTHING),
	CASE(connect_mapped, NOTHING),
	CASE(accept_mapped, NOTHING),
	CASE(connect_bound, NOTHING),
	CASE(connect_thread, NOTHING),
	CASE(connect_threads, NOTHING),
	CASE(connect_leader_gone, NOTHING),
	CASE(connect_slow, ROOT),
	CASE(connect_interrupted, ROOT),
	CASE(connect_again_after_refused, NOTHING),
	CASE(connect_again_after_disconnect, NOTHING),
	CASE(connect_pointless, NOTHING),
	CASE(not_tcp, ROOT),
	CASE(connect_and_die, NOTHING),
	CASE(connect_same_tuple, NOTHING),
	CASE(connect_self, NOTHING),
	CASE(connect_crossing, ROOT),
	CASE(connect_io_uring, NOTHING),
	CASE(connect_any, NOTHING),
	CASE(connect_into_time_wait, NOTHING),
	CASE(connect_rewritten, ROOT),
	CASE(refused, NOTHING),
	CASE(refused_ipv6, NOTHING),
	CASE(refused_mapped, NOTHING),
	CASE(refused_nonblocking, NOTHING),
	CASE(refused_told_twice, NOTHING),
	CASE(timed_out, ROOT),
	CASE(timed_out_user_timeout, ROOT),
	CASE(unreachable_neighbour, ROOT),
	CASE(unreachable_neighbour6, ROOT),
	CASE(refused_many, NOTHING),
	CASE(unreachable_by_router, ROOT),
	CASE(unreachable_many, ROOT),
	CASE(unreachable_network_by_router, ROOT),
	CASE(no_route, ROOT),
	CASE(no_route_unread, ROOT),
	CASE(no_route_io_uring, ROOT),
	CASE(no_route6, ROOT),
	CASE(denied, NOTHING),
	CASE(prohibited, ROOT),
	CASE(unreachable_route, ROOT),
	CASE(no_port_left, ROOT),
	CASE(reset_while_connecting, ROOT),
	CASE(aborted_by_close, ROOT),
	CASE(aborted_by_kill, ROOT),
	CASE(aborted_by_shutdown, ROOT),
	CASE(aborted_by_disconnect, ROOT),
	CASE(no_route_bound, ROOT),
	CASE(no_route_from_ipv6, ROOT),
	CASE(multicast, ROOT),
	CASE(tuple_in_use, NOTHING),
	CASE(tuple_in_use_again, NOTHING),
	CASE(fastopen_sendto, ROOT),
	CASE(fastopen_deferred, ROOT),
	CASE(fastopen_no_route, ROOT),
	CASE(fastopen_refused, ROOT),
	CASE(mptcp_both, ROOT),
	CASE(mptcp_sent_again, ROOT),
	CASE(mptcp_to_tcp, ROOT),
	CASE(tcp_to_mptcp, ROOT),
	CASE(mptcp_refused, ROOT),
	CASE(mptcp_no_route, ROOT),
	CASE(mptcp_first_subflow_lost, ROOT),
	CASE(mptcp_two_subflows, ROOT),
	CASE(accept_call, NOTHING),
	CASE(accept4_call, NOTHING),
	CASE(accept_thread, NOTHING),
	CASE(accept_nonblocking, NOTHING),
	CASE(accept_prefork, NOTHING),
	CASE(accept_reuseport, NOTHING),
	CASE(accept_before_start, BEFORE),
	CASE(accept_io_uring, NOTHING),
	CASE(accept_reset_in_backlog, NOTHING),
	CASE(accept_finished_in_backlog, NOTHING),
	CASE(never_accepted, NOTHING),
	CASE(never_accepted_finished, NOTHING),
	CASE(never_accepted_taken_over, NOTHING),
	CASE(accept_and_pass, NOTHING),
	CASE(accept_dual_stack, NOTHING),
	CASE(accept_by_cookie, ROOT),
	CASE(accept_deferred, NOTHING),
	CASE(close_by_server, NOTHING),
	CASE(half_close_by_client, NOTHING),
	CASE(half_close_by_server, NOTHING),
	CASE(reset_linger, NOTHING),
	CASE(reset_unread, NOTHING),
	CASE(killed, NOTHING),
	CASE(timed_out_established, ROOT),
	CASE(keepalive_lost, ROOT),
	CASE(timed_out_rejected, ROOT),
	CASE(closed_with_error_unread, ROOT),
	CASE(passed_and_closed, NOTHING),
	CASE(child_closes_last, NOTHING),
	CASE(exec_between, NOTHING),
	CASE(closed_simultaneously, ROOT),
	CASE(aborted_by_ss, ROOT),
	CASE(retransmitted, ROOT),
	CASE(write_after_close, NOTHING),
	CASE(urgent_byte, NOTHING),
	CASE(reset_with_fin_first, NOTHING),
	CASE(closed_without_time_wait, ROOT),
	CASE(write_after_shutdown, NOTHING),
	CASE(half_closed_and_reset, NOTHING),
	CASE(close_crossed_by_data, NOTHING),
	CASE(closed_without_patience, NOTHING),
	CASE(restored_client, ROOT),
	CASE(restored_server, ROOT),
	{ "bytes_0", bytes_both_ways, NOTHING, 0 },
	{ "bytes_1", bytes_both_ways, NOTHING, 1 },
	{ "bytes_65537", bytes_both_ways, NOTHING, 65537 },
	{ "bytes_20000000", bytes_both_ways, NOTHING, 20000000 },
	{ "bytes_4500000000", bytes_one_way, HEAVY, 4500000000 },
	CASE(listen_and_close, NOTHING),
	CASE(listen_ipv6, NOTHING),
	CASE(listen_in_use, NOTHING),
	CASE(listen_unbound, NOTHING),
	CASE(listen_twice, NOTHING),
	CASE(listen_again, NOTHING),
	CASE(listen_shared, NOTHING),
	CASE(listen_killed, NOTHING),
	CASE(listen_thread, NOTHING),
	CASE(existing_connection, BEFORE),
	CASE(existing_connection6, BEFORE),
	CASE(existing_listener, BEFORE),
	CASE(existing_elsewhere, ROOT | BEFORE),
	CASE(existing_inherited, BEFORE),
	CASE(existing_half_closed, BEFORE),
	CASE(existing_in_backlog, BEFORE),
	CASE(existing_connecting, ROOT | BEFORE),
	CASE(existing_not_tcp, ROOT | BEFORE),
	CASE(existing_title, BEFORE),
	CASE(existing_restored, ROOT | BEFORE),
	CASE(existing_restored_server, ROOT | BEFORE),
	CASE(owner_renamed, NOTHING),
	CASE(owner_other_user, ROOT),
	CASE(owner_pid_namespace, ROOT),
	CASE(owner_cgroup, ROOT),
	CASE(owner_container_v1, ROOT),
	CASE(owner_effective_user, ROOT),
	CASE(owner_changes, ROOT),
	CASE(owner_memory, NOTHING),
	CASE(owner_deleted, NOTHING),
	CASE(owner_unlinked, NOTHING),
	CASE(owner_moved_away, ROOT),
	CASE(owner_executable_moves, NOTHING),
	CASE(owner_title, NOTHING),
	CASE(owner_title_elsewhere, NOTHING),
	CASE(owner_long_command_line, NOTHING),
	CASE(owner_orphan, NOTHING),
	CASE(owner_orphan_of_subreaper, NOTHING),
	{ "serve", serve, VERB, 1 },
	{ "storm", storm, VERB, 50000 },
	{ "hostile", hostile, VERB, 0 },
	{ "calls", calls, VERB, 20000 },
	{ "tracepoints", tracepoints, VERB, 0 },
};

#define CASES (sizeof cases / sizeof *cases)

static void list(void)
{
	for (size_t i = 0; i < CASES && cases[i].needs != VERB; i++)
		printf("{\"name\":\"%s\",\"before\":%s,\"heavy\":%s}\n", cases[i].name,
		       cases[i].needs & BEFORE ? "true" : "false", cases[i].needs & HEAVY ? "true" : "false");
}

static void start(const struct workload_case *wanted, const char *argument)
{
	case_name = wanted->name;
	make_board();
	board->argument = argument ? atol(argument) : wanted->argument;
	if (wanted->needs & BEFORE) began_before_the_tracer();
	tell_time("began");
	tell_process(current_owner().process_id);
	if (wanted->needs & ROOT && geteuid()) skip("needs root: it makes network namespaces");
	wanted->run();
	tell_time("ended");
}

int main(int count, char **arguments)
{
	if (getenv("HOSTILE_PORT")) return be_hostile();
	if (find_board()) return after_exec(arguments[1]);
	if (count == 2 && !strcmp(arguments[1], "list")) {
		list();
		return 0;
	}
	if (count == 3 && !strcmp(arguments[1], "greet_on")) return greet_on(atoi(arguments[2]));
	if (count >= 3 && !strcmp(arguments[1], "rewrite")) return rewrite(count - 2, arguments + 2);
	for (size_t i = 0; count >= 2 && i < CASES; i++) {
		if (strcmp(arguments[1], cases[i].name)) continue;
		start(&cases[i], arguments[2]);
		return 0;
	}
	fprintf(stderr, "usage: workload list | CASE | serve COUNT | storm COUNT | calls COUNT | tracepoints PID | hostile PORT\n");
	return 2;
}
