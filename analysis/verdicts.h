/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verdicts of checks.csv, one entry for each check: what all its rounds together say.
 * Rounds that disagree are not settled by majority: they disagree, which is said.
 */
#ifndef XNB_ANALYSIS_VERDICTS_H
#define XNB_ANALYSIS_VERDICTS_H

#include "base/error.h"
#include "rundir/reader.h"

#include <stddef.h>

enum xnb_verdict_kind {
	XNB_VERDICT_HOLDS,
	XNB_VERDICT_FAILS,
	XNB_VERDICT_CANNOT_TELL,
	XNB_VERDICT_DISAGREE, /* not every round says the same */
	XNB_VERDICT_NONE,     /* in run.json, but no round judged it */
	XNB_N_VERDICT_KINDS,
};

enum { XNB_N_SAID = XNB_VERDICT_DISAGREE }; /* what one round can say */

struct xnb_judged_claim {
	const char *check;
	const char *claim, *source; /* of run.json; "" where it has none */
	enum xnb_verdict_kind kind;
	size_t n; /* rounds that judged it */
	/* By what was said: how many rounds, and the evidence of the first of them. */
	struct {
		size_t n;
		const char *evidence;
	} said[XNB_N_SAID];
};

struct xnb_verdicts {
	struct xnb_judged_claim
	    *verdicts; /* in the order of run.json's "checks", then others
	                */
	size_t n;
	size_t counts[XNB_N_VERDICT_KINDS]; /* checks by kind */
};

/* n = 0 where the run has judged nothing. A word that is not known counts as "cannot be
 * told". The run must outlive the verdicts. */
int xnb_verdicts_build(struct xnb_verdicts *out, const struct xnb_run *run,
                       struct xnb_error *err);
void xnb_verdicts_free(struct xnb_verdicts *verdicts);

/* "holds", "does not hold", "cannot be told here", "rounds disagree", "not judged" */
const char *xnb_verdict_name(enum xnb_verdict_kind kind);

#endif
