/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By which rule the values of a series are judged, and which way is better. */
#ifndef XNB_ANALYSIS_COMPARE_RULE_H
#define XNB_ANALYSIS_COMPARE_RULE_H

#include "analysis/compare/compare.h"
#include "rundir/reader.h"

#include <stdbool.h>

struct xnb_compare_rule {
	bool exact;
	/* UNKNOWN: it is not judged. Exact series with an ideal: LOWER, of the distance
	 * from it. */
	enum xnb_better better;
	bool asked;  /* the request says so */
	bool record; /* run.json says that nobody judges it */
	/* Exact: what every unit should be; NAN where nothing says. Values as near to it
	 * as `tolerance` are it: fractions of extents round. */
	double ideal, tolerance;
	/* A code that has a sample only where something was refused or failed: no sample
	 * is the value 0. */
	bool is_code;
};

/*
 * In this order: what the request says (METRIC=..., EXPERIMENT/METRIC=...); what is known
 * of the metric: `locality` should be what run.json expects of the scenario, `errno` the
 * code that it expects or 0, `verdict` and `status` 0, and fewer instructions, or extents
 * of an unknown node, are better; what run.json says; what the unit says.
 */
struct xnb_compare_rule xnb_compare_rule_find(const struct xnb_run *run,
                                              const struct xnb_compare_key *key,
                                              const struct xnb_compare_request *request);

/* Whether the direction names the metric of this series. */
bool xnb_compare_direction_is_of(const struct xnb_compare_direction *direction,
                                 const struct xnb_compare_key *key);

/* The metric of the same experiment and scenario that judges this one, too, where both
 * arms have it: of pages their locality, of a call's lengths the one they mostly have;
 * NULL where there is none. */
const char *xnb_compare_judged_by(const struct xnb_compare_key *key);

/* What is compared of a value: its distance from the ideal, or itself. */
double xnb_compare_distance(const struct xnb_compare_rule *rule, double value);

#endif
