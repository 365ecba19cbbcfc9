// SPDX-License-Identifier: Apache-2.0
// The vocabulary of a workload: TCP traffic of which every end's owner, tuple, outcome, bytes and times are known.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#define MAX_CONNECTIONS 256
#define UNKNOWN -1 // a number that the workload cannot know

// ---- process.c: who does something, told by /proc
struct birth { // what its process_guid is made of
	unsigned long pid_namespace; // 0: may not be looked at
	unsigned long ticks; // since boot
	int ns_pid;
};

struct owner {
	struct birth birth, parent_birth;
	int process_id, thread_id, ns_process_id, parent_process_id;
	bool fork_unseen; // it was before the tracer's start
	uint32_t user_id, real_user_id, login_user_id;
	unsigned long netns;
	char process_name[16], parent_process_name[16];
	char process_path[256], process[4200], cgroups[2048];
};

struct owner current_owner(void);
void remember_parent(void); // that of now stays, whatever becomes of it
void began_before_the_tracer(void);
int read_file(const char *path, char *text, int size); // its length; 0 of none
double now(void); // seconds since 1970
void nap(double seconds);
double patience(double seconds); // more by the factor WORKLOAD_PATIENCE, where the processor is slow
void let_settle(double seconds); // for what others do meanwhile, with patience

pid_t spawn(void (*work)(void)); // a child of the case; its TCP events are all expected ones
void join(pid_t child); // its success is required
void kill_and_join(pid_t child);
void wait_for_tracer(void); // what came before existed before the tracer's start

// ---- truth.c: what is printed, one JSON object a line
struct address {
	struct sockaddr_storage storage;
	socklen_t size; // 0: not known
};

struct connection {
	int fd;
	bool told, inbound, mptcp, established, existing;
	bool restored; // by TCP_REPAIR
	bool any_mptcp; // an MPTCP socket that fell back to TCP
	bool never_accepted;
	bool was_in_backlog, was_connecting; // when the tracer started
	bool any_source; // the source exists, but the program never saw its port
	bool unknown_source; // the event may tell a source or not
	bool by_ring; // asked for through io_uring, which no tracepoint of system calls shows
	struct owner owner;
	struct address source, destination;
	const char *direction; // where it is not what inbound says
	const char *outcome, *reason, *attribution; // alternatives are separated by |
	int error; // errno of a failed attempt; UNKNOWN: not looked at
	long long sent, received; // payload, as this end sees it
	long long sent_before, received_before; // of that, before the tracer's start
	long long unacknowledged; // of what was sent, what the peer never acknowledged
	int retransmits;
	double before, opened; // around the call that opened it
	double closing, closed; // around what closed it
	double handshake_min, handshake_max; // 0: not known
};

struct listener {
	int fd;
	bool existing;
	struct owner owner;
	struct address address;
	double before, opened, closing, closed;
};

void tell_connection(struct connection *connection);
void tell_listener(const struct listener *listener);
void tell_process(int process_id); // in scope: what it does beyond the truth is an error
void tell_endpoint(const struct address *address); // likewise the ownerless events of this listener's address
void tell_time(const char *kind); // began, ended
void tell_reason(const char *kind, const char *reason); // skip, died
void skip(const char *reason) __attribute__((noreturn));

// ---- socket.c: the traffic
struct address address_of(const char *text, int port);
int port_of(const struct address *address);
int new_socket(const struct address *like);
void bind_to(int fd, const struct address *address);
struct address name_of_socket(int fd);
struct address name_of_peer(int fd);

struct listener listen_on(const char *text);
struct listener listen_at(int fd, int backlog); // fd is bound
void close_listener(struct listener *listener);

struct connection *new_connection(void); // in shared memory: who survives can tell it
struct connection *begin_connect(int fd, const struct address *to); // owner and time are taken here
struct connection *connect_fd(int fd, const struct address *to); // must succeed
struct connection *connect_to(const struct address *to);
struct connection *failed_connect(int fd, const struct address *to, int error, const char *outcome);
struct connection *accept_from(const struct listener *listener);
void opened(struct connection *connection); // both names are read from the socket

void give(struct connection *connection, long long bytes);
void take(struct connection *connection, long long bytes);
void take_end(struct connection *connection); // whatever comes, up to the peer's FIN
void await_unacknowledged_settled(struct connection *connection);
void await_acknowledged(struct connection *connection);
void await_state(struct connection *connection, int state); // TCP_CLOSE and so on
void note_retransmits(struct connection *connection);
void await_reset(struct connection *connection);
int await_failure(struct connection *connection); // its errno
void close_connection(struct connection *connection, const char *reason); // and tell
void reset_connection(struct connection *connection); // linger 0, and tell
int pending_error(int fd);

// ---- repair.c
struct connection *take_over(struct connection *old); // in a new socket; the old one is over, and its end still to be told

// ---- board.c: what the processes of a case share, and how they take turns
#define GO_AHEAD 100 // steps of a case's own are numbered from here

struct board {
	int step, ready, connection_count;
	bool is_traced; // the tracer has started, or had before
	struct address address;
	struct connection connections[MAX_CONNECTIONS];
	struct listener listener;
	long argument;
};

extern struct board *board;
extern const char *case_name;

void make_board(void);
void go_on_as(int program, const char *name, const char *step); // execs; the board stays
bool find_board(void); // whether we are what go_on_as made
void reach(int step);
void await(int step);

// One connection between two processes; each end's part is a function of the case.
typedef void end_fn(struct connection *connection);
void talk(const char *address, end_fn *client, end_fn *server);
void talk_to(const char *listen_address, const char *connect_address, end_fn *client, end_fn *server);
void talk_sockets(int (*make)(const struct address *like), const char *address, end_fn *client, end_fn *server);
void serve_greetings(int count);
void greet_once(void); // to board->address
void serve_one_greeting(void);
void beside_a_server(void (*serve)(void), void (*work)(void)); // the server reaches GO_AHEAD when it listens
void tell_for_the_dead(void); // the connections that nobody has told
void client_greets_and_closes(struct connection *connection);
void server_greets(struct connection *connection);

// ---- title.c: one's own command line, written anew in its place
void set_title(const char *title);
int title_room(void); // bytes of the command line, without the environment behind it
char *title_memory(void);

// ---- passing.c: descriptors over a Unix socket
void send_descriptor(int channel, int fd);
int receive_descriptor(int channel);

// ---- network.c: network namespaces of the test's own
#define NEAR_ADDRESS "10.77.0.1"
#define FAR_ADDRESS "10.77.0.2"
#define NEAR_ADDRESS6 "fd77::1"
#define FAR_ADDRESS6 "fd77::2"

struct cable {
	int near, far; // namespaces at the two ends of a veth pair
};

void enter_new_namespace(void);
void enter(int namespace);
struct cable lay_cable(void); // the caller stays at the near end
void cut(const struct cable *cable, int from); // what is sent from this end is lost
void mend(const struct cable *cable, int from);
void run(const char *format, ...) __attribute__((format(printf, 1, 2)));
void set(const char *path, const char *value); // a file of /proc/sys

// ---- group.c: a control group of the case's own (v2), for what forks after it is made
void make_own_group(void);
const char *own_group(void); // its folder
void join_own_group(void);
void remove_own_group(void);

// ---- the end of everything that is not expected
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
#define must(expression) ({ \
	long must_result_ = (expression); \
	if (must_result_ < 0) die("%s:%d: %s: %m", __FILE__, __LINE__, #expression); \
	must_result_; })
#define require(condition) do { if (!(condition)) die("%s:%d: not so: %s", __FILE__, __LINE__, #condition); } while (0)
