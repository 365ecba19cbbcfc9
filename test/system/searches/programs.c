/* A program of many names that runs others, or itself where it cannot be found, or computes. Usage: see main. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void die(const char *what)
{
	perror(what);
	exit(98);
}

static double seconds(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now))
		die("clock_gettime");
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Until it has used so many seconds of processor time, by the clock of the kernel. */
static void spin(double most)
{
	while (seconds(CLOCK_PROCESS_CPUTIME_ID) < most)
		;
}

static void start(char **command)
{
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (!child) {
		execv(command[0], command);
		die(command[0]);
	}
	if (waitpid(child, NULL, 0) != child)
		die("waitpid");
}

static void become(int file, const char *name)
{
	char *command[] = { (char *)name, "end", NULL };

	fexecve(file, command, environ);
	die("fexecve");
}

static void hide(void)
{
	int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int memory = memfd_create("hidden", MFD_CLOEXEC);
	struct stat stat;

	if (self < 0 || memory < 0 || fstat(self, &stat))
		die("open");
	if (sendfile(memory, self, NULL, stat.st_size) != stat.st_size)
		die("sendfile");
	become(memory, "hidden");
}

static void vanish(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0 || unlink(path))
		die(path);
	become(file, path);
}

/* None of them can be run. */
static void try(char **paths)
{
	for (; *paths; paths++) {
		char *command[] = { *paths, NULL };

		if (!execv(*paths, command))
			exit(98);
	}
}

int main(int count, char **arguments)
{
	const char *verb = count > 1 ? arguments[1] : "end";
	double begin = seconds(CLOCK_MONOTONIC);

	if (!strcmp(verb, "start")) /* PATH ARGUMENT... */
		start(arguments + 2);
	else if (!strcmp(verb, "spin")) /* SECONDS */
		spin(atof(arguments[2]));
	else if (!strcmp(verb, "idle")) { /* SECONDS: of these it computes a twentieth */
		double all = atof(arguments[2]);

		spin(all / 20);
		while (seconds(CLOCK_MONOTONIC) - begin < all)
			usleep(10000);
	} else if (!strcmp(verb, "hide"))
		hide();
	else if (!strcmp(verb, "fail"))
		return 3;
	else if (!strcmp(verb, "die"))
		raise(SIGKILL);
	else if (!strcmp(verb, "vanish")) /* PATH */
		vanish(arguments[2]);
	else if (!strcmp(verb, "try")) /* PATH... */
		try(arguments + 2);
	return 0;
}
