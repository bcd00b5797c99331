/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/stop.h"

#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>

static void fill(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

void xnb_stop_begin(sigset_t *old)
{
	sigset_t set;

	fill(&set);
	sigprocmask(SIG_BLOCK, &set, old);
}

void xnb_stop_end(const sigset_t *old)
{
	sigprocmask(SIG_SETMASK, old, NULL);
}

int xnb_stop_check(struct xnb_error *err)
{
	const struct timespec now = {0};
	sigset_t set;
	int n;

	fill(&set);
	n = sigtimedwait(&set, NULL, &now);
	if (n <= 0)
		return 0;
	return xnb_fail(err, (enum xnb_exit)(128 + n), EINTR,
	                "report: ended by SIG%s; what was begun is removed, run it again",
	                sigabbrev_np(n));
}

int xnb_stop_fd(void)
{
	sigset_t set;

	fill(&set);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}
