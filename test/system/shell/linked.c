// A stand-in for a bash that is linked to libreadline: it takes its lines as bash's parser does, and one of its "commands" reads as read -e.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/readline.h>

char *current_readline_line;

__attribute__((noinline)) static void next_line(void)
{
	current_readline_line = readline("READY> ");
}

int main(void)
{
	for (;;) {
		next_line();
		if (!current_readline_line || !strcmp(current_readline_line, "exit"))
			return 0;
		if (!strcmp(current_readline_line, "read"))
			free(readline("ASK> "));
		free(current_readline_line);
	}
}
