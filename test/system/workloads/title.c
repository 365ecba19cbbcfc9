// SPDX-License-Identifier: Apache-2.0
// Command lines that change while their process runs, in each way that /proc/pid/cmdline follows; and a long one.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

// the bounds of this process's memory, as the kernel has them (proc_pid_stat(5))
static struct prctl_mm_map bounds;

static void read_bounds(void)
{
	FILE *stat = fopen("/proc/self/stat", "r");
	unsigned long fields[52];

	require(stat && fscanf(stat, "%*s %*s %*s") == 0);
	for (int field = 4; field < 52; field++) require(fscanf(stat, "%lu", &fields[field]) == 1);
	fclose(stat);
	bounds = (struct prctl_mm_map){
		.start_code = fields[26], .end_code = fields[27], .start_stack = fields[28], .start_data = fields[45], .end_data = fields[46],
		.start_brk = fields[47], .brk = (unsigned long)sbrk(0), .arg_start = fields[48], .arg_end = fields[49],
		.env_start = fields[50], .env_end = fields[51], .exe_fd = -1,
	};
}

static void find_title(void)
{
	read_bounds();
	for (int i = 0; environ[i]; i++) require(environ[i] = strdup(environ[i])); // a long title overwrites it
}

char *title_memory(void)
{
	if (!bounds.arg_start) find_title();
	return (char *)bounds.arg_start;
}

int title_room(void)
{
	title_memory();
	return bounds.arg_end - bounds.arg_start;
}

// as setproctitle(3) does, with zeros behind it; a longer one than the room goes on in the environment
void set_title(const char *title)
{
	char *at = title_memory();
	size_t room = bounds.env_end - bounds.arg_start;

	require(strlen(title) < room);
	memset(at, 0, room);
	strcpy(at, title);
}

static void change_title_and_greet(void)
{
	char *first = title_memory(), longer[1000] = "worker: ";

	greet_once();
	first[strlen(first) + 1] = 'X'; // within the second argument
	greet_once();
	set_title("worker: job 1");
	greet_once();
	memset(longer + strlen(longer), 'j', title_room());
	set_title(longer);
	greet_once();
	set_title("idle");
	greet_once();
}

static void serve_five_greetings(void)
{
	serve_greetings(5);
}

void owner_title(void)
{
	beside_a_server(serve_five_greetings, change_title_and_greet);
}

// ---- bounds that are moved to other memory
static void move_title(char *to, long size)
{
	read_bounds();
	bounds.arg_start = (unsigned long)to;
	bounds.arg_end = (unsigned long)to + size;
	must(prctl(PR_SET_MM, PR_SET_MM_MAP, &bounds, sizeof bounds, 0));
}

static void greet_with_title_elsewhere(void)
{
	static const char title[] = "moved\0to\0other memory";
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	require(page != MAP_FAILED);
	memcpy(page + 4096 - sizeof title, title, sizeof title); // the next page may not be there
	greet_once();
	move_title(page + 4096 - sizeof title, sizeof title);
	greet_once();
}

static void serve_two_greetings(void)
{
	serve_greetings(2);
}

void owner_title_elsewhere(void)
{
	unsigned int size;

	if (prctl(PR_SET_MM, PR_SET_MM_MAP_SIZE, &size, 0, 0)) skip("a kernel without CONFIG_CHECKPOINT_RESTORE");
	beside_a_server(serve_two_greetings, greet_with_title_elsewhere);
}

// ---- one of which only both ends are told
static void run_with_long_command_line(void)
{
	static char line[3000] = "java -cp ";

	while (strlen(line) < sizeof line - 50) sprintf(line + strlen(line), "/opt/lib/library-%04zu.jar:", strlen(line));
	go_on_as(must(open("/proc/self/exe", O_RDONLY)), line, "com.example.Main");
}

void owner_long_command_line(void)
{
	beside_a_server(serve_one_greeting, run_with_long_command_line);
}
