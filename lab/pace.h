/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a process had this machine: the seconds that went by, without those in which
 * it was ready to go on and others had the processors. A box that boots beside other work
 * needs more seconds of this machine's clock, and no more of these.
 *
 * While one of its threads runs or waits for a processor or the disk (state R or D in
 * proc(5)), the processor time of all of them counts, at most what went by. While all of
 * them sleep it is the box itself that waits, and what goes by counts.
 */
#ifndef XNB_LAB_PACE_H
#define XNB_LAB_PACE_H

#include <stdbool.h>
#include <sys/types.h>

struct xnb_pace {
	pid_t process;
	double looked;    /* when, in seconds of the caller's clock */
	double processor; /* seconds of processor time until then */
	double had;       /* seconds, as above */
};

/* A look at the process. Where /proc does not tell, what goes by counts. */
struct xnb_pace_look {
	bool told;
	bool ready; /* one of its threads runs or would */
	double processor;
};

void xnb_pace_begin(struct xnb_pace *pace, pid_t process, double now);

/* Looks at it, at most once a second, and returns what it had. */
double xnb_pace_had(struct xnb_pace *pace, double now);

/* The two halves of that. */
void xnb_pace_look(struct xnb_pace_look *look, pid_t process);
void xnb_pace_add(struct xnb_pace *pace, const struct xnb_pace_look *look, double now);

#endif
