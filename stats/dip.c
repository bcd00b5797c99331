/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/dip.h"

#include <math.h>
#include <stdbool.h>

/*
 * The distribution function has the points (x[i], i + 1) and, before its step, (x[i], i).
 * The greatest convex minorant runs through the lower ones, the least concave majorant
 * through the upper ones. Distances are in values, not fractions, until the end.
 */
struct dip {
	const double *x;
	size_t n;
	/* Knot before (behind) each point in the minorant (majorant) of all up to
	 * (from) there. */
	size_t *before, *behind;
	/* Knots between low and high: of the minorant from high down to low, of the
	 * majorant from low up to high. */
	size_t *minorant, *majorant;
	size_t n_minorant, n_majorant;
	size_t low, high; /* the modal interval, as it is known so far */
};

/* Knots of the minorant up to each point: a knot goes where the line from the one before
 * it runs below. */
static void link_minorant(struct dip *d)
{
	d->before[0] = 0;
	for (size_t j = 1; j < d->n; j++) {
		size_t a = j - 1;

		while (a > 0) {
			size_t b = d->before[a];

			if ((d->x[j] - d->x[a]) * (double)(a - b) <
			    (d->x[a] - d->x[b]) * (double)(j - a))
				break;
			a = b;
		}
		d->before[j] = a;
	}
}

static void link_majorant(struct dip *d)
{
	size_t last = d->n - 1;

	d->behind[last] = last;
	for (size_t j = last; j-- > 0;) {
		size_t a = j + 1;

		while (a < last) {
			size_t b = d->behind[a];

			if ((d->x[a] - d->x[j]) * (double)(b - a) <
			    (d->x[b] - d->x[a]) * (double)(a - j))
				break;
			a = b;
		}
		d->behind[j] = a;
	}
}

static void collect_knots(struct dip *d)
{
	size_t i = 0;

	for (d->minorant[0] = d->high; d->minorant[i] > d->low; i++)
		d->minorant[i + 1] = d->before[d->minorant[i]];
	d->n_minorant = i + 1;
	i = 0;
	for (d->majorant[0] = d->low; d->majorant[i] < d->high; i++)
		d->majorant[i + 1] = d->behind[d->majorant[i]];
	d->n_majorant = i + 1;
}

/* How high the line from knot a to knot b has risen at point `at`, in values. */
static double rise(const struct dip *d, size_t a, size_t b, size_t at)
{
	double width = d->x[b] - d->x[a];

	return width > 0 ? (d->x[at] - d->x[a]) * (double)(b - a) / width : 0;
}

/* How far point `at` of the upper steps is above the minorant from a to b. */
static double above_minorant(const struct dip *d, size_t a, size_t b, size_t at)
{
	return (double)(at - a) + 1 - rise(d, a, b, at);
}

/* How far point `at` of the lower steps is below the majorant from a to b. */
static double below_majorant(const struct dip *d, size_t a, size_t b, size_t at)
{
	return rise(d, a, b, at) - ((double)(at - a) - 1);
}

/* Where minorant and majorant are farthest apart: a knot of each. */
struct gap {
	double width;
	size_t in_minorant, in_majorant;
};

static void take_gap(struct gap *gap, double width, size_t in_minorant,
                     size_t in_majorant)
{
	if (width >= gap->width)
		*gap = (struct gap){width, in_minorant, in_majorant};
}

/* Goes through the knots of both in order of x. */
static struct gap widest_gap(const struct dip *d)
{
	struct gap gap = {0, d->n_minorant - 1, 0};
	size_t i = d->n_minorant - 1, j = 1; /* the minorant's knot at i is passed */

	if (d->n_minorant == 2 && d->n_majorant == 2)
		return gap;
	while (i > 0 && j < d->n_majorant) {
		size_t lower = d->minorant[i - 1], upper = d->majorant[j];

		if (lower > upper) {
			take_gap(&gap, above_minorant(d, d->minorant[i], lower, upper), i,
			         j);
			j++;
		} else {
			take_gap(&gap,
			         below_majorant(d, d->majorant[j - 1], upper, lower),
			         i - 1, j);
			i--;
		}
	}
	return gap;
}

/* The distribution's distance from the minorant on the modal interval's left. */
static double left_dip(const struct dip *d, size_t from)
{
	double most = 1;

	for (size_t i = from; i + 1 < d->n_minorant; i++)
		for (size_t at = d->minorant[i + 1]; at <= d->minorant[i]; at++)
			most = fmax(most, above_minorant(d, d->minorant[i + 1],
			                                 d->minorant[i], at));
	return most;
}

static double right_dip(const struct dip *d, size_t from)
{
	double most = 1;

	for (size_t i = from; i + 1 < d->n_majorant; i++)
		for (size_t at = d->majorant[i]; at <= d->majorant[i + 1]; at++)
			most = fmax(most, below_majorant(d, d->majorant[i],
			                                 d->majorant[i + 1], at));
	return most;
}

/* Narrows the modal interval to the widest gap; false where it already is that. */
static bool narrow(struct dip *d, const struct gap *gap)
{
	size_t low = d->minorant[gap->in_minorant];
	size_t high = d->majorant[gap->in_majorant];
	bool is_narrower = low != d->low || high != d->high;

	d->low = low;
	d->high = high;
	return is_narrower;
}

double xnb_dip_sorted(const double *sorted, size_t n, size_t *scratch)
{
	struct dip d = {
	    .x = sorted,
	    .n = n,
	    .before = scratch,
	    .behind = scratch + n,
	    .minorant = scratch + 2 * n,
	    .majorant = scratch + 3 * n,
	    .high = n - 1,
	};
	double dip = 1;
	struct gap gap;

	link_minorant(&d);
	link_majorant(&d);
	do {
		if (d.low >= d.high)
			break;
		collect_knots(&d);
		gap = widest_gap(&d);
		if (gap.width < dip)
			break;
		dip = fmax(dip, fmax(left_dip(&d, gap.in_minorant),
		                     right_dip(&d, gap.in_majorant)));
	} while (narrow(&d, &gap));
	return dip / (2 * (double)n);
}
