// SPDX-License-Identifier: Apache-2.0
// Connects whose address and port a cgroup's program exchanges, as service meshes and Kubernetes' proxies do.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

// What asks for that port, whatever the address, gets this address (of the same family) and port.
struct exchange {
	int from_port;
	struct address to;
};

#define PER_EXCHANGE 11
#define LOAD(to, field) { .code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = to, .src_reg = 1, .off = offsetof(struct bpf_sock_addr, field) }
#define STORE(field, more, from) { .code = BPF_STX | BPF_MEM | BPF_W, .dst_reg = 1, .src_reg = from, .off = offsetof(struct bpf_sock_addr, field) + (more) }
#define SET(to, value) { .code = BPF_ALU | BPF_MOV | BPF_K, .dst_reg = to, .imm = (int)(value) }

// of 32-bit words: the address's, then the port
static int exchange_words(struct bpf_insn *to, const struct exchange *exchange)
{
	const struct sockaddr_in6 *v6 = (const void *)&exchange->to.storage;
	const struct sockaddr_in *v4 = (const void *)&exchange->to.storage;
	int length = 0, words = v4->sin_family == AF_INET6 ? 4 : 1;

	to[length++] = (struct bpf_insn){ .code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = 2, .imm = htons(exchange->from_port), .off = 2 * words + 2 };
	for (int word = 0; word < words; word++) {
		to[length++] = (struct bpf_insn)SET(3, words == 1 ? v4->sin_addr.s_addr : v6->sin6_addr.s6_addr32[word]);
		to[length++] = words == 1 ? (struct bpf_insn)STORE(user_ip4, 0, 3) : (struct bpf_insn)STORE(user_ip6, 4 * word, 3);
	}
	to[length++] = (struct bpf_insn)SET(3, v4->sin_port);
	to[length++] = (struct bpf_insn)STORE(user_port, 0, 3);
	return length;
}

static int bpf(int command, union bpf_attr *attributes)
{
	return must(syscall(SYS_bpf, command, attributes, sizeof *attributes));
}

// lives as long as this process
static void attach(int group, int family, int type, const struct exchange *exchanges, int count)
{
	struct bpf_insn code[3 + PER_EXCHANGE * count];
	int length = 0, program;

	code[length++] = (struct bpf_insn)LOAD(2, user_port);
	for (int i = 0; i < count; i++)
		if (exchanges[i].to.storage.ss_family == family) length += exchange_words(code + length, &exchanges[i]);
	code[length++] = (struct bpf_insn)SET(0, 1);
	code[length++] = (struct bpf_insn){ .code = BPF_JMP | BPF_EXIT };
	program = bpf(BPF_PROG_LOAD, &(union bpf_attr){ .prog_type = BPF_PROG_TYPE_CGROUP_SOCK_ADDR, .expected_attach_type = type,
		      .insns = (uintptr_t)code, .insn_cnt = length, .license = (uintptr_t)"GPL" });
	bpf(BPF_LINK_CREATE, &(union bpf_attr){ .link_create = { .prog_fd = program, .target_fd = group, .attach_type = type } });
}

static void exchange(const char *group, const struct exchange *exchanges, int count)
{
	int fd = must(open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC));

	attach(fd, AF_INET, BPF_CGROUP_INET4_CONNECT, exchanges, count);
	attach(fd, AF_INET6, BPF_CGROUP_INET6_CONNECT, exchanges, count);
	close(fd);
}

// workload rewrite GROUP [PORT ADDRESS PORT]...  prints a line when it does, and does until its input ends
int rewrite(int count, char **arguments)
{
	struct exchange exchanges[count / 3 + 1];
	char byte;

	for (int i = 0; i < count / 3; i++) {
		char **one = arguments + 1 + 3 * i;

		exchanges[i] = (struct exchange){ atoi(one[0]), address_of(one[1], atoi(one[2])) };
	}
	exchange(arguments[0], exchanges, count / 3);
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0);
	return 0;
}

#define ASKED_PORT 9

static void connect_to_another(void)
{
	bool is_ipv4 = board->address.storage.ss_family == AF_INET;
	struct exchange here = { ASKED_PORT, board->address };
	struct address asked = address_of(is_ipv4 ? "192.0.2.1" : "2001:db8::1", ASKED_PORT); // of the documentation: nobody has it

	exchange(own_group(), &here, 1);
	client_greets_and_closes(connect_to(&asked));
}

static void serve_ipv4(void)
{
	serve_one_greeting();
}

static void serve_ipv6(void)
{
	struct listener listener = listen_on("::1");

	board->address = listener.address;
	reach(GO_AHEAD);
	server_greets(accept_from(&listener));
	close_listener(&listener);
}

static void connect_in_a_group(void)
{
	join_own_group();
	connect_to_another();
}

void connect_rewritten(void)
{
	make_own_group();
	beside_a_server(serve_ipv4, connect_in_a_group);
	board->step = 0;
	beside_a_server(serve_ipv6, connect_in_a_group);
	remove_own_group();
}
