/*
 * Processes of known truth: a line of JSON for each, when it has ended, with what wait(2) says of it. It runs itself as
 * the program that they execute: `child CODE ...` returns that code. Static, so that it runs in any guest.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define SELF "/proc/self/exe"
#define THREADS 33
#define USER 4242
#define BUSY_BYTES (64 << 20)

static char folder[64] = "/tmp/processes-XXXXXX";
static char program[128];  /* a copy of this one, under a plain name */
static char setuid_program[128];
static char script[128];
static char hostile_program[128];
static char refused_file[128]; /* that nobody may execute */

#define HOSTILE "we\"ird\\ <&> \xff\x1b[31m\nname"

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void copy_self(int to)
{
	char buffer[65536];
	int from = open(SELF, O_RDONLY | O_CLOEXEC);
	ssize_t bytes;

	if (from < 0)
		die("open " SELF);
	while ((bytes = read(from, buffer, sizeof(buffer))) > 0)
		if (write(to, buffer, bytes) != bytes)
			die("write a copy");
	close(from);
}

static void make_program(char *path, const char *name, mode_t mode)
{
	int to;

	snprintf(path, 128, "%s/%s", folder, name);
	to = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0755);
	if (to < 0)
		die(path);
	copy_self(to);
	close(to);
	if (chmod(path, mode))
		die("chmod");
}

static void make_files(void)
{
	int to;

	if (!mkdtemp(folder) || chmod(folder, 0755))
		die("mkdtemp");
	make_program(program, "program", 0755);
	make_program(setuid_program, "setuid", 04755);
	make_program(hostile_program, HOSTILE, 0755);
	snprintf(script, sizeof(script), "%s/script", folder);
	to = open(script, O_CREAT | O_WRONLY | O_CLOEXEC, 0755);
	dprintf(to, "#!%s child\n", program);
	close(to);
	snprintf(refused_file, sizeof(refused_file), "%s/refused", folder);
	close(open(refused_file, O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
}

static void remove_files(void)
{
	unlink(refused_file);
	unlink(program);
	unlink(setuid_program);
	unlink(hostile_program);
	unlink(script);
	rmdir(folder);
}

/* One of each case: they do not return but in the parent. `tag` is its last argument. */
typedef void begin(char *tag, int index);

static void run(const char *path, const char *code, char *tag)
{
	execl(path, "child", "child", code, tag, NULL);
	_exit(99);
}

static char code_text[8];

static const char *code_of(int index)
{
	snprintf(code_text, sizeof(code_text), "%d", index % 250 + 1);
	return code_text;
}

static void begin_coded(char *tag, int index)
{
	run(program, code_of(index), tag);
}

static void begin_forked(char *tag, int index)
{
	(void)tag, (void)index;
	_exit(7);
}

static void begin_script(char *tag, int index)
{
	(void)index;
	execl(script, "ignored", tag, NULL);
	_exit(99);
}

static void begin_memory(char *tag, int index)
{
	char *words[] = { "child", "child", "0", tag, NULL };
	int memory = memfd_create("hidden", MFD_CLOEXEC);

	(void)index;
	copy_self(memory);
	fexecve(memory, words, environ);
	_exit(99);
}

static void begin_descriptor(char *tag, int index)
{
	char *words[] = { "child", "child", "0", tag, NULL };

	(void)index;
	syscall(SYS_execveat, open(program, O_PATH | O_CLOEXEC), "", words, environ, AT_EMPTY_PATH);
	_exit(99);
}

static void *exec_in_thread(void *tag)
{
	run(program, "0", tag);
	return NULL;
}

static void begin_thread(char *tag, int index)
{
	pthread_t thread;

	(void)index;
	pthread_create(&thread, NULL, exec_in_thread, tag);
	pause();
}

static void begin_killed(char *tag, int index)
{
	(void)tag, (void)index;
	raise(SIGKILL);
}

static void *end_together(void *barrier)
{
	pthread_barrier_wait(barrier);
	return NULL;
}

static void begin_threads(char *tag, int index)
{
	pthread_barrier_t barrier;
	pthread_t thread;

	(void)tag, (void)index;
	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int i = 1; i < THREADS; i++)
		if (pthread_create(&thread, NULL, end_together, &barrier))
			_exit(98);
	pthread_barrier_wait(&barrier);
	pthread_exit(NULL); /* the leader ends among the others */
}

static void begin_setuid(char *tag, int index)
{
	(void)index;
	if (setgid(USER) || setuid(USER))
		_exit(98);
	run(setuid_program, "0", tag);
}

static void begin_hostile(char *tag, int index)
{
	(void)index;
	execl(hostile_program, "child", "child", "3", "a\tb", HOSTILE, "", tag, NULL);
	_exit(99);
}

static void begin_long(char *tag, int index)
{
	static char much[20000];

	(void)index;
	memset(much, 'x', sizeof(much) - 1);
	execl(program, "child", "child", "0", much, tag, NULL);
	_exit(99);
}

/* Three folders of PATH have it not. */
static void look_for(const char *name, const char *code, char *tag, const char *last_folder)
{
	char path[256];

	snprintf(path, sizeof(path), "/none/a:/none/b:/none/c:%s", last_folder);
	setenv("PATH", path, 1);
	execlp(name, "child", "child", code, tag, NULL);
}

static void begin_path(char *tag, int index)
{
	look_for("program", code_of(index), tag, folder);
	_exit(99);
}

static void begin_absent(char *tag, int index)
{
	(void)index;
	look_for("absent", "0", tag, "/none/d");
	_exit(127);
}

/* One is told apart from those that find nothing; what it runs then is another program. */
static void begin_refused(char *tag, int index)
{
	char path[256];

	snprintf(path, sizeof(path), "%s:/none/a:/none/b", folder);
	setenv("PATH", path, 1);
	execlp("refused", "refused", NULL);
	run(program, code_of(index), tag);
}

static void *look_in_thread(void *tag)
{
	look_for("program", "0", tag, folder);
	return NULL;
}

static void begin_searching(char *tag, int index)
{
	pthread_t thread;

	(void)index;
	pthread_create(&thread, NULL, look_in_thread, tag);
	pause();
}

/* Two names, both in vain. */
static void begin_relative(char *tag, int index)
{
	char *words[] = { tag, NULL };

	(void)index;
	syscall(SYS_execveat, AT_FDCWD, "first/" HOSTILE, words, environ, 0);
	execv("second", words);
	_exit(127);
}

static void begin_busy(char *tag, int index)
{
	(void)tag, (void)index;
	if (mmap(NULL, BUSY_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) == MAP_FAILED)
		_exit(98);
	for (volatile long i = 0; i < 100 * 1000 * 1000; i++)
		;
	_exit(0);
}

static const struct kind {
	const char *name;
	int count;
	begin *begin;
} kinds[] = {
	{ "coded", 97, begin_coded },         { "forked", 31, begin_forked },   { "script", 13, begin_script },
	{ "memory", 11, begin_memory },       { "descriptor", 7, begin_descriptor }, { "thread", 5, begin_thread },
	{ "killed", 23, begin_killed },       { "threads", 29, begin_threads }, { "setuid", 3, begin_setuid },
	{ "hostile", 2, begin_hostile },      { "long", 5, begin_long },        { "busy", 1, begin_busy },
	{ "path", 17, begin_path },           { "absent", 19, begin_absent },   { "refused", 6, begin_refused },
	{ "searching", 2, begin_searching },  { "relative", 6, begin_relative },
};

static void tell(const char *name, int pid, int status, const struct rusage *use, const char *tag)
{
	long cpu_us = (use->ru_utime.tv_sec + use->ru_stime.tv_sec) * 1000000L + use->ru_utime.tv_usec + use->ru_stime.tv_usec;

	printf("{\"kind\":\"%s\",\"pid\":%d,\"parent\":%d,\"status\":%d,\"tag\":\"%s\",\"cpu_us\":%ld,\"peak_kb\":%ld}\n", name, pid,
	       getpid(), status, tag, cpu_us, use->ru_maxrss);
}

static void run_one(const struct kind *kind, int index)
{
	struct rusage use;
	char tag[64];
	int pid, status;

	snprintf(tag, sizeof(tag), "%s-%d-%d", kind->name, getpid(), index);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid)
		kind->begin(tag, index);
	if (wait4(pid, &status, 0, &use) != pid)
		die("wait4");
	tell(kind->name, pid, status, &use, tag);
}

/* What root may have, and a setuid program of root therefore gets. */
static unsigned long long bounds(void)
{
	unsigned long long bits = 0;

	for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
		if (prctl(PR_CAPBSET_READ, capability))
			bits |= 1ULL << capability;
	return bits;
}

static void run_all(void)
{
	make_files();
	if (chdir(folder))
		die("chdir");
	printf("{\"folder\":\"%s\",\"pid\":%d,\"session\":%d,\"bounds\":\"%llx\"}\n", folder, getpid(), getsid(0), bounds());
	fflush(stdout);
	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (int index = 0; index < kinds[i].count; index++) {
			run_one(&kinds[i], index);
			fflush(stdout); /* no child may write it again */
		}
	remove_files();
}

/*
 * As fast as it goes: `share` processes one after the other. Lines are written at the end, since a child would write them again, and
 * each by itself: several processes write into one pipe, where a buffer's end within a line would part it.
 */
static void storm_part(int share)
{
	int *pids = calloc(share, sizeof(*pids));
	char tag[64], *words[] = { "child", "child", NULL, tag, NULL };
	int status;

	for (int i = 0; i < share; i++) {
		snprintf(tag, sizeof(tag), "storm-%d-%d", getpid(), i);
		words[2] = (char *)code_of(i);
		if (posix_spawn(&pids[i], program, NULL, NULL, words, environ))
			die("posix_spawn");
		if (waitpid(pids[i], &status, 0) != pids[i] || status != (i % 250 + 1) << 8)
			die("waitpid");
	}
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	for (int i = 0; i < share; i++)
		printf("{\"pid\":%d,\"parent\":%d,\"index\":%d}\n", pids[i], getpid(), i);
}

static void storm(int count, int workers)
{
	make_files();
	for (int i = 0; i < workers; i++)
		if (!fork()) {
			storm_part(count / workers);
			_exit(0);
		}
	for (int i = 0, status; i < workers; i++)
		if (wait(&status) < 0 || status)
			exit(1);
	remove_files();
}

/* Two threads that end at the same moment, each on a processor of its own where there are two; they spin, since one that is woken comes late. */
static void *end_at_once(void *ready)
{
	atomic_fetch_add((atomic_int *)ready, 1);
	while (atomic_load((atomic_int *)ready) < 2)
		;
	syscall(SYS_exit, 0);
	return NULL;
}

static void pairs(int count)
{
	int pid, status;

	printf("{\"pid\":%d}\n", getpid());
	for (int i = 0; i < count; i++) {
		fflush(stdout);
		pid = fork();
		if (pid < 0)
			die("fork");
		if (!pid) {
			atomic_int ready = 0;
			pthread_t thread;

			if (pthread_create(&thread, NULL, end_at_once, &ready))
				_exit(98);
			end_at_once(&ready);
		}
		if (waitpid(pid, &status, 0) != pid || status)
			die("waitpid");
		printf("{\"pid\":%d}\n", pid);
	}
}

int main(int count, char **words)
{
	if (count > 2 && !strcmp(words[1], "child"))
		return atoi(words[2]);
	if (count == 4 && !strcmp(words[1], "storm"))
		storm(atoi(words[2]), atoi(words[3]));
	else if (count == 3 && !strcmp(words[1], "pairs"))
		pairs(atoi(words[2]));
	else
		run_all();
	return 0;
}
