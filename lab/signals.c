/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/signals.h"

void xnb_lab_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

void xnb_lab_hold_signals(sigset_t *before)
{
	sigset_t set;

	xnb_lab_signals(&set);
	sigprocmask(SIG_BLOCK, &set, before);
}

bool xnb_lab_interrupted(void)
{
	sigset_t set, pending;

	xnb_lab_signals(&set);
	sigpending(&pending);
	return sigandset(&pending, &pending, &set) == 0 && !sigisemptyset(&pending);
}
