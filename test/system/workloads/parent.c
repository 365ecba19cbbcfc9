// SPDX-License-Identifier: Apache-2.0
// Who forked a process is told as its parent, whatever has become of it.
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cases.h"
#include "workload.h"

enum { REMEMBERED = GO_AHEAD + 1, RENAMED, GREETED, ORPHAN_GREETED };

static void await_another_parent(int than)
{
	double limit = now() + patience(10);

	while (getppid() == than) {
		require(now() < limit);
		nap(0.001);
	}
}

static void greet_before_and_after_its_end(void)
{
	int parent = getppid();

	remember_parent();
	tell_process(current_owner().process_id);
	reach(REMEMBERED);
	await(RENAMED);
	greet_once();
	reach(GREETED);
	await_another_parent(parent);
	greet_once();
	reach(ORPHAN_GREETED);
	exit(0);
}

static void leave_an_orphan(void)
{
	prctl(PR_SET_NAME, "forker");
	if (!must(fork())) greet_before_and_after_its_end();
	await(REMEMBERED);
	prctl(PR_SET_NAME, "renamed");
	reach(RENAMED);
	await(GREETED);
}

static void serve_two_greetings(void)
{
	serve_greetings(2);
}

void owner_orphan(void)
{
	beside_a_server(serve_two_greetings, leave_an_orphan);
	await(ORPHAN_GREETED);
}

void owner_orphan_of_subreaper(void)
{
	must(prctl(PR_SET_CHILD_SUBREAPER, 1));
	owner_orphan();
	while (wait(NULL) > 0) {}
}
