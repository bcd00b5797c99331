/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the domains of each scenario lie where the scenario says that settled nodes of
 * equal size would put them, and are refused memory where it says that they are. The
 * expectation is a claim to be tested. Where all of the memory or none is to lie on A, no
 * extent may differ; a fraction is met give or take one extent, as stripes and halves
 * round. Where one extent is more than a twentieth of the domain only the fraction itself
 * proves anything: what else lies within one extent of it cannot be told from another
 * rule. Where the locality of a domain is not known, or in doubt, nothing is claimed.
 */
#ifndef XNB_ANALYSIS_PLACEMENT_H
#define XNB_ANALYSIS_PLACEMENT_H

#include "analysis/domains.h"
#include "base/error.h"
#include "rundir/reader.h"

#include <stddef.h>
#include <stdint.h>

enum xnb_claim {
	XNB_CLAIM_HOLDS,
	XNB_CLAIM_FAILS,   /* at least one domain lies elsewhere */
	XNB_CLAIM_SUSPECT, /* the samples of a domain are flagged as not to be trusted */
	XNB_CLAIM_UNKNOWN, /* no expectation, or a domain whose placement is not known, or
	                    * one of too few extents */
};

struct xnb_placement {
	const char *scenario;
	char name[XNB_GROUP_NAME]; /* with what else tells its domains apart */
	char shape[XNB_SHAPE];     /* of its domains, "order=9;type=pv"; "" */
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
	size_t n_off;         /* of those, farther from `expected` than may be */
	size_t n_suspect;     /* with a flag; judged no further */
	const char *doubt;    /* the first such flag */
	size_t n_rough;       /* near it, but with too few extents to tell */
	uint64_t few;         /* the fewest extents of those */
	double tolerance; /* the greatest of any domain: 0, or one extent's part of it */
	enum xnb_claim claim;
	char reason[320]; /* for people, what the claim rests on */
};

/* One for each scenario, order and type that has domains, in the order of run.json's
 * table. */
int xnb_judge_placement(struct xnb_placement **out, size_t *n, const struct xnb_run *run,
                        struct xnb_error *err);

/*
 * How far from `expected` the locality of a domain lies, where that is farther than may
 * be: positive where too much of its memory is on A; else 0. NAN where it is not known,
 * or in doubt.
 */
double xnb_placement_deviation(const struct xnb_domain_info *domain, double expected);

/* How many of them have this claim. */
size_t xnb_placements_count(const struct xnb_placement *placements, size_t n,
                            enum xnb_claim claim);

/* "holds", "does not hold", "suspect", "unknown" */
const char *xnb_claim_name(enum xnb_claim claim);

#endif
