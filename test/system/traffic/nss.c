// SPDX-License-Identifier: Apache-2.0
// A module of libc's name service switch, as nss_ldap is one: within the process that asks, it connects to a directory of
// the test's, sends what it is asked for as a line, and gets the line of passwd(5), or an empty one.
#include <arpa/inet.h>
#include <errno.h>
#include <nss.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum nss_status ask(const char *question, struct passwd *found, char *buffer, size_t size, int *error)
{
	struct sockaddr_in directory = { .sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	FILE *file = fdopen(fd, "r+");
	char *uid = NULL;

	*error = ENOENT;
	if (!file || connect(fd, (void *)&directory, sizeof directory)) return NSS_STATUS_UNAVAIL;
	fprintf(file, "%s\n", question);
	fflush(file);
	if (!fgets(buffer, size, file)) buffer[0] = 0;
	fclose(file);
	buffer[strcspn(buffer, "\n")] = 0;
	uid = strchr(buffer, ':');
	if (!uid) return NSS_STATUS_NOTFOUND;
	*uid++ = 0;
	found->pw_name = buffer;
	found->pw_uid = found->pw_gid = strtoul(uid, NULL, 10);
	found->pw_passwd = found->pw_gecos = found->pw_dir = found->pw_shell = "";
	return NSS_STATUS_SUCCESS;
}

enum nss_status _nss_hesiod_getpwuid_r(uid_t uid, struct passwd *found, char *buffer, size_t size, int *error)
{
	char question[32];

	snprintf(question, sizeof question, "%u", uid);
	return ask(question, found, buffer, size, error);
}

enum nss_status _nss_hesiod_getpwnam_r(const char *name, struct passwd *found, char *buffer, size_t size, int *error)
{
	return ask(name, found, buffer, size, error);
}
