/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/box.h"
#include "lab/signals.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>

void xnb_box_end_signals(void)
{
	sigset_t set;

	xnb_lab_signals(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int xnb_box_watch_signals(struct xnb_error *err)
{
	sigset_t set;
	int fd;

	xnb_lab_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "signalfd: %s",
		                strerror(errno));
	return fd;
}
