/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the level of a series changed for good, by two methods that must agree:
 * E-divisive (stats/e_divisive.h) and Potts' model (stats/potts.h). Each has false alarms
 * of its own kind, the first on autocorrelated noise, the second on outliers; what both
 * find within a few values of each other is confirmed, what one finds is suspect.
 *
 * Autocorrelation: where the residuals about the levels have a lag-1 autocorrelation
 * r beyond chance (over 2.25 / sqrt(n)), each value is worth (1 - r) / (1 + r)
 * independent ones, and a change that the t-test does not confirm with so many is suspect
 * only. A step that Potts' model alone finds is told where it reaches ten times the level
 * so.
 */
#ifndef XNB_STATS_CHANGE_POINTS_H
#define XNB_STATS_CHANGE_POINTS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

#define XNB_CHANGE_LEVEL 1e-4 /* of the t-test */
#define XNB_CHANGE_LEAST 0.02 /* a relative change below this does not matter */

/* How far apart the two methods may place the same change. */
enum { XNB_CHANGE_APART = 3 };

enum xnb_change_kind {
	XNB_CHANGE_CONFIRMED,       /* both methods, and enough effective values */
	XNB_CHANGE_AUTOCORRELATED,  /* suspect: both methods, but too few effective values
	                             */
	XNB_CHANGE_ONLY_E_DIVISIVE, /* suspect */
	XNB_CHANGE_ONLY_POTTS,      /* suspect */
};

struct xnb_change {
	size_t at;            /* index of the first value of the new level */
	double before, after; /* mean levels; geometric means with `logs` */
	double relative;      /* after / before - 1; infinite where `before` is 0 */
	double p;             /* of the t-test with the effective number of values */
	enum xnb_change_kind kind;
};

struct xnb_changes {
	struct xnb_change *changes; /* by `at` */
	size_t n;
	double rho; /* of the residuals; NAN where there are too few values */
	bool autocorrelated;
};

/*
 * Of finite values in order of time; with `logs`, which takes positive ones, levels are
 * geometric means. Fewer than 4 values have no change.
 */
int xnb_changes_find(struct xnb_changes *out, const double *values, size_t n, bool logs,
                     struct xnb_error *err);
void xnb_changes_free(struct xnb_changes *changes);

#endif
