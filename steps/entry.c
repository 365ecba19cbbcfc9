/*
 * What the executable runs first, before libc and Node.js: it takes out of the environment all that the program itself
 * does not read. Node.js, OpenSSL, ICU and libuv obey some fifty variables: they change what TLS trusts, print to standard
 * error, or end the process before its first line, and Node.js can be made to ignore one of them (NODE_OPTIONS).
 * steps/entry.mjs puts this into the executable, so that there is still one file, which may have capabilities, and one process.
 *
 * Everything is in one section, and at no fixed address.
 */

/* At the start of the process: argc, argv with NULL, environment with NULL (System V ABI). rdx is the dynamic linker's. */
asm("next_entry: .quad 0\n" /* from here to the entry point of Node.js: set by steps/entry.mjs */
    "entry:\n"
    "	mov %rsp, %rdi\n"
    "	push %rdx\n"
    "	push %rdx\n" /* the stack stays aligned */
    "	call keep_known\n"
    "	pop %rdx\n"
    "	pop %rdx\n"
    "	lea next_entry(%rip), %rax\n"
    "	add next_entry(%rip), %rax\n"
    "	jmp *%rax\n"
    /* PATH for programs that it starts, TERM and NO_COLOR for a table in a terminal */
    "known: .ascii \"SPLUNK_HOME\\0SPLUNK_TOKEN\\0PATH\\0TERM\\0NO_COLOR\\0TZ\\0\"\n"
    "	.byte 0\n");

extern const char known[] __attribute__((visibility("hidden")));

static int is_known(const char *variable)
{
	for (const char *name = known; *name; name++) {
		const char *at = variable;

		while (*name && *name == *at)
			name++, at++;
		if (!*name && *at == '=')
			return 1;
		while (*name)
			name++;
	}
	return 0;
}

__attribute__((used)) static void keep_known(long *stack)
{
	char **from = (char **)stack + stack[0] + 2, **to = from;

	for (; *from; from++)
		if (is_known(*from))
			*to++ = *from;
	*to = 0;
}
