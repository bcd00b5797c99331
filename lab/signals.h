/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The signals that end what the lab is at, and must not leave anything behind. */
#ifndef XNB_LAB_SIGNALS_H
#define XNB_LAB_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* SIGINT, SIGTERM and SIGHUP. */
void xnb_lab_signals(sigset_t *set);

/* Blocks them until `before` is set as the mask again: then what came takes its course.
 */
void xnb_lab_hold_signals(sigset_t *before);

/* Whether one of them came while they were blocked. */
bool xnb_lab_interrupted(void);

#endif
