/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The signals that end what the lab is at, and must not leave anything behind. */
#ifndef XNB_LAB_SIGNALS_H
#define XNB_LAB_SIGNALS_H

#include <signal.h>

/* SIGINT, SIGTERM and SIGHUP. */
void xnb_lab_signals(sigset_t *set);

#endif
