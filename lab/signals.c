/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/signals.h"

void xnb_lab_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}
