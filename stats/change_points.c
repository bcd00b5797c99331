/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/change_points.h"

#include "stats/e_divisive.h"
#include "stats/potts.h"
#include "stats/segments.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_VALUES = 4, LEAST_SEGMENT = 2 };

/* Deviations of r about 0. With fewer, more steps in independent noise are called
 * suspect; with more, more false alarms in autocorrelated noise are not. */
static const double beyond_chance = 2.25;
/* What only one method finds needs less to be mentioned than an alert does. */
static const double relaxed = 10;

struct found {
	bool logs;
	size_t n;
	double *values; /* logarithms with `logs` */
	struct xnb_segments divisive, potts;
	double rho, share;
};

static double relative_of_logs(double before, double after)
{
	return expm1(after - before);
}

static double relative_of_values(double before, double after)
{
	return before == after ? 0 : (after - before) / fabs(before);
}

static double magnitude_of_logs(double before, double after)
{
	return fabs(relative_of_logs(before, after));
}

static double magnitude_of_values(double before, double after)
{
	return fabs(relative_of_values(before, after));
}

/* Residuals about levels that were fitted to them look less correlated than they are; the
 * bias of an AR(1) process is -(1 + 4 rho) / n for each level (Marriott and Pope 1954).
 */
static double without_bias(double rho, double n, double levels)
{
	return n > 4 * levels ? fmin((n * rho + levels) / (n - 4 * levels), 1) : NAN;
}

static double residual_rho(const struct xnb_segments *segments)
{
	double products = 0, squares = 0, last = 0;
	size_t first = 0;

	for (size_t i = 0; i <= segments->n_at; i++) {
		size_t end = i < segments->n_at ? segments->at[i] : segments->n;
		double mean = xnb_segment_mean(segments->values, first, end);

		for (; first < end; first++) {
			double residual = segments->values[first] - mean;

			products += residual * last;
			squares += residual * residual;
			last = residual;
		}
	}
	if (!(squares > 0))
		return NAN;
	return without_bias(products / squares, (double)segments->n,
	                    (double)segments->n_at + 1);
}

static void look_at_autocorrelation(struct found *found)
{
	found->rho = residual_rho(&found->divisive);
	found->share = 1;
	if (found->rho > beyond_chance / sqrt((double)found->n))
		found->share = (1 - found->rho) / (1 + found->rho);
}

static int make_room(struct found *found, const double *values, struct xnb_error *err)
{
	size_t n = found->n;

	found->values = calloc(n, sizeof(*found->values));
	found->divisive = (struct xnb_segments){
	    .values = found->values, .n = n, .at = calloc(n, sizeof(size_t))};
	found->potts = (struct xnb_segments){
	    .values = found->values, .n = n, .at = calloc(n, sizeof(size_t))};
	if (!found->values || !found->divisive.at || !found->potts.at)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < n; i++)
		found->values[i] = found->logs ? log(values[i]) : values[i];
	return 0;
}

static int search(struct found *found, struct xnb_error *err)
{
	double (*magnitude)(double before, double after) =
	    found->logs ? magnitude_of_logs : magnitude_of_values;

	xnb_e_divisive(&found->divisive, XNB_CHANGE_LEVEL, magnitude, XNB_CHANGE_LEAST);
	look_at_autocorrelation(found);
	if (xnb_potts_steps(found->potts.at, &found->potts.n_at, found->values, found->n,
	                    LEAST_SEGMENT, err))
		return -1;
	xnb_segments_merge(&found->potts, 1, 1, magnitude, XNB_CHANGE_LEAST);
	return 0;
}

static bool has_near(const struct xnb_segments *segments, size_t at)
{
	for (size_t i = 0; i < segments->n_at; i++)
		if (segments->at[i] <= at + XNB_CHANGE_APART &&
		    at <= segments->at[i] + XNB_CHANGE_APART)
			return true;
	return false;
}

static void take(struct xnb_changes *out, const struct found *found,
                 const struct xnb_segments *segments, size_t i, enum xnb_change_kind kind)
{
	double before = xnb_segment_before(segments, i);
	double after = xnb_segment_after(segments, i);

	out->changes[out->n++] = (struct xnb_change){
	    .at = segments->at[i],
	    .before = found->logs ? exp(before) : before,
	    .after = found->logs ? exp(after) : after,
	    .relative = found->logs ? relative_of_logs(before, after)
	                            : relative_of_values(before, after),
	    .p = xnb_segment_p(segments, i, found->share),
	    .kind = kind,
	};
}

static void combine(struct xnb_changes *out, const struct found *found)
{
	for (size_t i = 0; i < found->divisive.n_at; i++) {
		bool both = has_near(&found->potts, found->divisive.at[i]);
		double p = xnb_segment_p(&found->divisive, i, found->share);

		take(out, found, &found->divisive, i,
		     !both                   ? XNB_CHANGE_ONLY_E_DIVISIVE
		     : p <= XNB_CHANGE_LEVEL ? XNB_CHANGE_CONFIRMED
		                             : XNB_CHANGE_AUTOCORRELATED);
	}
	for (size_t i = 0; i < found->potts.n_at; i++)
		if (!has_near(&found->divisive, found->potts.at[i]) &&
		    xnb_segment_p(&found->potts, i, found->share) <=
		        XNB_CHANGE_LEVEL * relaxed)
			take(out, found, &found->potts, i, XNB_CHANGE_ONLY_POTTS);
}

static int compare_changes(const void *p, const void *q)
{
	const struct xnb_change *a = p, *b = q;

	return (a->at > b->at) - (a->at < b->at);
}

int xnb_changes_find(struct xnb_changes *out, const double *values, size_t n, bool logs,
                     struct xnb_error *err)
{
	struct found found = {.logs = logs, .n = n};
	int result;

	*out = (struct xnb_changes){.rho = NAN};
	if (n < LEAST_VALUES)
		return 0;
	result = make_room(&found, values, err);
	if (!result)
		result = search(&found, err);
	if (!result) {
		out->changes = calloc(found.divisive.n_at + found.potts.n_at + 1,
		                      sizeof(*out->changes));
		if (!out->changes)
			result = xnb_fail_nomem(err);
	}
	if (!result) {
		combine(out, &found);
		qsort(out->changes, out->n, sizeof(*out->changes), compare_changes);
		out->rho = found.rho;
		out->autocorrelated = found.share < 1;
	}
	free(found.values);
	free(found.divisive.at);
	free(found.potts.at);
	return result;
}

void xnb_changes_free(struct xnb_changes *changes)
{
	free(changes->changes);
	*changes = (struct xnb_changes){0};
}
