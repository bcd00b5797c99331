/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIGINT, SIGTERM and SIGHUP, held back until there is a good moment: between two
 * figures, or while another program is waited for. Signals that are ignored stay ignored.
 */
#ifndef XNB_ANALYSIS_STOP_H
#define XNB_ANALYSIS_STOP_H

#include "base/error.h"

#include <signal.h>

/* Holds them back; `old` is for xnb_stop_end(), which lets them go again. */
void xnb_stop_begin(sigset_t *old);
void xnb_stop_end(const sigset_t *old);

/* -1 with the exit code 128 + N where signal N has come since xnb_stop_begin(). */
int xnb_stop_check(struct xnb_error *err);

/* A descriptor that becomes readable when one comes while they are held back; not to be
 * read, only to be polled. -1 with errno. The caller closes it. */
int xnb_stop_fd(void);

#endif
