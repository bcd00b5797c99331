/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be said of the timings of a run, by the word for them in run.json. */
#ifndef XNB_ANALYSIS_TIMING_H
#define XNB_ANALYSIS_TIMING_H

#include <stdbool.h>

/* All texts are NULL where there is nothing to say: of real timings. */
struct xnb_timing {
	const char *word_of_run;   /* "real", "emulated", ... */
	const char *mark;          /* a short line for a figure's inside */
	const char *sentence;      /* for captions */
	const char *word;          /* behind the title of an axis */
	bool without_verdict;      /* not times of hardware: nothing is concluded */
	const char *host_mark;     /* of what is no timing: NULL where the host is not */
	const char *host_sentence; /* emulated */
};

/* Never NULL: any word that is not known, and none, is not taken for "real". */
const struct xnb_timing *xnb_timing_find(const char *word);

#endif
