// SPDX-License-Identifier: Apache-2.0
// Descriptors over a Unix socket (SCM_RIGHTS).
#include <string.h>
#include <sys/socket.h>
#include "workload.h"

void send_descriptor(int channel, int fd)
{
	char control[CMSG_SPACE(sizeof fd)] = { 0 };
	struct iovec byte = { .iov_base = "x", .iov_len = 1 };
	struct msghdr message = { .msg_iov = &byte, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	*header = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof fd) };
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	must(sendmsg(channel, &message, 0));
}

int receive_descriptor(int channel)
{
	char control[CMSG_SPACE(sizeof(int))], space;
	struct iovec byte = { .iov_base = &space, .iov_len = 1 };
	struct msghdr message = { .msg_iov = &byte, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
	int fd;

	require(recvmsg(channel, &message, 0) == 1);
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
	return fd;
}
