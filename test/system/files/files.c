/*
 * Opens of files of every kind, so many times each: a line of JSON a kind says what was opened and how, by the kernel's own
 * word for the path (/proc/self/fd), in hexadecimal digits. As root, in a folder of its own:
 *
 *     files FOLDER
 *     files storm FOLDER THREADS COUNT   each thread opens a file of its own so often
 *     files renames FOLDER THREADS COUNT   or renames one there and back
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static char folder[512];
static bool only_ring; /* the next line is of opens by io_uring */

static void die(const char *what)
{
	fprintf(stderr, "files: %s: %s\n", what, strerror(errno));
	exit(1);
}

static char *in(const char *name)
{
	static char paths[8][4096];
	static int turn;
	char *path = paths[turn++ & 7];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static void print_hex(const char *text)
{
	for (; *text; text++)
		printf("%02x", (unsigned char)*text);
}

static void print_line(const char *kind, const char *event, int flags, const char *path, int count, int error)
{
	printf("{\"kind\":\"%s\",\"event\":\"%s\",\"flags\":%d,\"error\":%d,\"count\":%d,\"pid\":%d,\"ring\":%s,\"path\":\"", kind,
	       event, flags, error, count, getpid(), only_ring ? "true" : "false");
	print_hex(path);
	printf("\"}\n");
	fflush(stdout);
}

/*
 * Of a change: its path, what it was asked for as (a link on the way is not followed in that), and of a rename both of the old one. how:
 * what there is beside it: folder, exchanged, same (two names of one file: nothing is changed, and functions do not show it), early or
 * early_folder (refused where functions do not show it), or nothing.
 */
static void print_change(const char *kind, const char *event, const char *how, const char *const paths[4], int count, int error)
{
	printf("{\"kind\":\"%s\",\"event\":\"%s\",\"how\":\"%s\",\"flags\":0,\"error\":%d,\"count\":%d,\"pid\":%d,\"ring\":false,\"path\":\"",
	       kind, event, how, error, count, getpid());
	print_hex(paths[0]);
	printf("\",\"asked\":\"");
	print_hex(paths[1]);
	printf("\",\"old\":\"");
	print_hex(paths[2]);
	printf("\",\"oldAsked\":\"");
	print_hex(paths[3]);
	printf("\"}\n");
	fflush(stdout);
}

static void say_gone(const char *kind, const char *how, const char *path, const char *asked, int count, int error)
{
	print_change(kind, "delete", how, (const char *const[]){ path, asked, "", "" }, count, error);
}

/* As the kernel has it. */
static const char *path_of(int fd)
{
	static char path[4096];
	char link[64];
	long length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, sizeof(path) - 1);
	if (length < 0)
		die(link);
	path[length] = 0;
	return path;
}

static void say_open(const char *kind, const char *event, int flags, int fd, int count)
{
	print_line(kind, event, flags, path_of(fd), count, 0);
}

enum { PLAIN = 0, CREATED = 1, SILENT = 2 };

/* Opens it so often. `how`: CREATED: each time anew; SILENT: no event is to come of it. */
static void opens(const char *kind, int at, const char *name, int flags, int count, int how)
{
	for (int i = 0; i < count; i++) {
		int fd = openat(at, name, flags, 0640);

		if (fd < 0)
			die(kind);
		if (i == count - 1)
			say_open(kind, how == SILENT ? "none" : how == CREATED ? "created" : "open", flags, fd, count);
		if (i == count - 1 && how == CREATED && count > 1)
			say_gone(kind, "", path_of(fd), path_of(fd), count - 1, 0);
		close(fd);
		if (how == CREATED && i < count - 1)
			unlinkat(at, name, 0);
	}
}

/* meant: the same from `folder` on, or from the root on. */
static void refusals_of(const char *kind, const char *name, const char *meant, int flags, int count)
{
	int error = 0;

	for (int i = 0; i < count; i++) {
		int fd = open(name, flags, 0640);

		if (fd >= 0)
			close(fd);
		error = fd < 0 ? errno : 0;
	}
	print_line(kind, "refused", flags, meant, count, error);
}

static void refusals_in_root(const char *kind, const char *name, const char *meant, int count)
{
	struct open_how how = { .flags = O_RDONLY, .resolve = RESOLVE_IN_ROOT };
	int at = open(".", O_PATH | O_DIRECTORY);

	for (int i = 0; i < count; i++)
		if (syscall(SYS_openat2, at, name, &how, sizeof(how)) != -1 || errno != EACCES)
			die(kind);
	print_line(kind, "refused", O_RDONLY, meant, count, EACCES);
	close(at);
}

static void refusals(const char *kind, const char *name, int flags, int count)
{
	refusals_of(kind, name, name, flags, count);
}

/* Of what no system call opens, no event is to come. */
static void execs(const char *kind, const char *name, int count, int error)
{
	for (int i = 0; i < count; i++) {
		pid_t child = fork();
		int status;

		if (!child) {
			char *const none[] = { NULL };

			execve(name, none, none);
			_exit(errno);
		}
		if (waitpid(child, &status, 0) < 0 || WEXITSTATUS(status) != error)
			die(kind);
	}
	print_line(kind, "none", O_RDONLY, name, count, error);
}

static void put(const char *name, mode_t mode)
{
	int fd = open(name, O_CREAT | O_RDWR | O_TRUNC, mode);

	if (fd < 0)
		die(name);
	close(fd);
	chmod(name, mode);
	print_line("put", "created", O_RDWR, name, 1, 0);
}

static void in_child(void (*work)(void))
{
	pid_t child = fork();
	int status;

	if (!child) {
		work();
		exit(0);
	}
	if (waitpid(child, &status, 0) < 0 || status)
		die("child");
}

static void by_paths(void)
{
	int at = open(folder, O_PATH | O_DIRECTORY);
	char hostile[] = "we\"ird <&>\\\n\x1b[31m\xff", longest[256];

	opens("created", AT_FDCWD, in("new"), O_CREAT | O_WRONLY, 97, CREATED);
	opens("there", AT_FDCWD, in("new"), O_CREAT | O_WRONLY, 7, PLAIN);
	opens("dirfd", at, "new", O_RDWR, 13, PLAIN);
	opens("truncated", at, "new", O_WRONLY | O_TRUNC, 17, PLAIN);
	opens("read_truncated", at, "new", O_RDONLY | O_TRUNC, 3, PLAIN);
	if (chdir(folder))
		die("chdir");
	opens("append", AT_FDCWD, "./new", O_WRONLY | O_APPEND, 31, PLAIN);
	if (symlink("new", "link") || mkdir("deep", 0755) || symlink("deep/..", "up"))
		die("symlink");
	opens("link", AT_FDCWD, in("link"), O_WRONLY, 11, PLAIN);
	opens("folder_link", AT_FDCWD, "deep/../up/deep/../new", O_WRONLY, 5, PLAIN);
	if (link("new", "other"))
		die("link");
	opens("hard_link", AT_FDCWD, "other", O_WRONLY, 5, PLAIN);
	opens("hostile", AT_FDCWD, hostile, O_CREAT | O_WRONLY, 7, CREATED);
	memset(longest, 'n', 255);
	longest[255] = 0;
	opens("longest", AT_FDCWD, longest, O_CREAT | O_WRONLY, 3, CREATED);
	opens("unnamed", AT_FDCWD, folder, O_TMPFILE | O_RDWR, 1, CREATED);
	opens("read", AT_FDCWD, "new", O_RDONLY, 101, SILENT);
	opens("path", AT_FDCWD, "new", O_PATH, 3, SILENT);
	opens("folder", AT_FDCWD, folder, O_RDONLY | O_DIRECTORY, 3, SILENT);
	opens("null", AT_FDCWD, "/dev/null", O_WRONLY, 41, SILENT);
	opens("proc", AT_FDCWD, "/proc/self/oom_score_adj", O_WRONLY, 7, SILENT);
	close(at);
}

static void by_calls(void)
{
	struct open_how how = { .flags = O_WRONLY };
	int fd = -1;

	for (int i = 0; i < 5; i++) {
		fd = syscall(SYS_open, in("new"), O_WRONLY);
		if (i < 4)
			close(fd);
	}
	say_open("open", "open", O_WRONLY, fd, 5);
	close(fd);
	for (int i = 0; i < 3; i++) {
		fd = syscall(SYS_creat, in("new"), 0600);
		if (i < 2)
			close(fd);
	}
	say_open("creat", "open", O_WRONLY | O_CREAT | O_TRUNC, fd, 3);
	close(fd);
	for (int i = 0; i < 11; i++) {
		fd = syscall(SYS_openat2, AT_FDCWD, in("new"), &how, sizeof(how));
		if (i < 10)
			close(fd);
	}
	say_open("openat2", "open", O_WRONLY, fd, 11);
	close(fd);
}

/* Reads of what the settings watch by default: by path, by the last names, by the folder, by how it ends. */
static void watched(void)
{
	put(in("xkey.pem"), 0644);
	put(in("xpem"), 0644);
	if (mkdir(in(".aws"), 0755) || mkdir(in(".azure"), 0755) || mkdir(in(".azure/below"), 0755) || mkdir(in("aws"), 0755))
		die("mkdir");
	put(in(".aws/credentials"), 0644);
	put(in("aws/credentials"), 0644);
	put(in(".azure/any"), 0644);
	put(in(".azure/below/any"), 0644);
	put(in("authorized_keys"), 0644);
	put(in("xauthorized_keys"), 0644);
	opens("ending", AT_FDCWD, in("xkey.pem"), O_RDONLY, 23, PLAIN);
	opens("no_ending", AT_FDCWD, in("xpem"), O_RDONLY, 3, SILENT);
	opens("names", AT_FDCWD, in(".aws/credentials"), O_RDONLY, 29, PLAIN);
	opens("other_names", AT_FDCWD, in("aws/credentials"), O_RDONLY, 3, SILENT);
	opens("in_folder", AT_FDCWD, in(".azure/any"), O_RDONLY, 19, PLAIN);
	opens("below_folder", AT_FDCWD, in(".azure/below/any"), O_RDONLY, 3, SILENT);
	opens("name", AT_FDCWD, in("authorized_keys"), O_RDONLY, 5, PLAIN);
	opens("other_name", AT_FDCWD, in("xauthorized_keys"), O_RDONLY, 5, SILENT);
}

static void make(const char *name, bool is_folder)
{
	if (is_folder ? mkdir(name, 0755) : mknod(name, S_IFREG | 0640, 0))
		die(name);
}

/* There and back, so often each. meant: the same paths without links. */
static void renames(const char *kind, const char *how, const char *old, const char *new, const char *const meant[2], int count)
{
	bool is_folder = !strcmp(how, "folder");
	int flags = !strcmp(how, "exchanged") ? RENAME_EXCHANGE : 0;

	make(old, is_folder);
	if (flags)
		make(new, false);
	for (int i = 0; i < count; i++)
		if (renameat2(AT_FDCWD, old, AT_FDCWD, new, flags) || (is_folder ? rename(new, old) : renameat2(AT_FDCWD, new, AT_FDCWD, old, flags)))
			die(kind);
	print_change(kind, "rename", how, (const char *const[]){ meant[1], new, meant[0], old }, count, 0);
	print_change(kind, "rename", how, (const char *const[]){ meant[0], old, meant[1], new }, count, 0);
	if ((is_folder ? rmdir(old) : unlink(old)) || (flags && unlink(new)))
		die(kind);
	if (flags)
		say_gone(kind, "", meant[1], new, 1, 0);
	say_gone(kind, is_folder ? "folder" : "", meant[0], old, 1, 0);
}

static void removals(const char *kind, const char *how, const char *name, const char *meant, int count)
{
	bool is_folder = !strcmp(how, "folder");

	for (int i = 0; i < count; i++) {
		make(name, is_folder);
		if (i % 2 ? unlinkat(AT_FDCWD, name, is_folder ? AT_REMOVEDIR : 0) : is_folder ? rmdir(name) : unlink(name))
			die(kind);
	}
	if (strcmp(how, "none"))
		say_gone(kind, how, meant, name, count, 0);
}

static void changes(void)
{
	char dirty[600], *const hostile = "ol\"d <&>\n\x1b\xff";
	int at = open(folder, O_PATH | O_DIRECTORY);

	if (chdir(folder))
		die("chdir");
	snprintf(dirty, sizeof(dirty), "/.//%s/./deep//y", folder);
	renames("rename", "", in("r-a"), in("r-b"), (const char *const[]){ in("r-a"), in("r-b") }, 13);
	renames("rename_relative", "", "r-c", "deep/r-d", (const char *const[]){ in("r-c"), in("deep/r-d") }, 7);
	renames("rename_by_link", "", "up/r-e", in("up/r-f"), (const char *const[]){ in("r-e"), in("r-f") }, 5);
	renames("rename_folder", "folder", "f-a", "deep/f-b", (const char *const[]){ in("f-a"), in("deep/f-b") }, 3);
	renames("exchange", "exchanged", "e-a", "e-b", (const char *const[]){ in("e-a"), in("e-b") }, 3);
	renames("rename_hostile", "", hostile, "r-g", (const char *const[]){ in(hostile), in("r-g") }, 3);
	make("over-a", false);
	make("over-b", false);
	if (syscall(SYS_renameat, at, "over-a", AT_FDCWD, "over-b"))
		die("over");
	print_change("rename_over", "rename", "", (const char *const[]){ in("over-b"), "over-b", in("over-a"), "over-a" }, 1, 0);
	make("same-a", false);
	if (link("same-a", "same-b"))
		die("link");
	for (int i = 0; i < 3; i++)
		if (rename("same-a", "same-b"))
			die("same");
	print_change("rename_same", "rename", "same", (const char *const[]){ in("same-b"), "same-b", in("same-a"), "same-a" }, 3, 0);
	if (unlink("same-a") || unlink("same-b"))
		die("same is there no more");
	say_gone("same", "", in("same-a"), "same-a", 1, 0);
	say_gone("same", "", in("same-b"), "same-b", 1, 0);
	removals("unlink", "", in("u-a"), in("u-a"), 31);
	removals("unlink_relative", "", "./deep/../u-b", in("u-b"), 11);
	removals("unlink_by_link", "", "up/u-c", in("u-c"), 5);
	removals("unlink_dirty", "", dirty, in("deep/y"), 3);
	removals("rmdir", "folder", "d-a", in("d-a"), 17);
	removals("rmdir_slash", "folder", "deep/d-b/", in("deep/d-b"), 3);
	removals("unlink_silent", "none", "/dev/shm-files-u", "/dev/shm-files-u", 7);
	if (symlink("nowhere", "s-a") || unlink("s-a"))
		die("symlink");
	say_gone("unlink_link", "", in("s-a"), "s-a", 1, 0);
	if (unlink("nothing_here") != -1 || errno != ENOENT || rmdir(folder) != -1 || errno != ENOTEMPTY)
		die("missing");
	close(at);
}

static void changes_refused(const char *kind, const char *how, int result, const char *name, int error)
{
	if (result != -1 || errno != error)
		die(kind);
	say_gone(kind, how, in(name), name, 1, error);
}

static void changes_as_nobody(void)
{
	if (chdir(folder) || setgid(NOBODY) || setuid(NOBODY))
		die("nobody");
	for (int i = 0; i < 5; i++)
		changes_refused("unlink_denied", "", unlink("secret"), "secret", EACCES);
	for (int i = 0; i < 3; i++)
		changes_refused("rmdir_denied", "early_folder", rmdir("closed"), "closed", EACCES);
	changes_refused("unlink_on_the_way", "early", unlink("closed/x"), "closed/x", EACCES);
	for (int i = 0; i < 7; i++)
		if (rename("secret", "public") != -1 || errno != EACCES)
			die("rename");
	print_change("rename_denied", "rename", "", (const char *const[]){ in("public"), "public", in("secret"), "secret" }, 7, EACCES);
}

static void as_nobody(void)
{
	char odd[1200];

	if (chdir(folder) || setgid(NOBODY) || setuid(NOBODY))
		die("nobody");
	refusals("denied", "secret", O_RDONLY, 37);
	refusals("denied_write", in("xkey.pem"), O_RDWR, 3);
	refusals("denied_folder", "closed/../closed/x", O_WRONLY | O_CREAT, 5);
	refusals("not_owner", in("xkey.pem"), O_RDONLY | O_NOATIME, 7);
	refusals("loop", "link", O_RDONLY | O_NOFOLLOW, 3);
	refusals("missing", "nothing_here", O_RDONLY, 211);
	refusals("of_process", "/proc/1/environ", O_RDONLY, 11);
	refusals("up_from_proc", "/proc/../etc/shadow", O_RDONLY, 5);
	refusals("folder_of_process", "/proc/1/fd/", O_RDONLY, 3);
	snprintf(odd, sizeof(odd), "/proc/self/root%s/secret", folder);
	refusals("root_of_process", odd, O_RDONLY, 7);
	refusals("cwd_of_process", "/proc/self//cwd/./secret", O_RDONLY, 3);
	snprintf(odd, sizeof(odd), "//%s/.//secret", folder);
	refusals("odd", odd, O_RDONLY, 5);
	refusals("up", "deep/../secret", O_RDONLY, 3);
	snprintf(odd, sizeof(odd), "/proc/%0*d/..%s/secret", 520, 0, folder);
	for (char *at = odd + 6; *at == '0'; at++)
		*at = (at - odd) % 2 ? '/' : '.';
	refusals("long", odd, O_RDONLY, 3);
	refusals_in_root("in_root", "/secret", "secret", 3);
	if (chdir("deep"))
		die("deep");
	refusals_of("up_from_folder", ".././secret", "secret", O_RDONLY, 3);
	if (chdir(".."))
		die("up");
	execs("exec_denied", "secret", 5, EACCES);
}

static void refused(void)
{
	char self[512] = {};

	put(in("secret"), 0600);
	if (mkdir(in("closed"), 0700) || readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		die("closed");
	in_child(as_nobody);
	in_child(changes_as_nobody);
	put(in("exec.key"), 0755);
	execs("exec_watched", in("exec.key"), 7, ENOEXEC);
	refusals("busy", self, O_WRONLY, 3);
}

/* In a mount namespace of its own. */
static void mounts(void)
{
	char options[2048];

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		die("unshare");
	mkdir(in("bound"), 0755);
	mkdir(in("from"), 0755);
	put(in("from/bound"), 0644);
	if (mount(in("from"), in("bound"), NULL, MS_BIND, NULL))
		die("bind");
	opens("bind", AT_FDCWD, in("bound/bound"), O_WRONLY, 5, PLAIN);
	removals("unlink_bind", "", in("bound/u"), in("bound/u"), 5);
	renames("rename_bind", "", in("bound/a"), in("bound/b"), (const char *const[]){ in("bound/a"), in("bound/b") }, 3);
	mkdir(in("fresh"), 0755);
	if (mount("none", in("fresh"), "tmpfs", 0, NULL))
		die("tmpfs");
	opens("other_mount", AT_FDCWD, in("fresh/x"), O_CREAT | O_WRONLY, 3, CREATED);
	opens("watched_in_root", AT_FDCWD, in("fresh/ykey.pem"), O_CREAT | O_WRONLY, 1, CREATED);
	opens("unwatched_in_root", AT_FDCWD, in("fresh/x"), O_RDONLY, 3, SILENT);
	opens("read_in_root", AT_FDCWD, in("fresh/ykey.pem"), O_RDONLY, 3, PLAIN);
	if (mount(NULL, in("fresh"), NULL, MS_REMOUNT | MS_RDONLY, NULL))
		die("remount");
	refusals("read_only", in("fresh/x"), O_WRONLY, 5);
	changes_refused("unlink_read_only", "early", unlink(in("fresh/x")), "fresh/x", EROFS);
	if (mkdir(in("lower"), 0755) || mkdir(in("upper"), 0755) || mkdir(in("work"), 0755) || mkdir(in("over"), 0755))
		die("overlay folders");
	put(in("lower/below"), 0644);
	snprintf(options, sizeof(options), "lowerdir=%s,upperdir=%s,workdir=%s", in("lower"), in("upper"), in("work"));
	if (mount("none", in("over"), "overlay", 0, options))
		return; /* not in every guest, nor over every file system */
	opens("overlay", AT_FDCWD, in("over/new"), O_CREAT | O_RDWR, 1, CREATED);
	removals("unlink_before_copy", "", in("u-d"), in("u-d"), 1); /* of the file system of the upper layer, to which it is copied then */
	opens("overlay_copy", AT_FDCWD, in("over/below"), O_RDWR, 1, PLAIN);
	opens("overlay_again", AT_FDCWD, in("over/new"), O_RDWR, 3, PLAIN);
	removals("unlink_overlay", "", in("over/u"), in("over/u"), 5);
	removals("rmdir_overlay", "folder", in("over/d"), in("over/d"), 3);
	renames("rename_overlay", "", in("over/a"), in("over/b"), (const char *const[]){ in("over/a"), in("over/b") }, 3);
}

/* The path is that of the mount namespace, which this process cannot see. */
static void jailed(void)
{
	int fd = -1;

	if (chroot(in("deep")) || chdir("/"))
		die("chroot");
	for (int i = 0; i < 3; i++) {
		fd = open("/x", O_CREAT | O_WRONLY, 0600);
		close(fd);
		if (i < 2)
			unlink("/x");
	}
	say_gone("chroot", "", in("deep/x"), in("deep/x"), 2, 0);
	print_line("chroot", "created", O_WRONLY | O_CREAT, in("deep/x"), 3, 0);
	if (symlink("x", "/loop"))
		die("loop");
	for (int i = 0; i < 3; i++)
		if (open("/loop", O_RDONLY | O_NOFOLLOW) >= 0)
			die("loop");
	print_line("chroot_loop", "refused", O_RDONLY, in("deep/loop"), 3, ELOOP);
}

static void deep(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s", folder);
	for (int i = 0; i < 20; i++) {
		strcat(path, "/folder");
		if (mkdir(path, 0755))
			die("deep");
	}
	strcat(path, "/x");
	opens("deep", AT_FDCWD, path, O_CREAT | O_WRONLY, 3, CREATED);
}

static void *open_in_thread(void *argument)
{
	char name[64];

	snprintf(name, sizeof(name), "thread-%ld", (long)argument);
	opens("thread", AT_FDCWD, in(name), O_CREAT | O_WRONLY, 53, CREATED);
	return NULL;
}

static void threads(void)
{
	for (long i = 0; i < 5; i++) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, open_in_thread, (void *)i) || pthread_join(thread, NULL))
			die("thread");
	}
}

/* One open a submission, through the rings of a new io_uring. */
static void by_ring(void)
{
	struct io_uring_params params = {};
	int ring = syscall(SYS_io_uring_setup, 4, &params), fd = -1;
	char *submitted, *completed;
	struct io_uring_sqe *entries;

	if (ring < 0)
		return; /* may be turned off */
	submitted = mmap(NULL, params.sq_off.array + 4 * sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	completed = mmap(NULL, params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
	entries = mmap(NULL, params.sq_entries * sizeof(*entries), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
	if (submitted == MAP_FAILED || completed == MAP_FAILED || entries == MAP_FAILED)
		die("rings");
	for (unsigned int i = 0; i < 5; i++) {
		struct io_uring_sqe entry = { .opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (unsigned long)in("new"), .open_flags = O_WRONLY };
		struct io_uring_cqe *done = (void *)(completed + params.cq_off.cqes);

		entry.flags = i == 4 ? IOSQE_ASYNC : 0;
		entries[0] = entry;
		((unsigned int *)(submitted + params.sq_off.array))[i % params.sq_entries] = 0;
		__atomic_store_n((unsigned int *)(submitted + params.sq_off.tail), i + 1, __ATOMIC_RELEASE);
		if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
			die("io_uring_enter");
		fd = done[i % params.cq_entries].res;
		__atomic_store_n((unsigned int *)(completed + params.cq_off.head), i + 1, __ATOMIC_RELEASE);
		if (fd < 0)
			return;
		if (i < 4)
			close(fd);
	}
	only_ring = true;
	say_open("ring", "open", O_WRONLY, fd, 5);
	only_ring = false;
	close(fd);
}

static long storm_count;

static void *rename_thread(void *argument)
{
	char names[2][600];

	for (int i = 0; i < 2; i++)
		snprintf(names[i], sizeof(names[i]), "%s/storm-%ld-%d", folder, (long)argument, i);
	make(names[0], false);
	for (long i = 0; i < storm_count; i++)
		if (rename(names[i % 2], names[(i + 1) % 2]))
			die("storm");
	return NULL;
}

static void *storm_thread(void *argument)
{
	char name[600];

	snprintf(name, sizeof(name), "%s/storm-%ld", folder, (long)argument);
	for (long i = 0; i < storm_count; i++) {
		int fd = open(name, O_CREAT | O_WRONLY, 0600);

		if (fd < 0)
			die("storm");
		close(fd);
	}
	return NULL;
}

static void storm(int thread_count, void *(*run)(void *))
{
	pthread_t threads[64];

	for (long i = 0; i < thread_count; i++)
		if (pthread_create(&threads[i], NULL, run, (void *)i))
			die("storm");
	for (int i = 0; i < thread_count; i++)
		pthread_join(threads[i], NULL);
}

int main(int count, char **arguments)
{
	bool is_rename = count == 5 && !strcmp(arguments[1], "renames");
	bool is_storm = is_rename || (count == 5 && !strcmp(arguments[1], "storm"));

	if (count != 2 && !is_storm)
		return 2;
	snprintf(folder, sizeof(folder), "%s", arguments[is_storm ? 2 : 1]);
	if (is_storm) {
		storm_count = atol(arguments[4]);
		storm(atoi(arguments[3]), is_rename ? rename_thread : storm_thread);
		return 0;
	}
	umask(022);
	chmod(folder, 0755);
	by_paths();
	by_calls();
	watched();
	refused();
	in_child(jailed);
	changes();
	deep();
	threads();
	by_ring();
	in_child(mounts);
	opens("last", AT_FDCWD, in("last"), O_CREAT | O_WRONLY, 1, CREATED);
	return 0;
}
