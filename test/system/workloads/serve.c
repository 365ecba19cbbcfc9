// SPDX-License-Identifier: Apache-2.0
// A small HTTP server for real programs (wget, curl, python3): it tells its own end, which is their end mirrored.
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

#define BODY 12345

static void read_request(struct connection *connection)
{
	char request[8192];
	int length = 0;

	do {
		require(length < (int)sizeof request - 1);
		length += must(recv(connection->fd, request + length, sizeof request - 1 - length, 0));
		request[length] = 0;
	} while (!strstr(request, "\r\n\r\n"));
	connection->received += length;
}

static void answer(struct connection *connection)
{
	static char response[BODY + 256];
	int length = snprintf(response, sizeof response, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", BODY);

	memset(response + length, 'x', BODY);
	require(send(connection->fd, response, length + BODY, MSG_NOSIGNAL) == length + BODY);
	connection->sent += length + BODY;
}

// as many requests as the argument says; the client is left to close first
void serve(void)
{
	struct listener listener = listen_on("127.0.0.1");

	for (long left = board->argument; left; left--) {
		struct connection *connection = accept_from(&listener);

		read_request(connection);
		answer(connection);
		take_end(connection);
		close_connection(connection, "fin_remote");
	}
	close_listener(&listener);
}
