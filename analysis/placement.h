/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the domains of each scenario lie where the scenario says that settled nodes of
 * equal size would put them, give or take one extent, and are refused memory where it
 * says that they are. The expectation is a claim to be
 * tested; where the locality of a domain is not known, nothing is claimed.
 */
#ifndef XNB_ANALYSIS_PLACEMENT_H
#define XNB_ANALYSIS_PLACEMENT_H

#include "analysis/domains.h"
#include "base/error.h"
#include "rundir/reader.h"

#include <stddef.h>

enum xnb_claim {
	XNB_CLAIM_HOLDS,
	XNB_CLAIM_FAILS,   /* at least one domain lies elsewhere */
	XNB_CLAIM_UNKNOWN, /* no expectation, or a domain whose placement is not known */
};

struct xnb_placement {
	const char *scenario;
	char name[XNB_GROUP_NAME]; /* with what else tells its domains apart */
	double expected;           /* locality; NAN: none */
	double min, max;           /* measured, over the domains; NAN: none known */
	size_t n_domains;          /* that have extents or a measured locality */
	/* Of those, with neither the nodes of all extents nor exact totals from the
	 * memory that came back, or with no extents recorded. */
	size_t n_unknown;
	size_t n_refused;     /* whom Xen refused memory; what was placed is judged */
	int expected_errno;   /* with which each is to be refused; 0: no such claim */
	size_t n_not_refused; /* of those, with another or with none */
	int refusal;          /* the greatest error code of those */
	size_t n_off;         /* of those, more than one extent away from `expected` */
	double tolerance;     /* one extent as a fraction of a domain, the greatest */
	enum xnb_claim claim;
	char reason[160]; /* for people, what the claim rests on */
};

/* One for each scenario, order and type that has domains, in the order of run.json's
 * table. */
int xnb_judge_placement(struct xnb_placement **out, size_t *n, const struct xnb_run *run,
                        struct xnb_error *err);

/* "holds", "does not hold", "unknown" */
const char *xnb_claim_name(enum xnb_claim claim);

#endif
