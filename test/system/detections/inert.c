// Does nothing, whatever its name and arguments; or, where STARTS names a folder, runs its arguments as a program of that folder, once.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *folder = getenv("STARTS");
	if (folder == NULL || argc < 2)
		return 0;
	char path[4096];
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", folder, argv[1]) >= sizeof(path))
		return 2;
	unsetenv("STARTS");
	pid_t child = fork();
	if (child < 0)
		return 3;
	if (child == 0) {
		execv(path, argv + 1);
		_exit(4);
	}
	int status = 0;
	if (waitpid(child, &status, 0) != child)
		return 5;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 6;
}
