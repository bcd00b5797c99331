/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stats/select.h"

#include "stats/describe.h"

#include <math.h>

/* Below so many the sample that finds the bounds costs more than it saves. */
enum { SMALL = 600 };

struct range {
	size_t left, right; /* both belong to it */
};

static void swap(double *a, double *b)
{
	double kept = *a;

	*a = *b;
	*b = kept;
}

/* A small range around k in which the value of rank k of the whole range is likely. */
static struct range guess(struct range all, size_t k)
{
	double n = (double)(all.right - all.left + 1), i = (double)(k - all.left + 1);
	double z = log(n), s = 0.5 * exp(2 * z / 3);
	double sd = 0.5 * sqrt(z * s * (n - s) / n) * (i < n / 2 ? -1 : 1);
	double left = (double)k - i * s / n + sd,
	       right = (double)k + (n - i) * s / n + sd;
	struct range near = all;

	if (left > (double)all.left)
		near.left = left < (double)k ? (size_t)left : k;
	if (right < (double)all.right)
		near.right = right > (double)k ? (size_t)right : k;
	return near;
}

/* Values below the pivot to its left, those above to its right; where it ends up. */
static size_t partition(double *values, struct range at, size_t k)
{
	double pivot = values[k];
	size_t i = at.left, j = at.right;

	swap(&values[at.left], &values[k]);
	if (values[at.right] > pivot)
		swap(&values[at.right], &values[at.left]);
	while (i < j) {
		swap(&values[i++], &values[j--]);
		while (values[i] < pivot)
			i++;
		while (values[j] > pivot)
			j--;
	}
	if (values[at.left] == pivot)
		swap(&values[at.left], &values[j]);
	else
		swap(&values[++j], &values[at.right]);
	return j;
}

static void select_in(double *values, struct range at, size_t k, unsigned tries)
{
	while (at.right > at.left) {
		size_t pivot;

		if (tries-- == 0) { /* values in a bad order */
			xnb_sort(values + at.left, at.right - at.left + 1);
			return;
		}
		if (at.right - at.left > SMALL)
			select_in(values, guess(at, k), k, tries);
		pivot = partition(values, at, k);
		if (pivot == k)
			return;
		if (pivot < k)
			at.left = pivot + 1;
		else
			at.right = pivot - 1;
	}
}

double xnb_select(double *values, size_t n, size_t k)
{
	enum { MOST_TRIES = 64 };

	select_in(values, (struct range){0, n - 1}, k, MOST_TRIES);
	return values[k];
}

static double least(const double *values, size_t n)
{
	double min = values[0];

	for (size_t i = 1; i < n; i++)
		min = values[i] < min ? values[i] : min;
	return min;
}

void xnb_select_quantiles(double *out, const double *p, size_t n_p, double *values,
                          size_t n)
{
	size_t done = 0; /* what is before is not above what is behind */

	for (size_t i = 0; i < n_p; i++) {
		double at, next;
		size_t k;

		out[i] = NAN;
		if (n == 0 || !(p[i] >= 0 && p[i] <= 1))
			continue;
		at = p[i] * (double)(n - 1);
		k = (size_t)floor(at);
		out[i] = xnb_select(values + done, n - done, k - done);
		if (k + 1 < n) {
			next = least(values + k + 1, n - k - 1);
			out[i] += (at - (double)k) * (next - out[i]);
		}
		done = k;
	}
}
