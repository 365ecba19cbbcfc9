// SPDX-License-Identifier: Apache-2.0
// Every case: a function each, listed in workload.c's table.
#pragma once

// connect.c
void connect_blocking(void), connect_nonblocking(void), connect_ipv6(void), connect_mapped(void), accept_mapped(void);
void connect_bound(void), connect_thread(void), connect_threads(void), connect_leader_gone(void), connect_slow(void);
void connect_interrupted(void), connect_again_after_refused(void), connect_again_after_disconnect(void);
void connect_pointless(void), not_tcp(void), connect_and_die(void), connect_same_tuple(void);
void connect_self(void), connect_crossing(void), connect_io_uring(void), connect_any(void), connect_into_time_wait(void);

// rewrite.c
void connect_rewritten(void);
int rewrite(int count, char **arguments); // until its standard input ends

// connect_failed.c
void refused(void), refused_ipv6(void), refused_mapped(void), refused_nonblocking(void), refused_told_twice(void);
void timed_out(void), timed_out_user_timeout(void), unreachable_neighbour(void), unreachable_neighbour6(void);
void unreachable_by_router(void), unreachable_network_by_router(void);
void no_route(void), no_route_io_uring(void), denied(void), no_route6(void), prohibited(void), unreachable_route(void), no_port_left(void);
void reset_while_connecting(void), aborted_by_close(void), aborted_by_kill(void), aborted_by_shutdown(void);
void aborted_by_disconnect(void), no_route_bound(void), multicast(void), tuple_in_use(void), no_route_from_ipv6(void);
void tuple_in_use_again(void), no_route_unread(void), refused_many(void), unreachable_many(void);

// fastopen.c
void fastopen_sendto(void), fastopen_deferred(void), fastopen_no_route(void), fastopen_refused(void);

// mptcp.c
void mptcp_both(void), mptcp_sent_again(void), mptcp_to_tcp(void), tcp_to_mptcp(void), mptcp_refused(void), mptcp_no_route(void);
void mptcp_first_subflow_lost(void), mptcp_two_subflows(void);

// accept.c
void accept_call(void), accept4_call(void), accept_thread(void), accept_nonblocking(void), accept_prefork(void);
void accept_reuseport(void), accept_before_start(void), accept_io_uring(void), accept_reset_in_backlog(void);
void accept_finished_in_backlog(void), never_accepted(void), never_accepted_finished(void), accept_and_pass(void);
void accept_dual_stack(void), accept_by_cookie(void), accept_deferred(void), never_accepted_taken_over(void);

// close.c
void close_by_server(void), half_close_by_client(void), half_close_by_server(void), reset_linger(void), reset_unread(void);
void killed(void), timed_out_established(void), keepalive_lost(void), passed_and_closed(void), child_closes_last(void);
void exec_between(void), closed_simultaneously(void), aborted_by_ss(void), retransmitted(void), write_after_close(void);
void urgent_byte(void), bytes_both_ways(void), bytes_one_way(void), reset_with_fin_first(void);
void closed_without_time_wait(void), write_after_shutdown(void), half_closed_and_reset(void);
void close_crossed_by_data(void), closed_without_patience(void);
void timed_out_rejected(void), closed_with_error_unread(void);
int greet_on(int fd); // exec_between's other program

// repair.c
void restored_client(void), restored_server(void);

// listen.c
void listen_and_close(void), listen_ipv6(void), listen_in_use(void), listen_unbound(void), listen_twice(void);
void listen_again(void), listen_shared(void), listen_killed(void), listen_thread(void);

// existing.c
void existing_connection(void), existing_connection6(void), existing_listener(void), existing_elsewhere(void);
void existing_inherited(void), existing_half_closed(void), existing_in_backlog(void), existing_connecting(void);
void existing_not_tcp(void), existing_title(void), existing_restored(void), existing_restored_server(void);

// owner.c
int after_exec(const char *step); // the program that a case of owner.c has become
void owner_changes(void), owner_memory(void), owner_deleted(void), owner_moved_away(void), owner_unlinked(void);
void owner_effective_user(void), owner_container_v1(void);
void owner_renamed(void), owner_other_user(void), owner_pid_namespace(void), owner_cgroup(void);

void owner_executable_moves(void);

// title.c
void owner_title(void), owner_title_elsewhere(void), owner_long_command_line(void);

// parent.c
void owner_orphan(void), owner_orphan_of_subreaper(void);

// serve.c, storm.c, hostile.c
void serve(void), storm(void), hostile(void);
int be_hostile(void); // the program that hostile makes

// calls.c
void calls(void), tracepoints(void);
