/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run measured, in the words for it: the domains of a Xen host, or threads on the
 * host itself. samples.csv has one form for both: its column `domain` counts the domains
 * of a boot there, and here the teams of threads, each with memory of its own.
 */
#ifndef XNB_ANALYSIS_SUBJECT_H
#define XNB_ANALYSIS_SUBJECT_H

#include "rundir/reader.h"

#include <stdbool.h>

/* What is repeated. A sample is never a unit of analysis, but it is repeated too. */
enum xnb_unit_level {
	XNB_LEVEL_BOOT,
	XNB_LEVEL_DOMAIN, /* or a team of threads */
	XNB_LEVEL_BLOCK,
	XNB_N_LEVELS,
	XNB_LEVEL_SAMPLE = XNB_N_LEVELS,
	XNB_N_REPEATED,
};

struct xnb_subject {
	const char *target; /* of run.json */
	bool is_native;
	const char *title; /* of a page about it */

	/* Of each level: its name ("domain"), what is said where there are too few of it
	 * for an interval, what one of it covers, and why its share of the variance is
	 * not estimable: there is one of it, one in each level around it. */
	struct xnb_level_words {
		const char *name, *too_few, *covers, *alone, *inner;
	} levels[XNB_N_REPEATED];
	/* Why domains, or rounds, are no level of their own. */
	const char *no_domain, *same, *cross;

	const char *worker;   /* what of a domain runs on a CPU: "vCPU" */
	const char *policy;   /* what says where its memory should lie: "affinity" */
	const char *piece;    /* what of it lies on one node: "extent" */
	const char *expected; /* what is expected of fractions, for a caption */
	const char *counted;  /* why placement is real where timings are not */
};

/* Never NULL: a run that does not say its target is taken for one of Xen. */
const struct xnb_subject *xnb_subject_of(const struct xnb_run *run);

/* "boot", "domain", "round", "sample": for "3 domains", "1 boot". */
const char *xnb_unit_level_name(const struct xnb_subject *subject,
                                enum xnb_unit_level level);

#endif
